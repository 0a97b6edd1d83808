import { ConsoleLogger, type LogLevel } from '@nestjs/common';
import { currentWork, traceIdOf } from '@wabx/telemetry';
import { build } from './build.js';
import { EqualLines } from './equal-lines.js';

const LEVELS: LogLevel[] = ['debug', 'log', 'warn', 'error'];

/** What Nest says of itself at a start: dozens of lines that are the same each time. */
const OF_NEST = new Set(['NestFactory', 'InstanceLoader', 'RoutesResolver', 'RouterExplorer', 'NestApplication']);

/** The word of a level as others know it. */
const wordOf = (level: string) => (level === 'log' ? 'info' : level);

/** One JSON line per entry, floods of equal ones gathered. Names of secrets are masked wherever they turn up. */
export function createLogger(service: string, lowest: 'debug' | 'log' | 'warn' | 'error'): ConsoleLogger {
  return new GatheringLogger(service, {
    json: true,
    colors: false,
    logLevels: [...LEVELS.slice(LEVELS.indexOf(lowest)), 'fatal'],
    redact: ['*.token', '*.accessToken', '*.appSecret', '*.verifyToken', '*.authorization', '*.password', '*.secret'],
  });
}

type Print = ConsoleLogger['printMessages'];
type Line = ConsoleLogger['getJsonLogObject'];

class GatheringLogger extends ConsoleLogger {
  private readonly equal = new EqualLines(({ level, message, fields }, more) => {
    const stream = level === 'error' ? 'stderr' : 'stdout';
    const { error, reason } = fields;
    super.printMessages(
      [`${message} … and ${more.toLocaleString('en')} more`],
      this.context,
      level,
      stream,
      undefined,
      {
        ...(error !== undefined && { error }),
        ...(reason !== undefined && { reason }),
        more,
      },
    );
  });

  protected override printMessages(...line: Parameters<Print>): void {
    const [messages, context = '', level = 'log', , stack, params] = line;
    if (level === 'log' && OF_NEST.has(context)) {
      if (!this.isLevelEnabled('debug')) return;
      line[2] = 'debug';
    }
    const fields = params ?? (stack === undefined ? {} : { error: stack });
    if (this.equal.passes({ level, message: messages.map(String).join(' '), fields })) super.printMessages(...line);
  }

  protected override getJsonLogObject(...of: Parameters<Line>): ReturnType<Line> {
    const { level, timestamp, message, context, pid: _, ...rest } = super.getJsonLogObject(...of);
    const part = context === this.context ? {} : { context };
    const line = lineOf(level, timestamp, message, { service: this.context, ...part, ...rest });
    return line as unknown as ReturnType<Line>; // Nest only writes it
  }
}

/** A line of the log, with the request and the trace that it belongs to. */
function lineOf(level: string, timestamp: number, message: unknown, rest: Record<string, unknown>) {
  const work = currentWork();
  return {
    time: new Date(timestamp).toISOString(),
    level: wordOf(level),
    message,
    ...rest,
    version: build.version,
    ...(work && { traceId: traceIdOf(work.traceparent) }),
    ...(work?.requestId !== undefined && { requestId: work.requestId }),
  };
}

/** Why a program does not start: a sentence for who sits before it, a line of the log in production. */
export function startFailure(sentence: string, isProduction: boolean): string {
  return isProduction ? JSON.stringify(lineOf('fatal', Date.now(), sentence, {})) : sentence;
}
