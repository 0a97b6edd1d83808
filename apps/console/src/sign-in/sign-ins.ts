import { newId, type ExtensionView } from '@wabx/contracts';
import { Problem, type DirectoryView } from '@wabx/runtime';
import type { DataSource } from 'typeorm';
import { newSecret, sha256 } from './secret.js';

export const LASTS_SECONDS = 7 * 24 * 3600;
const IDLE_HOURS = 12;
const BROWSER_LENGTH_MAX = 300;

export const ways = ['link', 'issuer', 'password'] as const;
export type Way = (typeof ways)[number];

/** Who is signed in. */
export interface SignIn {
  id: string;
  person: ExtensionView;
  way: Way;
  startedAt: Date;
  usedAt: Date;
  endsAt: Date;
  browser: string;
  address: string;
}

/** Sign-ins as they are kept: the browser has a secret, this has its hash and who it stands for. */
export class SignIns {
  constructor(
    private readonly source: DataSource,
    private readonly directory: Pick<DirectoryView, 'get' | 'unconfirmedForMs'>,
  ) {}

  /** Answers the secret for the cookie. */
  async begin(person: ExtensionView, way: Way, from: { browser: string; address: string }): Promise<string> {
    const secret = newSecret();
    await this.source.query(FORGET_ENDED);
    await this.source.query(BEGIN, [
      newId(),
      sha256(secret),
      person.id,
      knownBy(person),
      way,
      from.browser.slice(0, BROWSER_LENGTH_MAX),
      from.address,
    ]);
    return secret;
  }

  /** Undefined when it has ended, or when the directory no longer says that this person signs in so. */
  async find(secret: string): Promise<SignIn | undefined> {
    const [row]: Row[] = await this.source.query(`${READ} WHERE token_sha256 = $1 AND ${IS_ALIVE}`, [sha256(secret)]);
    if (row === undefined) return undefined;
    if (row.is_stale) await this.source.query('UPDATE sign_in SET used_at = wabx.now() WHERE id = $1', [row.id]);
    return this.known(row);
  }

  async isAlive(id: string): Promise<boolean> {
    const [row]: Row[] = await this.source.query(`${READ} WHERE id = $1 AND ${IS_ALIVE}`, [id]);
    return row !== undefined && this.known(row) !== undefined;
  }

  /** Of one person, the last used first. */
  async of(extensionId: string): Promise<SignIn[]> {
    const rows: Row[] = await this.source.query(
      `${READ} WHERE extension_id = $1 AND ${IS_ALIVE} ORDER BY used_at DESC, id`,
      [extensionId],
    );
    return rows.flatMap((row) => this.known(row) ?? []);
  }

  /** The extension whose sign-in it was; undefined when there is none. */
  async end(id: string, extensionId?: string): Promise<string | undefined> {
    const [rows]: [{ extension_id: string }[]] = await this.source.query(
      'DELETE FROM sign_in WHERE id = $1 AND ($2::uuid IS NULL OR extension_id = $2) RETURNING extension_id',
      [id, extensionId],
    );
    return rows[0]?.extension_id;
  }

  /** Whoever may sign in, by the directory of this moment. */
  person(extensionId: string): ExtensionView | undefined {
    const entry = this.directory.get(`extension.${extensionId}`);
    return entry?.type === 'extension' && !entry.deleted && entry.signIn !== undefined ? entry : undefined;
  }

  private known(row: Row): SignIn | undefined {
    const person = this.person(row.extension_id);
    if (person === undefined || knownBy(person) !== row.known_by) return undefined;
    return {
      id: row.id,
      person,
      way: row.way,
      startedAt: row.started_at,
      usedAt: row.used_at,
      endsAt: row.alive_until,
      browser: row.browser,
      address: row.address,
    };
  }
}

interface Row {
  id: string;
  extension_id: string;
  known_by: string;
  way: Way;
  browser: string;
  address: string;
  started_at: Date;
  used_at: Date;
  alive_until: Date;
  is_stale: boolean;
}

function knownBy({ signIn }: ExtensionView): string {
  return JSON.stringify(signIn);
}

export function notSignedIn(): Problem {
  return new Problem('UNAUTHENTICATED', 'Nobody is signed in, or the sign-in has ended: sign in.');
}

const BEGIN = `
  INSERT INTO sign_in (id, token_sha256, extension_id, known_by, way, browser, address, ends_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7, wabx.now() + interval '${LASTS_SECONDS} seconds')`;

const ALIVE_UNTIL = `least(ends_at, used_at + interval '${IDLE_HOURS} hours')`;
const IS_ALIVE = `${ALIVE_UNTIL} > wabx.now()`;

const READ = `
  SELECT id, extension_id, known_by, way, browser, address, started_at, used_at, ${ALIVE_UNTIL} AS alive_until,
         used_at < wabx.now() - interval '1 minute' AS is_stale
    FROM sign_in`;

const FORGET_ENDED = `
  DELETE FROM sign_in WHERE id IN (SELECT id FROM sign_in WHERE NOT ${IS_ALIVE} ORDER BY ends_at LIMIT 100)`;
