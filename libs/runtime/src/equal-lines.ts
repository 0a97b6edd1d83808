import type { LogLevel } from '@nestjs/common';

/** So many of a kind are written in each period; the rest are counted. */
const WRITTEN_MAX = 10;
const PERIOD_MS = 10_000;
const KINDS_MAX = 1_000;

export interface LogLine {
  level: LogLevel;
  message: string;
  fields: Record<string, unknown>;
}

interface Kind {
  line: LogLine;
  count: number;
}

/**
 * Keeps a flood of equal lines out of the log: thousands of events that meet the same outage say the same. Lines with an
 * `error` or a `reason` are equal when that and the message are, whatever else they name; others when everything is.
 */
export class EqualLines {
  private kinds = new Map<string, Kind>();
  private timer: NodeJS.Timeout | undefined;

  /** @param summarise is told, after a period, how many lines of a kind were not written */
  constructor(private readonly summarise: (line: LogLine, more: number) => void) {}

  /** Whether the line is to be written. */
  passes(line: LogLine): boolean {
    const { level, message, fields } = line;
    const name = JSON.stringify([level, message, fields['error'] ?? fields['reason'] ?? fields]);
    const kind = this.kinds.get(name) ?? { line, count: 0 };
    // Beyond that there is no flood of equal lines but one of different ones.
    if (kind.count === 0 && this.kinds.size < KINDS_MAX) this.kinds.set(name, kind);
    kind.count += 1;
    this.timer ??= setTimeout(() => this.endPeriod(), PERIOD_MS).unref();
    return kind.count <= WRITTEN_MAX;
  }

  private endPeriod(): void {
    this.timer = undefined;
    const ended = this.kinds;
    this.kinds = new Map();
    for (const { line, count } of ended.values()) if (count > WRITTEN_MAX) this.summarise(line, count - WRITTEN_MAX);
  }
}
