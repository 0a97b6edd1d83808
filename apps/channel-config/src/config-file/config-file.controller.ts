import { Body, Controller, Get, Header, Injectable, Put, Query, Res, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { type Caller, CallerOf, invalidInput, malformedTexts, Operation, Operations, Problem } from '@wabx/runtime';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { parseDocument, stringify } from 'yaml';
import { z } from 'zod';
import { sentenceSchema } from '../doctor/check.js';
import { etagHeader, IfMatchTag, ifMatchOptionalHeader } from '../http/if-match.js';
import { ConfigApplication, type Applied } from './apply-config.js';
import { configFileSchema, type ConfigFile } from './config-file.js';
import { yamlTooCostly } from './yaml-limits.js';

const YAML_TYPES = ['application/yaml', 'application/x-yaml', 'text/yaml'];
/** 1,500 people and 150 queues of 200 are 0.6 MB. */
const FILE_BYTES_MAX = 4 * 1024 * 1024;
const HEAD = '# The configuration of wabx, without secrets: set accessToken and appSecret of new channels by hand.\n';

const yes = z
  .enum(['', 'true', 'false'])
  .optional()
  .transform((value) => value === '' || value === 'true');
const applyQuery = z.strictObject({ dryRun: yes, prune: yes });

const appliedSchema = z.object({
  changes: z.array(
    z.object({
      action: z.enum(['create', 'update', 'delete']),
      kind: z.enum(['extension', 'queue', 'channel', 'number']),
      name: z.string(),
      fields: z.record(z.string(), z.unknown()).optional(),
    }),
  ),
  left: z.array(z.string()).describe('There and not in the file; deleted only with ?prune'),
  warnings: z
    .array(z.object({ code: z.string(), sentence: sentenceSchema }))
    .describe('What leaves customers without anybody'),
});

@Operations('configuration as code', 'The whole configuration as one file')
@Controller('v1/config')
export class ConfigFileController {
  constructor(private readonly application: ConfigApplication) {}

  @Get()
  @Header('content-type', 'application/yaml; charset=utf-8')
  @Operation({
    id: 'exportConfiguration',
    summary: 'The whole configuration as one YAML file, without secrets',
    scopes: { all: ['channels:read', 'directory:read'] },
    answers: { 200: { mediaType: 'application/yaml', description: 'The configuration', schema: configFileSchema } },
    answerHeaders: [etagHeader],
  })
  async export(@Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    const { file, version } = await this.application.export();
    void reply.header('etag', `"${version}"`);
    return HEAD + stringify(file, { lineWidth: 0 });
  }

  @Put()
  @Operation({
    id: 'applyConfiguration',
    body: { mediaType: 'application/yaml', schema: configFileSchema },
    summary: 'Make the configuration what the file says; ?dryRun only says what would change',
    scopes: { all: ['channels:write', 'directory:write'] },
    headers: [ifMatchOptionalHeader],
    answers: { 200: appliedSchema },
    answerHeaders: [etagHeader],
    refuses: [
      'NAME_TAKEN',
      'NUMBER_TAKEN',
      'SIGN_IN_TAKEN',
      'PHONE_NUMBER_ID_TAKEN',
      'SCOPE_BEYOND_OWN',
      'LAST_ADMIN',
      'IN_USE',
      'CONFIRMATION_NEEDED',
      'NOT_FOUND',
    ],
  })
  async apply(
    @Body() body: unknown,
    @Query({ schema: applyQuery }) query: z.output<typeof applyQuery>,
    @IfMatchTag() expected: string | undefined,
    @CallerOf() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Applied> {
    const { applied, version } = await this.application.apply(readFile(body), caller, { ...query, expected });
    void reply.header('etag', `"${version}"`);
    return applied;
  }
}

/** Fastify takes JSON only, unless it is told how to read another type. */
@Injectable()
export class YamlBodies implements OnModuleInit {
  constructor(private readonly host: HttpAdapterHost) {}

  onModuleInit(): void {
    const fastify: FastifyInstance = this.host.httpAdapter.getInstance();
    fastify.addContentTypeParser(YAML_TYPES, { parseAs: 'string', bodyLimit: FILE_BYTES_MAX }, (_request, body, done) =>
      done(null, body),
    );
  }
}

function readFile(body: unknown): ConfigFile {
  const content = typeof body === 'string' ? parseYaml(body) : body;
  const issues = malformedTexts(content);
  if (issues.length > 0) throw invalidInput(issues);
  const parsed = configFileSchema.safeParse(content);
  if (!parsed.success) throw invalidInput(parsed.error.issues);
  return parsed.data;
}

function parseYaml(text: string): unknown {
  const fault = yamlTooCostly(text);
  if (fault) throw invalidInput([{ message: fault }]);
  const document = parseDocument(text, { prettyErrors: true });
  const [error] = document.errors;
  if (error === undefined) return resolved(document);
  const [start] = error.linePos ?? [];
  // Without the excerpt of the file, which could hold a secret.
  const where = start === undefined ? '' : ` in line ${start.line}, column ${start.col}`;
  throw new Problem('BAD_REQUEST', `This is not YAML: ${error.code}${where}.`);
}

function resolved(document: ReturnType<typeof parseDocument>): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch (cause) {
    if (!(cause instanceof ReferenceError)) throw cause;
    throw new Problem('BAD_REQUEST', 'This YAML has aliases that lead nowhere, or too many of them.');
  }
}
