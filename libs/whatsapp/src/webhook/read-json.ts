export type UnreadableReason = 'not-utf8' | 'not-json' | 'too-deep' | 'duplicate-key' | 'forbidden-key';

export type ReadJson = { ok: true; value: unknown } | { ok: false; reason: UnreadableReason };

// Meta's deepest bodies have about 15 levels.
const depthMax = 64;

/**
 * Reads a signed body as JSON, refusing what two readers could understand differently (a key given twice, `__proto__`)
 * or what exhausts a recursive one. Integers too long for a JavaScript number come back as strings, with every digit;
 * text that Postgres cannot store (U+0000, half a surrogate pair) comes back with U+FFFD in its place.
 */
export function readJson(bytes: Buffer): ReadJson {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return { ok: false, reason: 'not-utf8' };
  }
  const scan = scanTokens(text);
  if (scan.refused) return { ok: false, reason: scan.refused };
  try {
    const value: unknown = JSON.parse(quoteAll(text, scan.longIntegers));
    return { ok: true, value: mayHoldUnstorableText.test(text) ? storable(value) : value };
  } catch {
    return { ok: false, reason: 'not-json' };
  }
}

type Span = [start: number, end: number];

const structure = /["{}[\]]|-?\d[\d.eE+-]*/g;
const longInteger = /^-?\d{16,}$/;

/** One pass over strings, brackets and numbers; whether it is JSON at all is left to JSON.parse. */
function scanTokens(text: string): { longIntegers: Span[]; refused?: UnreadableReason } {
  const longIntegers: Span[] = [];
  const open: (Set<string> | undefined)[] = []; // the keys seen so far in each open object, nothing for an array
  const next = new RegExp(structure);
  for (let match = next.exec(text); match; match = next.exec(text)) {
    const [found] = match;
    if (found === '{' || found === '[') {
      if (open.push(found === '{' ? new Set() : undefined) > depthMax) return { longIntegers, refused: 'too-deep' };
    } else if (found === '}' || found === ']') {
      open.pop();
    } else if (found !== '"') {
      if (longInteger.test(found)) longIntegers.push([match.index, next.lastIndex]);
    } else {
      next.lastIndex = endOfString(text, next.lastIndex);
      if (!isFollowedByColon(text, next.lastIndex)) continue;
      const literal = text.slice(match.index, next.lastIndex);
      const keys = open.at(-1);
      const key = literal.includes('\\') ? decodeKey(literal) : literal.slice(1, -1);
      if (key === '__proto__') return { longIntegers, refused: 'forbidden-key' };
      if (keys?.has(key)) return { longIntegers, refused: 'duplicate-key' };
      keys?.add(key);
    }
  }
  return { longIntegers };
}

/** By hand: a regular expression needs a stack as deep as the string is long, and square time on one that never ends. */
function endOfString(text: string, from: number): number {
  let at = from;
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at + 1;
}

function isFollowedByColon(text: string, from: number): boolean {
  let at = from;
  while (text[at] === ' ' || text[at] === '\n' || text[at] === '\r' || text[at] === '\t') at++;
  return text[at] === ':';
}

function decodeKey(literal: string): string {
  try {
    return String(JSON.parse(literal));
  } catch {
    return literal; // JSON.parse of the whole body will refuse it
  }
}

function quoteAll(text: string, spans: Span[]): string {
  if (spans.length === 0) return text;
  let result = '';
  let from = 0;
  for (const [start, end] of spans) {
    result += `${text.slice(from, start)}"${text.slice(start, end)}"`;
    from = end;
  }
  return result + text.slice(from);
}

const mayHoldUnstorableText = /\\u(?:0000|d[89a-f])/i;
const unstorable = /[\0\p{Surrogate}]/gu;

function storable(value: unknown): unknown {
  if (typeof value === 'string') return value.replace(unstorable, '\ufffd');
  if (Array.isArray(value)) return value.map(storable);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key.replace(unstorable, '\ufffd'), storable(inner)]),
  );
}
