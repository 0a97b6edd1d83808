import type { App, BusinessNumber, Registry, Waba } from '../registry.js';

/** These follow a number's or an account's own callback; all others go to the app's (reference: callback overrides). */
const fieldsWithOverride = new Set([
  'messages',
  'message_echoes',
  'calls',
  'consumer_profile',
  'messaging_handovers',
  'smb_message_echoes',
  'smb_app_state_sync',
  'history',
  'account_settings_update',
]);

export interface Route {
  app: App;
  waba: Waba;
  number?: BusinessNumber;
  field: string;
}

/** Where this app hears about this: number's override, else account's, else its own address if it is verified. */
export function callbackUrl({ app, waba, number, field }: Route): string | undefined {
  const follows = fieldsWithOverride.has(field) || field.startsWith('group_');
  const override = follows
    ? (number?.overrides.find((item) => item.appId === app.appId) ??
      waba.overrides.find((item) => item.appId === app.appId))
    : undefined;
  return override?.url ?? (app.verified ? app.callbackUrl : undefined);
}

/** The apps that hear about this field of this account, or why nobody does. */
export function subscribedApps(registry: Registry, waba: Waba, field: string): { apps: App[] } | { reason: string } {
  if (waba.subscribedAppIds.length === 0) return { reason: 'no app is subscribed to the account' };
  const apps = waba.subscribedAppIds.map((id) => registry.apps.get(id)).filter((app) => app !== undefined);
  const published = apps.filter((app) => app.live);
  if (published.length === 0) return { reason: 'no subscribed app is published' };
  const listening = published.filter((app) => app.fields.includes(field));
  return listening.length > 0 ? { apps: listening } : { reason: `no subscribed app asked for the field ${field}` };
}

export type Challenge = { verified: true } | { verified: false; httpStatus: number | null; reason: string };

/** Meta's GET handshake: good is only a 200 with the challenge, and nothing else, as the body. */
export async function verifyCallback(
  url: string,
  verifyToken: string,
  challenge: string,
  timeoutMs: number,
): Promise<Challenge> {
  const target = new URL(url);
  target.searchParams.set('hub.mode', 'subscribe');
  target.searchParams.set('hub.challenge', challenge);
  target.searchParams.set('hub.verify_token', verifyToken);
  try {
    const response = await fetch(target, {
      headers: { 'user-agent': 'facebookplatform/1.0 (+http://developers.facebook.com)' },
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    });
    const body = await response.text();
    if (response.status === 200 && body === challenge) return { verified: true };
    const reason = response.status === 200 ? 'the body is not the challenge' : `HTTP status ${response.status}`;
    return { verified: false, httpStatus: response.status, reason };
  } catch (error) {
    return { verified: false, httpStatus: null, reason: failureOf(error) };
  }
}

function failureOf(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  return cause instanceof Error ? ('code' in cause ? String(cause.code) : cause.name) : 'no connection';
}
