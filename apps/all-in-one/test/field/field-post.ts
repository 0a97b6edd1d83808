import { jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { quarantined, type StreamName } from '@wabx/contracts';
import { fromWire } from '@wabx/messaging';
import { createHmac } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const folder = path.resolve('libs/whatsapp/fixtures/field');
/** When the inputs were found; they are posted as if that were now. */
const FOUND_AT_SECONDS = 1_796_009_000;
const timeOfMessage = /("timestamp": ?"?)(179[56]\d{6})(?!\d)/g;

/** Every input found in the field by its name, steps of one case in their order. */
export const fieldInputs: ReadonlyMap<string, Buffer> = new Map(
  readdirSync(folder)
    .sort((one, other) => one.localeCompare(other, 'en', { numeric: true }))
    .map((file) => [path.parse(file).name, readFileSync(path.join(folder, file))]),
);

/** The body as it would come today: Meta gives up after seven days, and so do we in places. */
export function asOfToday(body: Buffer): Buffer {
  const later = Math.floor(Date.now() / 1000) - FOUND_AT_SECONDS;
  const moved = body
    .toString('latin1')
    .replace(timeOfMessage, (_, before: string, seconds: string) => `${before}${Number(seconds) + later}`);
  return Buffer.from(moved, 'latin1');
}

export interface PostOptions {
  contentType?: string;
  sign?: (signature: string) => string;
  chunked?: boolean;
}

/** Posts as Meta does, unless told otherwise. */
export async function post(
  { webhookUrl, appSecret }: { webhookUrl: string; appSecret: string },
  body: Buffer,
  { contentType = 'application/json', sign = (signature) => signature, chunked = false }: PostOptions = {},
): Promise<number> {
  const signature = `sha256=${createHmac('sha256', appSecret).update(body).digest('hex')}`;
  const answer = await fetch(webhookUrl, {
    method: 'POST',
    headers: { 'content-type': contentType, 'x-hub-signature-256': sign(signature) },
    body: chunked ? new Blob([new Uint8Array(body)]).stream() : new Uint8Array(body),
    ...(chunked ? { duplex: 'half' as const } : {}),
  });
  await answer.arrayBuffer();
  return answer.status;
}

/** Meta's ids of the messages in a body, each once; not of those that they are about. */
export function messageIdsIn(body: Buffer): string[] {
  const ids = new Set<string>();
  const visit = (value: unknown, key?: string): void => {
    if (typeof value !== 'object' || value === null) return;
    if (key === 'messages' && 'id' in value && value.id !== '') ids.add(String(value.id));
    // What stands in a list stands under the list's own key.
    for (const [name, inner] of Object.entries(value)) visit(inner, Array.isArray(value) ? key : name);
  };
  try {
    visit(JSON.parse(body.toString().replace(/^\ufeff/, '')));
  } catch {
    return [];
  }
  return [...ids];
}

/** Meta's ids of the messages that those of a body are about. */
export function targetsIn(body: Buffer): string[] {
  return [...body.toString().matchAll(/"(?:message_id|original_message_id)":\s*"([^"]+)"/g)].flatMap(
    ([, id]) => id ?? [],
  );
}

/** Follows what the ingress makes of a body. */
export class StreamReader {
  constructor(private readonly connection: NatsConnection) {}

  async last(stream: StreamName): Promise<number> {
    return (await (await jetstreamManager(this.connection)).streams.info(stream)).state.last_seq;
  }

  /** Events of WA_IN after the sequence, each in two or three words. */
  async received(after: number): Promise<string[]> {
    const manager = await jetstreamManager(this.connection);
    const words: string[] = [];
    for (let seq = after + 1; seq <= (await this.last('WA_IN')); seq++) {
      const message = await manager.streams.getMessage('WA_IN', { seq });
      if (message) words.push(inWords(message.subject, message.json<{ data: Record<string, unknown> }>().data));
    }
    return words;
  }

  /** Why bodies after the sequence are in quarantine. */
  async held(after: number): Promise<string[]> {
    const manager = await jetstreamManager(this.connection);
    const words: string[] = [];
    for (let seq = after + 1; seq <= (await this.last('WA_QUARANTINE')); seq++) {
      const message = await manager.streams.getMessage('WA_QUARANTINE', { seq });
      if (!message) continue;
      const { faults } = fromWire(quarantined, message.data).data;
      words.push(...faults.map(({ reason, detail }) => `${reason}: ${detail}`));
    }
    return words;
  }
}

function inWords(subject: string, data: Record<string, unknown>): string {
  switch (subject.split('.')[3]) {
    case 'message':
      return `${String(data['origin'])} ${(data['content'] as { kind: string }).kind}`;
    case 'status':
      return `status ${String(data['status'])}`;
    case 'account':
      return `account ${String(data['field'])}`;
    default:
      return `out-of-scope ${String(data['reason'])}`;
  }
}
