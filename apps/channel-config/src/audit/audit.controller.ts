import { Controller, Get, Query } from '@nestjs/common';
import { Operation, Operations } from '@wabx/runtime';
import { z } from 'zod';
import { pageOf, pageQuery, toPage } from '../http/page.js';
import { AuditTrail } from './audit.js';
import type { AuditRecord } from './audit.entity.js';

const listQuery = pageQuery(z.string().regex(/^\d{1,18}$/)).extend({
  target: z.string().max(64).optional().describe('Only what was done to the thing with this id'),
});

const auditSchema = z
  .object({
    id: z.string(),
    at: z.iso.datetime(),
    by: z.object({ keyId: z.string(), name: z.string() }),
    action: z.string(),
    targetId: z.string(),
    fields: z.array(z.string()),
    filter: z.record(z.string(), z.unknown()).optional().describe('Of a replay: what it was to take'),
    outcome: z
      .record(z.string(), z.unknown())
      .optional()
      .describe('Of a replay: how many; missing before it has ended'),
  })
  .meta({ id: 'AuditRecord' });

@Operations('audit', 'Who did what')
@Controller('v1/audit')
export class AuditController {
  constructor(private readonly trail: AuditTrail) {}

  @Get()
  @Operation({
    id: 'listAudit',
    summary: 'Who changed or replayed what and when, newest first',
    scopes: ['ops:read'],
    answers: { 200: pageOf(auditSchema) },
  })
  async list(@Query({ schema: listQuery }) query: z.infer<typeof listQuery>) {
    return toPage(await this.trail.list(query), query.limit, ({ id }) => id, toAnswer);
  }
}

function toAnswer(record: AuditRecord): z.infer<typeof auditSchema> {
  const { id, at, keyId, keyName, action, targetId, fields, filter, outcome } = record;
  return {
    id,
    at: at.toISOString(),
    by: { keyId, name: keyName },
    action,
    targetId,
    fields,
    ...(filter ? { filter } : {}),
    ...(outcome ? { outcome } : {}),
  };
}
