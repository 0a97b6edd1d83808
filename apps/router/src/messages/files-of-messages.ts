import type { DataSource } from 'typeorm';
import type { Configuration } from '../directory.js';
import { accessOf } from '../sessions/rights.js';
import { ownershipOf, selectSessions, type SessionRow } from '../sessions/session-view.js';

/** An agent may read the files of the sessions that he may see. */
export async function mayReadFile(
  source: DataSource,
  configuration: Configuration,
  { fileId, extensionId }: { fileId: string; extensionId: string },
): Promise<boolean> {
  const rows = (await source.query(
    `${selectSessions} WHERE s.id IN (SELECT m.session_id FROM message m WHERE ${hasFile('$1')})`,
    [[fileId]],
  )) as SessionRow[];
  return rows.some((row) => accessOf(extensionId, ownershipOf(row), configuration).allowed);
}

/** Whether message `m` has or had one of these files (a list of ids): with it, or by one of its edits. */
export const hasFile = (ids: string): string => `
  m.id IN (
    SELECT f.id FROM message f WHERE f.file_id = ANY(${ids}::uuid[])
    UNION ALL
    SELECT t.id FROM edit_file e JOIN message t ON t.phone_number_id = e.phone_number_id AND t.wa_message_id = e.target
    WHERE e.file_id = ANY(${ids}::uuid[]))`;
