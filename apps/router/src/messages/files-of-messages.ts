/** Whether message `m` has or had one of these files (a list of ids): with it, or by one of its edits. */
export const hasFile = (ids: string): string => `
  m.id IN (
    SELECT f.id FROM message f WHERE f.file_id = ANY(${ids}::uuid[])
    UNION ALL
    SELECT t.id FROM edit_file e JOIN message t ON t.phone_number_id = e.phone_number_id AND t.wa_message_id = e.target
    WHERE e.file_id = ANY(${ids}::uuid[]))`;
