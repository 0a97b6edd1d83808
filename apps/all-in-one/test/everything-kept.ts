import { jetstreamManager } from '@nats-io/jetstream';
import { connectNats } from '@wabx/messaging';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { readdir, readFile } from 'node:fs/promises';
import type { Socket } from 'node:net';
import path from 'node:path';
import pg from 'pg';

/** Something that is kept or was said, as text, and where. For tests of what is nowhere. */
export interface Kept {
  where: string;
  text: string;
}

/** Where which of these stands, in whatever case, each place once. */
export function placesOf(needles: readonly string[], kept: readonly Kept[]): string[] {
  const places = new Set<string>();
  for (const { where, text } of kept) {
    const lowered = text.toLowerCase();
    for (const needle of needles) if (lowered.includes(needle.toLowerCase())) places.add(`${where}: ${needle}`);
  }
  return [...places];
}

/** Every row of every table of every service; bytes as hexadecimal digits. */
export async function rowsOf(databaseUrl: string): Promise<Kept[]> {
  const database = new pg.Client({ connectionString: databaseUrl });
  await database.connect();
  try {
    const { rows: tables } = await database.query<{ name: string }>(
      `SELECT format('%I.%I', table_schema, table_name) AS name FROM information_schema.tables
       WHERE table_type = 'BASE TABLE' AND table_schema NOT IN ('pg_catalog', 'information_schema')`,
    );
    const kept: Kept[] = [];
    for (const { name } of tables) {
      const { rows } = await database.query<{ text: string }>(`SELECT t::text AS text FROM ${name} t`);
      kept.push(...rows.map(({ text }) => ({ where: name, text })));
    }
    return kept;
  } finally {
    await database.end();
  }
}

/** The bytes of every stored file, one character each. */
export async function objectsOf(directory: string): Promise<Kept[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
  return await Promise.all(
    files.map(async (file) => ({ where: path.basename(file), text: await readFile(file, 'latin1') })),
  );
}

/** Every message of every stream and bucket, with its headers. */
export async function messagesOf(natsUrl: string): Promise<Kept[]> {
  const connection = await connectNats({ url: natsUrl, name: 'test-search' });
  try {
    const manager = await jetstreamManager(connection);
    const kept: Kept[] = [];
    for await (const { config, state } of manager.streams.list()) {
      for (let seq = state.first_seq; seq <= state.last_seq; seq++) {
        const message = await manager.streams.getMessage(config.name, { seq });
        if (!message) continue;
        const text = [message.subject, JSON.stringify([...message.header]), message.string()].join('\n');
        kept.push({ where: config.name, text });
      }
    }
    return kept;
  } finally {
    await connection.close();
  }
}

export interface Recording {
  kept: Kept[];
  stop(): void;
}

/** Whatever this process prints, instead of being printed. */
export function recordOutput(): Recording {
  const kept: Kept[] = [];
  const outputs = [process.stdout, process.stderr].map((stream) => ({ stream, write: stream.write }));
  for (const { stream } of outputs) {
    stream.write = (chunk: string | Uint8Array) => {
      kept.push({ where: 'log', text: textOf(chunk) });
      return true;
    };
  }
  return {
    kept,
    stop: () => {
      for (const { stream, write } of outputs) stream.write = write;
    },
  };
}

/** Whatever the servers in this process answer to anybody, byte for byte; `where` is the port. */
export function recordAnswers(): Recording {
  const kept: Kept[] = [];
  const listen = (message: unknown) => {
    // What Node publishes there: https://nodejs.org/api/diagnostics_channel.html#event-netserversocket
    const { socket } = message as { socket: Socket };
    const write = socket.write;
    Object.assign(socket, {
      write: (...args: unknown[]): unknown => {
        const [chunk] = args;
        if (typeof chunk === 'string' || chunk instanceof Uint8Array) {
          kept.push({ where: String(socket.localPort), text: textOf(chunk) });
        }
        return Reflect.apply(write, socket, args);
      },
    });
  };
  subscribe('net.server.socket', listen);
  return { kept, stop: () => void unsubscribe('net.server.socket', listen) };
}

function textOf(chunk: string | Uint8Array): string {
  return typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString();
}
