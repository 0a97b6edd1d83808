/** How much of a file's beginning is looked at. */
export const HEAD_BYTES = 4_100;

interface Hints {
  /** What the sender says it is. */
  declared?: string | undefined;
  filename?: string | undefined;
}

/**
 * The MIME type of a file by its first bytes. Name and declaration only decide between types that look the same from
 * outside (Office documents in a ZIP, sound in an MP4) and where the bytes say nothing. It is a hint and no proof: who
 * serves the file must not let it be executed.
 */
export function sniffType(head: Buffer, hints: Hints = {}): string {
  const declared = hints.declared?.split(';')[0]?.trim().toLowerCase() ?? '';
  const extension = /\.([a-z0-9]{1,8})$/i.exec(hints.filename ?? '')?.[1]?.toLowerCase() ?? '';
  const found = byBytes(head, declared, extension);
  if (found !== undefined) return found;
  if (isText(head)) return textTypes[extension] ?? (harmlessText.has(declared) ? declared : 'text/plain');
  // A known type would have been recognised, so the declaration is wrong where it names one.
  return isUnknownKind(declared) ? declared : 'application/octet-stream';
}

type Rule = [type: string, matches: (head: Buffer) => boolean];
const starts = (text: string) => (head: Buffer) => head.subarray(0, text.length).toString('latin1') === text;
const at = (offset: number, text: string) => (head: Buffer) =>
  head.subarray(offset, offset + text.length).toString('latin1') === text;
const both = (one: Rule[1], other: Rule[1]) => (head: Buffer) => one(head) && other(head);
const contains = (text: string) => (head: Buffer) => head.includes(text, 0, 'latin1');
const frame = (mask: number, value: number) => (head: Buffer) =>
  head.length > 1 && head[0] === 0xff && ((head[1] ?? 0) & mask) === value;

const rules: Rule[] = [
  ['image/jpeg', starts('\xff\xd8\xff')],
  ['image/png', starts('\x89PNG\r\n\x1a\n')],
  ['image/gif', starts('GIF8')],
  ['image/webp', both(starts('RIFF'), at(8, 'WEBP'))],
  ['audio/wav', both(starts('RIFF'), at(8, 'WAVE'))],
  ['video/x-msvideo', both(starts('RIFF'), at(8, 'AVI '))],
  ['image/tiff', starts('II*\0')],
  ['image/tiff', starts('MM\0*')],
  ['image/bmp', both(starts('BM'), at(6, '\0\0\0\0'))],
  ['application/pdf', starts('%PDF-')],
  ['audio/ogg; codecs=opus', both(starts('OggS'), contains('OpusHead'))],
  ['video/ogg', both(starts('OggS'), contains('theora'))],
  ['audio/ogg', starts('OggS')],
  ['audio/amr', starts('#!AMR')],
  ['audio/mpeg', starts('ID3')],
  ['audio/flac', starts('fLaC')],
  ['audio/midi', starts('MThd')],
  ['video/webm', both(starts('\x1aE\xdf\xa3'), contains('webm'))],
  ['video/x-matroska', starts('\x1aE\xdf\xa3')],
  ['application/gzip', starts('\x1f\x8b\x08')],
  ['application/x-7z-compressed', starts("7z\xbc\xaf'\x1c")],
  ['application/vnd.rar', starts('Rar!\x1a\x07')],
  ['application/rtf', starts('{\\rtf')],
  // The layer in the MPEG frame header: 0 is AAC in ADTS, III and II are MPEG audio. (FF FE is UTF-16 text.)
  ['audio/aac', frame(0xf6, 0xf0)],
  ['audio/mpeg', frame(0xe6, 0xe2)],
  ['audio/mpeg', frame(0xe6, 0xe4)],
];

function byBytes(head: Buffer, declared: string, extension: string): string | undefined {
  const [type] = rules.find(([, matches]) => matches(head)) ?? [];
  if (type !== undefined) return type;
  if (at(4, 'ftyp')(head)) return isoMedia(head.subarray(8, 12).toString('latin1'), declared, extension);
  if (starts('PK\x03\x04')(head) || starts('PK\x05\x06')(head)) return zipTypes[extension] ?? 'application/zip';
  if (starts('\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1')(head)) return oldOfficeTypes[extension] ?? 'application/x-cfb';
  return markup(head);
}

function isoMedia(brand: string, declared: string, extension: string): string {
  if (/^(heic|heix|hevc|mif1|msf1)$/.test(brand)) return 'image/heic';
  if (/^avi[fs]$/.test(brand)) return 'image/avif';
  if (brand === 'qt  ') return 'video/quicktime';
  const isSound = declared.startsWith('audio/') || extension === 'm4a';
  if (/^3g/.test(brand)) return isSound ? 'audio/3gpp' : 'video/3gpp';
  return isSound || /^M4[AB] $/.test(brand) ? 'audio/mp4' : 'video/mp4';
}

/** What a browser would execute is called what it is, whatever its name says. */
function markup(head: Buffer): string | undefined {
  const text = head
    .toString('latin1')
    .replace(/^\xef\xbb\xbf/, '')
    .trimStart()
    .toLowerCase();
  if (!text.startsWith('<')) return undefined;
  if (/<svg[\s>]/.test(text)) return 'image/svg+xml';
  if (/<(!doctype html|html|head|body|script|iframe|title|style|img|hta:)[\s>]?/.test(text)) return 'text/html';
  return text.startsWith('<?xml') ? 'text/xml' : undefined;
}

/** UTF-8 without control characters; a character that is cut at the end of the head is no fault. */
function isText(head: Buffer): boolean {
  if (head.length === 0) return false;
  const text = new TextDecoder('utf-8').decode(head, { stream: true });
  return !/[\x00-\x08\x0e-\x1a\x1c-\x1f\ufffd]/.test(text);
}

function isUnknownKind(declared: string): boolean {
  const known = [
    ...rules.map(([type]) => type.split(';')[0]),
    ...Object.values(zipTypes),
    ...Object.values(oldOfficeTypes),
  ];
  const recognised = [
    'video/mp4',
    'video/3gpp',
    'audio/mp4',
    'audio/3gpp',
    'video/quicktime',
    'image/heic',
    'image/avif',
  ];
  return (
    /^(application|audio|image|video|font|model)\/[\w.+-]+$/.test(declared) &&
    !/xml|html|script/.test(declared) &&
    ![...known, ...recognised, 'application/zip'].includes(declared)
  );
}

const openXml = 'application/vnd.openxmlformats-officedocument';
const zipTypes: Record<string, string> = {
  docx: `${openXml}.wordprocessingml.document`,
  xlsx: `${openXml}.spreadsheetml.sheet`,
  pptx: `${openXml}.presentationml.presentation`,
  odt: 'application/vnd.oasis.opendocument.text',
  ods: 'application/vnd.oasis.opendocument.spreadsheet',
  odp: 'application/vnd.oasis.opendocument.presentation',
};
const oldOfficeTypes: Record<string, string> = {
  doc: 'application/msword',
  xls: 'application/vnd.ms-excel',
  ppt: 'application/vnd.ms-powerpoint',
};
const textTypes: Record<string, string> = {
  csv: 'text/csv',
  json: 'application/json',
  md: 'text/markdown',
  ics: 'text/calendar',
  vcf: 'text/vcard',
};
const harmlessText = new Set([
  'text/plain',
  'text/csv',
  'application/json',
  'text/markdown',
  'text/calendar',
  'text/vcard',
]);
