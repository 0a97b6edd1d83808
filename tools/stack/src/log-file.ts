import { tellsOfFullDisk } from '@wabx/embedded';
import { closeSync, existsSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

const LINES_KEPT = 15;

/** What one part prints, in a file and its end in memory. A file that cannot be written, as on a full disk, stops nobody. */
export class LogFile {
  #lines: string[] = [];
  #rest = '';
  #isOpen = true;
  readonly #file: number;
  /** Called for every line that tells of a full disk. */
  onFullDisk: () => void = () => undefined;

  /** The log of the start before is kept as `<file>.1`. */
  constructor(readonly path: string) {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    if (existsSync(path)) renameSync(path, `${path}.1`);
    this.#file = openSync(path, 'w', 0o600);
  }

  write(text: string): void {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop() ?? '';
    this.#lines = [...this.#lines, ...lines].slice(-LINES_KEPT);
    if (lines.some(tellsOfFullDisk)) this.onFullDisk();
    if (!this.#isOpen) return;
    try {
      writeSync(this.#file, text);
    } catch {
      // It is still in memory.
    }
  }

  /** What was printed by the part that ended is not said of the next one. */
  forget(): void {
    this.#lines = [];
    this.#rest = '';
  }

  /** For people, with where the rest is. */
  lastLines(): string {
    return `Its last lines (${this.path}):\n${this.#all()
      .map((line) => `  ${line}`)
      .join('\n')}`;
  }

  tellsOfFullDisk(): boolean {
    return tellsOfFullDisk(this.#all().join('\n'));
  }

  close(): void {
    if (this.#isOpen) closeSync(this.#file);
    this.#isOpen = false;
  }

  #all(): string[] {
    return this.#rest === '' ? this.#lines : [...this.#lines, this.#rest];
  }
}
