import { newId, NO_CHANNEL, operationPerformed, type AuditedAction, type Doer } from '@wabx/contracts';
import { toOutboxFact } from '@wabx/messaging';
import { enqueue, inTransaction } from '@wabx/persistence';
import type { DataSource, EntityManager } from 'typeorm';
import { z } from 'zod';
import { refuse, type Refusal } from '../sessions/refusal.js';
import { placeholders, unknownPlaceholders } from './placeholders.js';

/** Of an extension, or shared: people look through them while they write. */
const KEPT_MAX = 500;

const QUICK_REPLIES = 0x71726570;

const shortcut = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[\p{L}\p{N}_-]{1,40}$/u, 'must be 1 to 40 letters, digits, - or _')
  .describe(
    'By which people find it while they write; one of a kind among the shared ones, and among those of an extension',
  );
const text = z
  .string()
  .trim()
  .min(1)
  .max(4_096)
  .refine((given) => unknownPlaceholders(given).length === 0, {
    error: ({ input }) =>
      `has no such placeholder: ${unknownPlaceholders(String(input)).join(', ')}; there are ${placeholders.join(', ')}`,
  })
  .describe(`May have placeholders: ${placeholders.map((name) => `\`{${name}}\``).join(', ')}`);

export const newQuickReplySchema = z
  .strictObject({
    scope: z.enum(['own', 'shared']).describe('For the calling extension alone, or for everybody'),
    shortcut,
    text,
  })
  .meta({ id: 'NewQuickReply' });
export const quickReplyChangeSchema = z
  .strictObject({ shortcut: shortcut.optional(), text: text.optional() })
  .meta({ id: 'QuickReplyChange' });

export const quickReplySchema = z
  .object({
    id: z.uuid(),
    scope: z.enum(['own', 'shared']),
    shortcut: z.string(),
    text: z.string(),
    updatedAt: z.iso.datetime(),
  })
  .meta({ id: 'QuickReply' });
export type QuickReply = z.infer<typeof quickReplySchema>;

export const quickReplyQuerySchema = z.strictObject({
  scope: z.enum(['own', 'shared']).optional(),
  q: z.string().trim().min(1).max(100).optional().describe('Part of the shortcut or of the text'),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z
    .string()
    .max(1_000)
    .transform((given) => cursorSchema.safeParse(Buffer.from(given, 'base64url').toString().split(' ')).data)
    .refine((cursor) => cursor !== undefined, 'is not a cursor of this list')
    .optional()
    .describe('`nextCursor` of the page before'),
});
const cursorSchema = z.tuple([z.string(), z.uuid()]);

/** Whose own ones somebody has, and whether he may change the shared ones. */
export interface Editor {
  extensionId: string | undefined;
  mayShare: boolean;
  by: Doer;
}

interface Row {
  id: string;
  owner: string | null;
  shortcut: string;
  text: string;
  updated_at: Date;
}

/** Texts that are written often: shared ones, which administrators keep, and each agent's own. */
export class QuickReplyStore {
  constructor(private readonly source: DataSource) {}

  async list(
    { extensionId }: Pick<Editor, 'extensionId'>,
    { scope, q, limit, cursor }: z.infer<typeof quickReplyQuerySchema>,
  ): Promise<{ items: QuickReply[]; nextCursor?: string }> {
    const rows = (await this.source.query(
      `SELECT * FROM quick_reply
       WHERE ((owner IS NULL AND $2) OR (owner = $1 AND $3))
         AND ($4::text IS NULL OR strpos(lower(shortcut || ' ' || text), lower($4)) > 0)
         AND ($5::text IS NULL OR (shortcut, id) > ($5, $6::uuid))
       ORDER BY shortcut, id LIMIT $7`,
      [extensionId ?? null, scope !== 'own', scope !== 'shared', q ?? null, ...(cursor ?? [null, null]), limit + 1],
    )) as Row[];
    const page = rows.slice(0, limit);
    const last = page.at(-1);
    return {
      items: page.map(toQuickReply),
      ...(rows.length > limit &&
        last && { nextCursor: Buffer.from(`${last.shortcut} ${last.id}`).toString('base64url') }),
    };
  }

  async find({ extensionId }: Pick<Editor, 'extensionId'>, id: string): Promise<QuickReply | Refusal> {
    const [row] = (await this.source.query(
      'SELECT * FROM quick_reply WHERE id = $1 AND (owner IS NULL OR owner = $2)',
      [id, extensionId ?? null],
    )) as Row[];
    return row ? toQuickReply(row) : notFound;
  }

  async add(editor: Editor, given: z.infer<typeof newQuickReplySchema>): Promise<QuickReply | Refusal> {
    const isShared = given.scope === 'shared';
    if (isShared && !editor.mayShare) return mayNotShare;
    if (!isShared && editor.extensionId === undefined) {
      return refuse('SCOPE_MISSING', 'Own quick replies need a key that is bound to an extension.');
    }
    const owner = isShared ? null : (editor.extensionId ?? null);
    return await inTransaction(this.source, async (tx) => {
      await lockOwner(tx, owner);
      const [{ count }] = (await tx.query(
        'SELECT count(*)::int AS count FROM quick_reply WHERE owner IS NOT DISTINCT FROM $1::uuid',
        [owner],
      )) as [{ count: number }];
      if (count >= KEPT_MAX) {
        return refuse('TOO_MANY_QUICK_REPLIES', `There are ${count} already. Delete some first.`, { limit: KEPT_MAX });
      }
      const [row] = (await tx.query(
        `INSERT INTO quick_reply (id, owner, shortcut, text, updated_at) VALUES ($1, $2, $3, $4, wabx.now())
         ON CONFLICT (owner, shortcut) DO NOTHING RETURNING *`,
        [newId(), owner, given.shortcut, given.text],
      )) as Row[];
      return row ? await this.done(tx, editor, 'create', row) : taken(given.shortcut);
    });
  }

  async change(
    editor: Editor,
    id: string,
    { shortcut: name, text: body }: z.infer<typeof quickReplyChangeSchema>,
  ): Promise<QuickReply | Refusal> {
    return await this.edit(editor, id, async (tx, before) => {
      const wanted = name ?? before.shortcut;
      const [other] = (await tx.query(
        'SELECT id FROM quick_reply WHERE owner IS NOT DISTINCT FROM $1::uuid AND shortcut = $2 AND id <> $3',
        [before.owner, wanted, id],
      )) as object[];
      if (other) return taken(wanted);
      const [row] = (await tx.query(
        `WITH changed AS (
           UPDATE quick_reply SET shortcut = $2, text = $3, updated_at = wabx.now() WHERE id = $1 RETURNING *
         ) SELECT * FROM changed`,
        [id, wanted, body ?? before.text],
      )) as Row[];
      return row ? await this.done(tx, editor, 'update', row, before) : notFound;
    });
  }

  async delete(editor: Editor, id: string): Promise<QuickReply | Refusal> {
    return await this.edit(editor, id, async (tx, before) => {
      await tx.query('DELETE FROM quick_reply WHERE id = $1', [id]);
      return await this.done(tx, editor, 'delete', before, before);
    });
  }

  /** One that the caller may change. */
  private async edit(
    { extensionId, mayShare }: Editor,
    id: string,
    work: (tx: EntityManager, before: Row) => Promise<QuickReply | Refusal>,
  ): Promise<QuickReply | Refusal> {
    return await inTransaction(this.source, async (tx) => {
      const read = async () => {
        const sql = 'SELECT * FROM quick_reply WHERE id = $1 AND (owner IS NULL OR owner = $2)';
        return ((await tx.query(sql, [id, extensionId ?? null])) as Row[])[0];
      };
      const seen = await read();
      if (!seen) return notFound;
      if (seen.owner === null && !mayShare) return mayNotShare;
      await lockOwner(tx, seen.owner);
      const before = await read();
      return before ? await work(tx, before) : notFound;
    });
  }

  /** What is shared is set by administrators, and stands in the audit. */
  private async done(
    tx: EntityManager,
    { by }: Editor,
    deed: 'create' | 'update' | 'delete',
    row: Row,
    before?: Row,
  ): Promise<QuickReply> {
    if (row.owner === null) {
      const said = ({ shortcut: name, text: body }: Row) => ({ shortcut: name, text: body });
      const operation = {
        operationId: newId(),
        by,
        action: `quick-reply.${deed}` satisfies AuditedAction,
        targetId: row.id,
        before: before && said(before),
        after: deed === 'delete' ? {} : said(row),
        filter: {},
        startedAt: new Date().toISOString(),
      };
      await enqueue(tx, [toOutboxFact(operationPerformed, NO_CHANNEL, operation, { orderKey: `audit:${row.id}` })]);
    }
    return toQuickReply(row);
  }
}

/** One change of an owner's set at a time: a shortcut is there once, and the set is bounded. */
async function lockOwner(tx: EntityManager, owner: string | null): Promise<void> {
  await tx.query('SELECT pg_advisory_xact_lock($1, hashtext($2))', [QUICK_REPLIES, owner ?? 'shared']);
}

const notFound = refuse('QUICK_REPLY_NOT_FOUND', 'There is no such quick reply.');
const mayNotShare = refuse('SCOPE_MISSING', 'Shared quick replies are changed with the scope directory:write.');
const taken = (name: string) =>
  refuse('SHORTCUT_TAKEN', `There is a quick reply ${name} already. Change it, or take another shortcut.`);

function toQuickReply({ id, owner, shortcut: name, text: body, updated_at }: Row): QuickReply {
  return {
    id,
    scope: owner === null ? 'shared' : 'own',
    shortcut: name,
    text: body,
    updatedAt: updated_at.toISOString(),
  };
}
