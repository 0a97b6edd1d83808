type Cell = string | number | undefined;

/** RFC 4180: a head line, then one line per row; cells that need it in quotes. */
export function toCsv(head: string[], rows: Cell[][]): string {
  return [head, ...rows].map((row) => `${row.map(toCell).join(',')}\r\n`).join('');
}

function toCell(value: Cell): string {
  const text = String(value ?? '');
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
