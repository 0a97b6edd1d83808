import { eventually } from '@wabx/testing';
import { apiOf, type WholeStack } from './whole-stack.js';

/** A browser as far as HTTP shows it: its cookie, and where its requests come from. */
export class Browser {
  cookie: string | undefined;

  constructor(private readonly url: string) {}

  async fetch(method: string, path: string, init: RequestInit & { from?: string } = {}): Promise<Response> {
    const { from = 'same-origin', headers, ...rest } = init;
    const response = await fetch(this.url + path, {
      method,
      redirect: 'manual',
      ...rest,
      headers: {
        'sec-fetch-site': from,
        ...(this.cookie && { cookie: `__Host-wabx=${this.cookie}` }),
        ...(headers as Record<string, string>),
      },
    });
    for (const set of response.headers.getSetCookie()) {
      const [, value] = /^__Host-wabx=([^;]*)/.exec(set) ?? [];
      if (value !== undefined) this.cookie = value || undefined;
    }
    return response;
  }

  async call(method: string, path: string, body?: object): Promise<{ status: number; body: unknown }> {
    const json = body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
    const response = await this.fetch(method, path, json);
    const text = await response.text();
    return { status: response.status, body: text && (JSON.parse(text) as unknown) };
  }
}

/** An extension of a person, and when the console knows it. */
export async function createPerson(stack: WholeStack, person: object): Promise<string> {
  const config = apiOf(stack.services['channel-config'], stack.keys.admin);
  const made = await config('POST', '/v1/extensions', person);
  if (made.status !== 201) throw new Error(`the extension was answered ${made.status}: ${JSON.stringify(made.body)}`);
  return (made.body as { id: string }).id;
}

/** Signs this person in by a link, as `npm start` prints it. */
export async function signInByLink(stack: WholeStack, extensionId: string): Promise<Browser> {
  const browser = new Browser(stack.services.console.url);
  const answer = await browser.call('POST', '/session/code', { code: await codeFor(stack, extensionId) });
  if (answer.status !== 200) throw new Error(`the link was answered ${answer.status}`);
  return browser;
}

export async function codeFor(stack: WholeStack, extensionId: string): Promise<string> {
  const admin = apiOf(stack.services.console, stack.keys.admin);
  const { url } = await eventually('the console knows the person', async () => {
    const made = await admin('POST', '/sign-in-links', { extensionId });
    return made.status === 201 ? (made.body as { url: string }) : undefined;
  });
  return new URL(url).hash.slice(1);
}
