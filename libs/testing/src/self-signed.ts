import { createSign, generateKeyPairSync, type KeyObject } from 'node:crypto';

/** A certificate for `localhost` made here and now, signed by itself: the little of X.509 that TLS needs. */
export function selfSigned(host = 'localhost', validDays = 30): { key: string; cert: string } {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const name = sequence(set(sequence(oid('550403'), der(0x0c, Buffer.from(host)))));
  const time = (days: number) => {
    const digits = new Date(Date.now() + days * 24 * 3600_000).toISOString().replaceAll(/[-:T]|\.\d+/g, '');
    return der(0x17, Buffer.from(digits.slice(2)));
  };
  const algorithm = sequence(oid('2a8648ce3d040302'));
  const altName = sequence(oid('551d11'), der(0x04, sequence(der(0x82, Buffer.from(host)))));
  const isAuthority = sequence(oid('551d13'), der(0x04, sequence(der(0x01, Buffer.from([0xff])))));
  const body = sequence(
    der(0xa0, integer(2)),
    integer(1),
    algorithm,
    name,
    sequence(time(-2), time(validDays)),
    name,
    spki(publicKey),
    der(0xa3, sequence(altName, isAuthority)),
  );
  const signature = createSign('SHA256').update(body).sign(privateKey);
  const certificate = sequence(body, algorithm, der(0x03, Buffer.concat([Buffer.from([0]), signature])));
  const pem = certificate.toString('base64').replaceAll(/.{64}/g, '$&\n');
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: `-----BEGIN CERTIFICATE-----\n${pem}\n-----END CERTIFICATE-----\n`,
  };
}

function der(tag: number, content: Buffer): Buffer {
  const { length } = content;
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

const sequence = (...parts: Buffer[]) => der(0x30, Buffer.concat(parts));
const set = (...parts: Buffer[]) => der(0x31, Buffer.concat(parts));
const oid = (hex: string) => der(0x06, Buffer.from(hex, 'hex'));
/** Below 128: more bytes would need care about their sign. */
const integer = (value: number) => der(0x02, Buffer.from([value]));
const spki = (key: KeyObject) => key.export({ type: 'spki', format: 'der' });
