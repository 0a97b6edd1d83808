import type pg from 'pg';

const STATEMENT_SHOWN_MAX = 80;

const nameOf = new Map<string, string>();
const textOf = new Map<string, string>();

/**
 * Names a statement that a service asks for all the time: each connection of a pool then sends, parses and plans it once,
 * and later only its parameters. For texts that never change, at the top of a module. The server judges after five uses
 * whether one plan does for all parameters: https://www.postgresql.org/docs/current/sql-prepare.html#SQL-PREPARE-NOTES.
 * That plan stays until the figures of a table are taken anew, so a table that it scans must not grow meanwhile: see
 * `DatabaseOptions.indexesOnly`.
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

/** For `onConnect` of a pool: statements that have a name go out under it. */
export function usePrepared(client: pg.ClientBase): void {
  const query = client.query.bind(client) as (statement: string | pg.QueryConfig, ...rest: unknown[]) => unknown;
  const byName = (text: string | pg.QueryConfig, ...rest: unknown[]) => {
    const name = typeof text === 'string' ? nameOf.get(text) : undefined;
    return name === undefined ? query(text, ...rest) : query({ name, text: text as string }, ...rest);
  };
  client.query = byName as typeof client.query;
}
