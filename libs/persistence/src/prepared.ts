import type pg from 'pg';

const STATEMENT_SHOWN_MAX = 80;

const nameOf = new Map<string, string>();
const textOf = new Map<string, string>();

/**
 * Names a statement whose text never changes, at the top of a module. Each connection of a pool prepares it at the first use,
 * and logs call it by this name. A plan for any parameters stays until the table's statistics are updated, so a table that
 * it scans must not grow meanwhile: see `DatabaseOptions.indexesOnly`.
 * https://www.postgresql.org/docs/current/sql-prepare.html#SQL-PREPARE-NOTES
 */
export function prepared(name: string, text: string): string {
  if ((textOf.get(name) ?? text) !== text) throw new Error(`two statements are named ${name}`);
  nameOf.set(text, name);
  textOf.set(name, text);
  return text;
}

/** How a statement is called in a log: its name, or the beginning of its text. */
export function statementName(text: string): string {
  return nameOf.get(text) ?? text.replaceAll(/\s+/g, ' ').trim().slice(0, STATEMENT_SHOWN_MAX);
}

/**
 * For `onConnect` of a pool: prepares each named statement at its first use, and each other statement with parameters at its
 * fifth. To plan a statement of many tables takes longer than to find a few rows by their keys.
 */
export function usePrepared(client: pg.ClientBase): void {
  const query = client.query.bind(client) as (statement: string | pg.QueryConfig, ...rest: unknown[]) => unknown;
  const byName = (text: string | pg.QueryConfig, ...rest: unknown[]) => {
    if (typeof text !== 'string') return query(text, ...rest);
    const name = nameOf.get(text) ?? (Array.isArray(rest[0]) ? nameOfFrequent(text) : undefined);
    if (name === undefined) return query(text, ...rest);
    const answer = query({ name, text }, ...rest);
    if (answer instanceof Promise) answer.catch((error: unknown) => endWhenOutdated(client, error));
    return answer;
  };
  client.query = byName as typeof client.query;
}

/** The SQLSTATE of "cached plan must not change result type". */
const FEATURE_NOT_SUPPORTED = '0A000';

/** Ends a connection whose prepared statement a migration has outdated; the pool opens another, which plans anew. */
function endWhenOutdated(client: pg.ClientBase, error: unknown): void {
  if ((error as { code?: unknown }).code === FEATURE_NOT_SUPPORTED) void (client as pg.Client).end();
}

// The default of JDBC's driver: https://jdbc.postgresql.org/documentation/server-prepare/
const USES_BEFORE_A_NAME = 5;
/** Each server connection keeps every plan in memory. */
const FREQUENT_MAX = 200;
const COUNTED_MAX = 1_000;

const usesOf = new Map<string, number>();
const frequent = new Map<string, string>();

function nameOfFrequent(text: string): string | undefined {
  const name = frequent.get(text);
  if (name !== undefined || frequent.size === FREQUENT_MAX) return name;
  const uses = (usesOf.get(text) ?? 0) + 1;
  usesOf.set(text, uses);
  // Texts composed anew for each request must not fill the memory; a frequent text is soon counted again.
  if (usesOf.size > COUNTED_MAX) usesOf.clear();
  if (uses < USES_BEFORE_A_NAME) return undefined;
  usesOf.delete(text);
  frequent.set(text, `frequent_${frequent.size + 1}`);
  return frequent.get(text);
}
