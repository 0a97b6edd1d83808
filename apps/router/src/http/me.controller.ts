import { Controller, Get } from '@nestjs/common';
import { assignmentModes, scopes, scopeSchema } from '@wabx/contracts';
import { type Caller, CallerOf, isPerson, Operation, Operations } from '@wabx/runtime';
import { z } from 'zod';
import { byName, Configuration } from '../directory.js';

const meSchema = z
  .object({
    kind: z.enum(['key', 'person']).describe('An API key, or a person of the OIDC issuer'),
    id: z.string(),
    name: z.string(),
    scopes: z.array(scopeSchema),
    extension: z
      .object({ id: z.uuid(), number: z.string(), name: z.string() })
      .optional()
      .describe('The extension that the caller is; missing for systems and supervisors'),
    queues: z
      .array(z.object({ id: z.uuid(), name: z.string(), assignmentMode: z.enum(assignmentModes) }))
      .describe('The queues whose agent the extension is, by name'),
    expiresAt: z.iso.datetime().optional().describe('When the token of a person ends, or a key that was made to'),
  })
  .meta({ id: 'Me' });
type Me = z.infer<typeof meSchema>;

@Operations('people', 'Who calls, and to whom a session can be handed')
@Controller('v1/me')
export class MeController {
  constructor(private readonly configuration: Configuration) {}

  @Get()
  @Operation({
    id: 'getMe',
    summary: 'Who the caller is: name, scopes, extension and queues',
    scopes,
    answers: { 200: meSchema },
  })
  me(@CallerOf() caller: Caller): Me {
    const { keyId, name, extensionId, expiresAt } = caller;
    const extension = extensionId === undefined ? undefined : this.configuration.extension(extensionId);
    const queues = extension ? this.configuration.queuesOf(extension.id).sort(byName) : [];
    return {
      kind: isPerson(caller) ? 'person' : 'key',
      id: keyId,
      name,
      scopes: [...caller.scopes],
      ...(extension && { extension: { id: extension.id, number: extension.number, name: extension.name } }),
      queues: queues.map(({ id, name, assignmentMode }) => ({ id, name, assignmentMode })),
      ...(expiresAt && { expiresAt: expiresAt.toISOString() }),
    };
  }
}
