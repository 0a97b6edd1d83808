import { connect as connectTcp } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';

export type BaseUrlFinding =
  | { state: 'ok'; certificateValidTo?: string; issuer?: string }
  /** Meta refuses such a certificate, whatever browsers do. */
  | { state: 'bad-certificate'; reason: string; code: string }
  | { state: 'unreachable'; code: string };

const TIMEOUT_MS = 4_000;

const certificateFaults: Partial<Record<string, string>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is self-signed, which Meta refuses',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate chain ends in a self-signed certificate that nobody trusts',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate chain is incomplete: the server must send the intermediate one too',
  UNABLE_TO_GET_ISSUER_CERT: 'its certificate chain is incomplete: the server must send the intermediate one too',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its certificate comes from an authority that is not trusted',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  CERT_NOT_YET_VALID: 'its certificate is not valid yet',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another host',
};

/**
 * Connects to a public base URL as a stranger would: is somebody there, and does the certificate chain hold? Proves
 * nothing about the way from outside to this address; only Meta's own calls do. `ca` replaces the trusted authorities.
 */
export function checkBaseUrl(url: string, { ca }: { ca?: string } = {}): Promise<BaseUrlFinding> {
  const { protocol, hostname, port } = new URL(url);
  const host = hostname.replace(/^\[|\]$/g, '');
  return new Promise((resolve) => {
    const secure = protocol === 'https:';
    const socket = secure
      ? connectTls({
          host,
          port: Number(port || 443),
          // An address has no name to ask for.
          ...(/^[\d.]+$|:/.test(host) ? {} : { servername: host }),
          // Not to trust it but to learn what is wrong with it.
          rejectUnauthorized: false,
          ...(ca === undefined ? {} : { ca }),
        })
      : connectTcp({ host, port: Number(port || 80) });
    const settle = (finding: BaseUrlFinding) => {
      socket.destroy();
      resolve(finding);
    };
    socket.setTimeout(TIMEOUT_MS, () => settle({ state: 'unreachable', code: 'TIMEOUT' }));
    socket.once('error', (error: NodeJS.ErrnoException) =>
      settle({ state: 'unreachable', code: error.code ?? 'UNKNOWN' }),
    );
    socket.once(secure ? 'secureConnect' : 'connect', () =>
      settle(secure ? judge(socket as TLSSocket) : { state: 'ok' }),
    );
  });
}

function judge(socket: TLSSocket): BaseUrlFinding {
  if (!socket.authorized) {
    const { authorizationError: fault } = socket as { authorizationError?: Error | string };
    const code = fault instanceof Error ? ((fault as NodeJS.ErrnoException).code ?? fault.message) : String(fault);
    return {
      state: 'bad-certificate',
      reason: certificateFaults[code] ?? `its certificate is not valid (${code})`,
      code,
    };
  }
  const { valid_to: validTo, issuer } = socket.getPeerCertificate();
  return {
    state: 'ok',
    ...(validTo ? { certificateValidTo: new Date(validTo).toISOString() } : {}),
    ...(issuer?.O === undefined ? {} : { issuer: String(issuer.O) }),
  };
}
