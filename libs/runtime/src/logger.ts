import { ConsoleLogger, type LogLevel } from '@nestjs/common';
import { EqualLines } from './equal-lines.js';

const LEVELS: LogLevel[] = ['debug', 'log', 'warn', 'error'];

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
    const [messages, , level = 'log', , stack, params] = line;
    const fields = params ?? (stack === undefined ? {} : { error: stack });
    if (this.equal.passes({ level, message: messages.map(String).join(' '), fields })) super.printMessages(...line);
  }
}
