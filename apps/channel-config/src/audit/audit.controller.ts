import { Controller, Get, Query } from '@nestjs/common';
import { auditedActions } from '@wabx/contracts';
import { instantInput, Operation, Operations } from '@wabx/runtime';
import { z } from 'zod';
import { pageOf, pageQuery, toPage } from '../http/page.js';
import { AuditTrail, type AuditEntry } from './audit-trail.js';
import { AuditVerification } from './audit-verification.js';

const listQuery = pageQuery(z.string().regex(/^\d{1,18}$/)).extend({
  target: z.string().max(300).optional().describe('Only what was done to the thing with this id'),
  actor: z
    .string()
    .max(300)
    .optional()
    .describe('Only what this key did, or this person (`person:<extension id>`, or `oidc:<subject>`)'),
  action: z.enum(auditedActions).optional(),
  from: instantInput.optional().describe('Only what was done at this moment or later'),
  to: instantInput.optional().describe('Only what was done before this moment'),
});

const auditSchema = z
  .object({
    id: z.string(),
    at: z.iso.datetime(),
    by: z.object({
      keyId: z.string(),
      name: z.string().describe('As it was then'),
      address: z.string().optional(),
      requestId: z.string().optional(),
    }),
    action: z.string(),
    targetId: z.string(),
    fields: z.array(z.string()).describe('Names of what was changed, secrets too'),
    before: z.record(z.string(), z.unknown()).optional().describe('What it was; never a secret'),
    after: z.record(z.string(), z.unknown()).optional().describe('What it is now; never a secret'),
    filter: z.record(z.string(), z.unknown()).optional().describe('Of a replay: what it was to take'),
    outcome: z
      .record(z.string(), z.unknown())
      .optional()
      .describe('What came of it; of a replay or a run it is missing before it has ended'),
  })
  .meta({ id: 'AuditRecord' });

const headSchema = z.object({ sequence: z.number().int(), sha256: z.string() });
const verificationQuery = z.strictObject({
  head: z
    .string()
    .regex(/^\d{1,15}:[0-9a-f]{64}$/, 'must be <sequence>:<sha256> of an earlier answer')
    .transform((text) => {
      const [sequence = '', sha256 = ''] = text.split(':');
      return { sequence: Number(sequence), sha256 };
    })
    .optional()
    .describe('A head that you have kept, `<sequence>:<sha256>`: the audit must still hold it'),
});
const verificationSchema = z
  .object({
    intact: z.boolean(),
    brokenAt: z.number().int().optional().describe('The first entry that is missing, or not what it was'),
    fault: z.enum(['missing', 'altered']).optional(),
    entries: z.number().int().describe('Entries that were found in order'),
    firstSequence: z.number().int().optional().describe('1, unless somebody has removed the oldest entries'),
    head: headSchema
      .optional()
      .describe('The newest entry that was found in order; keep it elsewhere to compare later'),
    told: headSchema.optional().describe('The newest head that the stream of events has kept, for eight days'),
  })
  .meta({ id: 'AuditVerification' });

@Operations('audit', 'Who did what')
@Controller('v1/audit')
export class AuditController {
  constructor(
    private readonly trail: AuditTrail,
    private readonly verification: AuditVerification,
  ) {}

  @Get()
  @Operation({
    id: 'listAudit',
    summary: 'Who did what and when, who came in and who was refused, newest first',
    scopes: ['ops:read'],
    answers: { 200: pageOf(auditSchema) },
  })
  async list(@Query({ schema: listQuery }) query: z.infer<typeof listQuery>) {
    return toPage(await this.trail.list(query), query.limit, ({ sequence }) => sequence, toAnswer);
  }

  @Get('verification')
  @Operation({
    id: 'verifyAudit',
    summary: 'Reads the whole audit and says whether an entry was altered or removed, and which one',
    scopes: ['ops:read'],
    answers: { 200: verificationSchema },
  })
  async verify(
    @Query({ schema: verificationQuery }) { head }: z.output<typeof verificationQuery>,
  ): Promise<z.infer<typeof verificationSchema>> {
    return await this.verification.verify(head);
  }
}

function toAnswer({ sequence, content, outcome }: AuditEntry): z.infer<typeof auditSchema> {
  const { startedAt, by, action, targetId, fields = [], before, after, filter = {} } = content;
  return {
    id: sequence,
    at: startedAt,
    by,
    action,
    targetId,
    fields,
    before,
    after,
    ...(Object.keys(filter).length > 0 ? { filter } : {}),
    ...(outcome ? { outcome } : {}),
  };
}
