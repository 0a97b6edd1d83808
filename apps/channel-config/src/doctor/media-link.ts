export type MediaLinkFinding = { state: 'ok' } | { state: 'blocked'; httpStatus?: number; code?: string };

const TIMEOUT_MS = 5_000;
/** No link of ours looks like this, so media-store must answer that it does not know it, and nothing before it may. */
const PROBE_PATH = '/m/doctor/probe.bin';

/** Is it media-store that answers below the media base URL, to whoever comes without a login? */
export async function probeMediaLink(baseUrl: string): Promise<MediaLinkFinding> {
  try {
    const response = await fetch(baseUrl + PROBE_PATH, { redirect: 'manual', signal: AbortSignal.timeout(TIMEOUT_MS) });
    const isOurs = response.headers.get('content-type')?.startsWith('application/problem+json') === true;
    await response.body?.cancel();
    return response.status === 404 && isOurs ? { state: 'ok' } : { state: 'blocked', httpStatus: response.status };
  } catch (error) {
    const cause = error instanceof Error ? (error.cause ?? error) : error;
    const isLate = error instanceof Error && error.name === 'TimeoutError';
    const code = cause instanceof Error ? ((cause as NodeJS.ErrnoException).code ?? cause.name) : 'UNKNOWN';
    return { state: 'blocked', code: isLate ? 'TIMEOUT' : String(code) };
  }
}
