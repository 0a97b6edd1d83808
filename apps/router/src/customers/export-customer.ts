import type { MessageView } from '@wabx/contracts';
import { PassThrough, Readable } from 'node:stream';
import type { DataSource } from 'typeorm';
import yazl from 'yazl';
import type { Configuration } from '../directory.js';
import { listMessages } from '../messages/list-messages.js';
import { messageQuerySchema } from '../messages/message-query.js';
import { selectSessions, toSessionView, type SessionRow } from '../sessions/session-view.js';
import { readTimeline } from '../sessions/timeline.js';
import type { CustomerView } from './customer-store.js';

const AT_ONCE = 200;
const NO_ID = '00000000-0000-0000-0000-000000000000';

/** Whose data it is: the customer with all whom they turned out to be. */
export interface Exported {
  source: DataSource;
  configuration: Configuration;
  customer: CustomerView;
  people: string[];
}

/** How far an export has come. */
export interface ExportCounts extends Record<string, number> {
  sessions: number;
  messages: number;
  files: number;
}

/**
 * Everything that is kept of a customer as a ZIP archive, read page by page while it is written. Of files it has what they
 * are and where the caller gets them: media-store has the bytes, for as long as their channel keeps files.
 */
export function exportCustomer(exported: Exported, done: ExportCounts): Readable {
  const archive = new PassThrough();
  const zip = new yazl.ZipFile();
  zip.on('error', (error: unknown) => archive.destroy(error instanceof Error ? error : undefined));
  zip.outputStream.pipe(archive);
  zip.addBuffer(Buffer.from(JSON.stringify(exported.customer, null, 2)), 'customer.json');
  const addLines = (name: string, items: AsyncIterable<object>) =>
    zip.addReadStreamLazy(name, (open) => {
      // yazl does not listen for errors of what it reads.
      const lines = Readable.from(toLines(items), { objectMode: false });
      open(
        null,
        lines.on('error', (error) => archive.destroy(error)),
      );
    });
  addLines('sessions.ndjson', counted(sessionsOf(exported), done, 'sessions'));
  addLines('messages.ndjson', counted(messagesOf(exported), done, 'messages'));
  addLines('files.ndjson', counted(filesOf(exported), done, 'files'));
  zip.end();
  return archive;
}

async function* toLines(items: AsyncIterable<object>): AsyncGenerator<string> {
  for await (const item of items) yield `${JSON.stringify(item)}\n`;
}

async function* counted<T>(items: AsyncIterable<T>, done: ExportCounts, what: keyof ExportCounts): AsyncGenerator<T> {
  for await (const item of items) {
    done[what] = (done[what] ?? 0) + 1;
    yield item;
  }
}

/** Oldest first, each with its steps. */
async function* sessionsOf({ source, configuration, people }: Exported): AsyncGenerator<object> {
  for (let last = NO_ID; ;) {
    const rows = (await source.query(
      `${selectSessions} WHERE s.customer_id = ANY($1) AND s.id > $2 ORDER BY s.id LIMIT ${AT_ONCE}`,
      [people, last],
    )) as SessionRow[];
    for (const row of rows) {
      last = row.id;
      const { items } = await readTimeline(source, configuration, row.id);
      yield { ...toSessionView(row, configuration), timeline: items };
    }
    if (rows.length < AT_ONCE) return;
  }
}

/** In the order in which they were written, notes of colleagues among them. */
async function* messagesOf({ source, configuration, people }: Exported): AsyncGenerator<MessageView> {
  const where = (bind: (value: unknown) => string) =>
    `m.conversation_id IN (SELECT id FROM conversation WHERE customer_id = ANY(${bind(people)}::uuid[]))`;
  let cursor: string | undefined;
  do {
    const query = messageQuerySchema.parse({
      order: 'oldest',
      limit: AT_ONCE,
      ...(cursor !== undefined && { cursor }),
    });
    const page = await listMessages({ source, configuration, where }, query);
    yield* page.items;
    cursor = page.nextCursor;
  } while (cursor !== undefined);
}

async function* filesOf(exported: Exported): AsyncGenerator<object> {
  for await (const { id: messageId, content, file } of messagesOf(exported)) {
    if (!('media' in content)) continue;
    const { fileId } = content.media;
    yield { messageId, fileId, ...file, path: `/v1/media/${fileId}/content` };
  }
}
