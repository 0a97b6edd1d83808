const BLOCK = 512;

/** The bytes of one file in an (uncompressed) tar archive; enough for npm's own archives, which use plain ustar headers. */
export function fileFromTar(archive: Buffer, name: string): Buffer | undefined {
  for (let offset = 0; offset + BLOCK <= archive.length;) {
    const header = archive.subarray(offset, offset + BLOCK);
    const size = Number.parseInt(text(header, 124, 136), 8) || 0;
    const content = offset + BLOCK;
    const prefix = text(header, 345, 500);
    const entry = prefix ? `${prefix}/${text(header, 0, 100)}` : text(header, 0, 100);
    if (entry === name) return archive.subarray(content, content + size);
    offset = content + Math.ceil(size / BLOCK) * BLOCK;
  }
  return undefined;
}

function text(header: Buffer, start: number, end: number): string {
  return header.toString('utf8', start, end).split('\0')[0]?.trim() ?? '';
}
