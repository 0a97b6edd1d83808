/** The prefix makes browsers insist on Secure, on `/` and on this very host. http://127.0.0.1 counts as secure. */
const NAME = '__Host-wabx';
const VALUE = new RegExp(`(?:^|;\\s*)${NAME}=([\\w-]{43})(?:;|$)`);
const ATTRIBUTES = 'Path=/; HttpOnly; Secure; SameSite=Lax';

export function cookieFrom(header: string | undefined): string | undefined {
  return VALUE.exec(header ?? '')?.[1];
}

export function setCookie(value: string, maxAgeSeconds: number): string {
  return `${NAME}=${value}; ${ATTRIBUTES}; Max-Age=${maxAgeSeconds}`;
}

export const clearCookie = setCookie('', 0);
