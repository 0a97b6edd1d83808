import { ConsoleLogger, type LogLevel } from '@nestjs/common';

const LEVELS: LogLevel[] = ['debug', 'log', 'warn', 'error'];

/** One JSON line per entry. Names of secrets are masked wherever they turn up. */
export function createLogger(service: string, lowest: 'debug' | 'log' | 'warn' | 'error'): ConsoleLogger {
  return new ConsoleLogger(service, {
    json: true,
    colors: false,
    logLevels: [...LEVELS.slice(LEVELS.indexOf(lowest)), 'fatal'],
    redact: ['*.token', '*.accessToken', '*.appSecret', '*.verifyToken', '*.authorization', '*.password', '*.secret'],
  });
}
