export type UnreadableReason = 'not-utf8' | 'not-json' | 'too-deep' | 'duplicate-key';

export type ReadJson = { ok: true; value: unknown } | { ok: false; reason: UnreadableReason };

// Meta's deepest bodies have about 15 levels.
const depthMax = 64;
const strictUtf8 = new TextDecoder('utf-8', { fatal: true });

/** Reads a signed body as JSON; see {@link readJsonText}. */
export function readJson(bytes: Buffer): ReadJson {
  let text: string;
  try {
    text = strictUtf8.decode(bytes);
  } catch {
    return { ok: false, reason: 'not-utf8' };
  }
  return readJsonText(text);
}

/**
 * Reads JSON of strangers, refusing what two readers could understand differently (a key given twice) or what exhausts a
 * recursive one. Numbers that JavaScript does not hold come back as strings, with every digit; text that Postgres cannot
 * store (U+0000, half a surrogate pair) comes back with U+FFFD in its place. What stands under a key `__proto__`, which an
 * assignment would take for the prototype, is left out.
 */
export function readJsonText(text: string): ReadJson {
  const scan = scanTokens(text);
  if (scan.refused) return { ok: false, reason: scan.refused };
  try {
    const quoted = quoteAll(text, scan.unheldNumbers);
    const value: unknown = JSON.parse(quoted, scan.hasPrototypeKey ? withoutPrototypeKeys : undefined);
    return { ok: true, value: mayHoldUnstorableText.test(text) ? storable(value) : value };
  } catch {
    return { ok: false, reason: 'not-json' };
  }
}

type Span = [start: number, end: number];

const longInteger = /^-?\d{16,}$/;
const jsonNumber = /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i;
const quote = 0x22;
const backslash = 0x5c;
const colon = 0x3a;
const minus = 0x2d;

interface Scan {
  unheldNumbers: Span[];
  hasPrototypeKey: boolean;
  refused?: UnreadableReason;
}

/** One pass over strings, brackets and numbers; whether it is JSON at all is left to JSON.parse. */
function scanTokens(text: string): Scan {
  const unheldNumbers: Span[] = [];
  let hasPrototypeKey = false;
  const open: (Set<string> | undefined)[] = []; // the keys seen so far in each open object, nothing for an array
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x7b || code === 0x5b) {
      open.push(code === 0x7b ? new Set() : undefined);
      if (open.length > depthMax) return { unheldNumbers, hasPrototypeKey, refused: 'too-deep' };
    } else if (code === 0x7d || code === 0x5d) {
      open.pop();
    } else if (code === minus || isDigit(code)) {
      const end = endOfNumber(text, at + 1);
      if (isUnheld(text.slice(at, end))) unheldNumbers.push([at, end]);
      at = end - 1;
    } else if (code === quote) {
      const end = endOfString(text, at + 1);
      if (isFollowedByColon(text, end)) {
        const literal = text.slice(at, end);
        const key = literal.includes('\\') ? decodeKey(literal) : literal.slice(1, -1);
        const keys = open.at(-1);
        if (keys?.has(key)) return { unheldNumbers, hasPrototypeKey, refused: 'duplicate-key' };
        keys?.add(key);
        hasPrototypeKey ||= key === '__proto__';
      }
      at = end - 1;
    }
  }
  return { unheldNumbers, hasPrototypeKey };
}

function withoutPrototypeKeys(key: string, value: unknown): unknown {
  return key === '__proto__' ? undefined : value;
}

function isUnheld(number: string): boolean {
  return longInteger.test(number) || (jsonNumber.test(number) && !Number.isFinite(Number(number)));
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

function endOfNumber(text: string, from: number): number {
  let at = from;
  while (isDigit(text.charCodeAt(at)) || isOfNumber(text[at])) at++;
  return at;
}

function isOfNumber(character: string | undefined): boolean {
  return character === '.' || character === 'e' || character === 'E' || character === '+' || character === '-';
}

/** By hand: a regular expression needs a stack as deep as the string is long, and square time on one that never ends. */
function endOfString(text: string, from: number): number {
  let at = from;
  while (at < text.length && text.charCodeAt(at) !== quote) at += text.charCodeAt(at) === backslash ? 2 : 1;
  return at + 1;
}

function isFollowedByColon(text: string, from: number): boolean {
  let at = from;
  while (text[at] === ' ' || text[at] === '\n' || text[at] === '\r' || text[at] === '\t') at++;
  return text.charCodeAt(at) === colon;
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
