export type EmbeddedServerFailure =
  | 'NOT_INSTALLED' // no binary for this system could be found or fetched
  | 'PORT_IN_USE'
  | 'ALREADY_RUNNING' // another living process has a server on the same directory
  | 'UNUSABLE_DATA' // the directory was written by another version, is not ours, or is damaged
  | 'DISK_FULL'
  | 'START_FAILED';

/** A server that could not be started. The message says what is wrong and what to do; `code` is for the launcher. */
export class EmbeddedServerError extends Error {
  override readonly name = 'EmbeddedServerError';

  constructor(
    readonly code: EmbeddedServerFailure,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
