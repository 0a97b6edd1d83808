import { ConfigError } from '@wabx/runtime';
import { checkBaseUrl } from './doctor/base-url.js';

/** Long enough for an administrator at work, short enough to see a certificate that was just put right. */
const CERTIFICATE_KEPT_MS = 30_000;
const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

/** The base URLs under which Meta can reach the ingress; a channel chooses one of them. */
export class PublicUrls {
  private readonly checked = new Map<string, { at: number; fault: Promise<string | undefined> }>();

  constructor(readonly choices: readonly string[]) {}

  has(url: string): boolean {
    return this.choices.includes(url);
  }

  /**
   * What is wrong with the certificate of an https address; undefined when it is good, or when nobody answers there:
   * that may only be so from here, and the doctor tells it.
   */
  async certificateFaultOf(url: string): Promise<string | undefined> {
    if (!url.startsWith('https:')) return undefined;
    const known = this.checked.get(url);
    if (known !== undefined && performance.now() - known.at < CERTIFICATE_KEPT_MS) return await known.fault;
    const fault = checkBaseUrl(url).then((found) => (found.state === 'bad-certificate' ? found.reason : undefined));
    this.checked.set(url, { at: performance.now(), fault });
    return await fault;
  }

  /** The one to take when a channel names none and there is nothing to choose. */
  get only(): string | undefined {
    return this.choices.length === 1 ? this.choices[0] : undefined;
  }
}

/**
 * Reads `WABX_PUBLIC_URLS`. Throws a ConfigError that names every fault: Meta calls https only, and its certificate
 * check refuses host names with an underscore.
 * https://developers.facebook.com/docs/graph-api/webhooks/getting-started
 */
export function readPublicUrls(text: string, allowHttpOnLoopback: boolean): PublicUrls {
  const entries = text.split(',').map((entry) => entry.trim());
  const faults = entries.flatMap((entry) => {
    const fault = faultOf(entry, allowHttpOnLoopback);
    return fault === undefined ? [] : [`"${entry}" ${fault}`];
  });
  if (faults.length > 0) {
    throw new ConfigError(`channel-config cannot start, WABX_PUBLIC_URLS is wrong:\n  ${faults.join('\n  ')}`);
  }
  return new PublicUrls([...new Set(entries.map(withoutTrailingSlash))]);
}

/** As we keep and compare them. */
export function withoutTrailingSlash(url: string): string {
  return url.trim().replace(/(?<!\/)\/+$/, '');
}

function faultOf(entry: string, allowHttpOnLoopback: boolean): string | undefined {
  if (!URL.canParse(entry)) return 'is not a URL such as https://wa.example.com';
  const url = new URL(entry);
  if (url.username || url.password || url.search || url.hash) return 'must be only scheme, host, port and path';
  if (url.hostname.includes('_')) return 'has an underscore in its host, which Meta refuses';
  if (url.protocol === 'https:') return undefined;
  if (url.protocol !== 'http:') return 'must begin with https://';
  if (!LOOPBACK.has(url.hostname)) return 'must begin with https://, Meta calls nothing else';
  return allowHttpOnLoopback ? undefined : 'is http on loopback, which needs WABX_ALLOW_HTTP=loopback (development)';
}
