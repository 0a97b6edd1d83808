import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import { startSimulator } from '../../src/index.js';
import { NUMBER, type Stage, startStage, until } from '../stage.js';
import { type Browser, startBrowser } from './chromium.js';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
// A picture of one green pixel.
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

let stage: Stage;
let browser: Browser;
let page: Page;
const troubles: string[] = [];

beforeAll(async () => {
  stage = await startStage();
  await stage.control('POST', '/customers', { id: 'tomasz', waId: '48600123456', name: 'Tomasz Bielik' });
  browser = startBrowser();
  page = (await browser.open()).pages()[0]!;
  page.on('pageerror', (error) => troubles.push(error.message));
  page.on('console', (message) => message.type() === 'error' && troubles.push(message.text()));
  await page.goto(stage.simulator.url);
  await phoneOf('Mara Velden').waitFor();
});
afterAll(async () => {
  await browser.stop();
  await stage.stop();
});

const phoneOf = (name: string): Locator => page.getByRole('region', { name });
const mara = () => phoneOf('Mara Velden');
const lastMessage = (kind: string) =>
  until(() => stage.callback.items('messages').findLast((message) => message.type === kind));
// What a page's elements are: this project compiles without the browser's types.
const isShown = (image: { complete: boolean; naturalWidth: number }) => image.complete && image.naturalWidth > 0;

async function findings(): Promise<string[]> {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() =>
    // The script above puts `axe` there.
    (
      globalThis as unknown as {
        axe: { run(): Promise<{ violations: { id: string; impact: string; nodes: { html: string }[] }[] }> };
      }
    ).axe.run(),
  );
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}

describe('a customer', () => {
  it('writes by keyboard alone; the business hears it, and its reading shows as ticks', async () => {
    await mara().getByRole('textbox').focus();
    await page.keyboard.type('Is the blue frame in stock?');
    await page.keyboard.press('Enter');
    const message = await lastMessage('text');
    expect(message.text).toEqual({ body: 'Is the blue frame in stock?' });
    await mara().getByRole('img', { name: 'delivered to the business' }).waitFor();

    await stage.graph('POST', `/${NUMBER}/messages`, {
      messaging_product: 'whatsapp',
      status: 'read',
      message_id: message.id,
      typing_indicator: { type: 'text' },
    });
    await mara().getByRole('img', { name: 'read by the business' }).waitFor();
    await mara().getByText('typing …').waitFor();
    expect(await phoneOf('Tomasz Bielik').getByText('No messages yet.').count()).toBe(1);
  });

  it('sees the answer and is heard to have read it', async () => {
    const { body } = await stage.sendText('Yes, three of them.');
    await mara().getByText('Yes, three of them.').waitFor();
    await until(() => stage.callback.statusesOf(body.messages[0].id).includes('read'));
    await page.getByRole('status').getByText('Yes, three of them.').waitFor({ state: 'attached' });
  });

  it('sends a picture and sees it', async () => {
    await mara().getByRole('button', { name: 'Attach' }).click();
    const [chooser] = await Promise.all([
      page.waitForEvent('filechooser'),
      mara().getByRole('button', { name: 'Picture or video' }).click(),
    ]);
    await chooser.setFiles({ name: 'frame.png', mimeType: 'image/png', buffer: PNG });
    const { image } = await lastMessage('image');
    expect(image.mime_type).toBe('image/png');
    const { url } = (await stage.graph('GET', `/${image.id}`)).body;
    const bytes = await fetch(url, { headers: { authorization: 'Bearer token-of-the-desk', 'user-agent': 'desk/1' } });
    expect(Buffer.from(await bytes.arrayBuffer()).equals(PNG)).toBe(true);
    await until(() => mara().locator('.own img').evaluate(isShown));
  });

  it('sees a picture that the business uploaded', async () => {
    const form = new FormData();
    form.set('messaging_product', 'whatsapp');
    form.set('type', 'image/png');
    form.set('file', new Blob([new Uint8Array(PNG)], { type: 'image/png' }), 'offer.png');
    const { id } = (await stage.graph('POST', `/${NUMBER}/media`, form)).body;
    await stage.send({ type: 'image', image: { id, caption: 'The blue one' } });
    const picture = mara().getByRole('img', { name: 'The blue one' });
    await picture.waitFor();
    await until(() => picture.evaluate(isShown));
  });

  it('records a voice note that is mono Opus in Ogg', async () => {
    await mara().getByRole('button', { name: 'Voice note' }).click();
    await mara()
      .getByRole('button', { name: /Recording 1 s/ })
      .click();
    const { audio } = await lastMessage('audio');
    expect(audio).toMatchObject({ mime_type: 'audio/ogg; codecs=opus', voice: true });
    const bytes = Buffer.from(await (await fetch(`${stage.simulator.url}/_sim/media/${audio.id}`)).arrayBuffer());
    expect([bytes.toString('latin1', 0, 4), bytes.toString('latin1', 28, 36), bytes[37]]).toEqual([
      'OggS',
      'OpusHead',
      1,
    ]);
    await until(() =>
      mara()
        .locator('audio')
        .evaluate((sound: { duration: number }) => sound.duration > 0.5),
    );
  });

  it('sends a document and a place', async () => {
    const [chooser] = await Promise.all([
      page.waitForEvent('filechooser'),
      mara().getByRole('button', { name: 'Document' }).click(),
    ]);
    await chooser.setFiles({ name: 'order.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.4') });
    expect((await lastMessage('document')).document).toMatchObject({ filename: 'order.pdf' });
    await mara().getByRole('button', { name: 'Location' }).click();
    await page.getByLabel('Name of the place').fill('The shop');
    await page.getByRole('dialog').getByRole('button', { name: 'Send' }).click();
    expect((await lastMessage('location')).location).toEqual({
      latitude: 51.5033,
      longitude: -0.1196,
      name: 'The shop',
    });
  });

  it('quotes, reacts, and takes the reaction back', async () => {
    const { body } = await stage.sendText('Shall we keep one for you?');
    const wamid = body.messages[0].id;
    const bubble = mara().locator('.bubble.theirs', { hasText: 'Shall we keep one for you?' });
    await bubble.getByRole('button', { name: 'Reply' }).click();
    await page.keyboard.type('Yes please');
    await page.keyboard.press('Enter');
    const answer = await until(() => stage.callback.items('messages').find((message) => message.context?.id === wamid));
    expect(answer.text.body).toBe('Yes please');
    await mara().locator('blockquote', { hasText: 'Shall we keep one for you?' }).waitFor();

    await bubble.getByRole('button', { name: 'React', exact: true }).click();
    await page.keyboard.press('Enter');
    expect((await lastMessage('reaction')).reaction).toEqual({ message_id: wamid, emoji: '👍' });
    await bubble.getByRole('img', { name: 'Reaction: 👍' }).waitFor();
    await bubble.getByRole('button', { name: 'React', exact: true }).click();
    await bubble.getByRole('button', { name: 'Remove the reaction' }).click();
    await until(() =>
      stage.callback.items('messages').findLast((message) => message.type === 'reaction' && !message.reaction.emoji),
    );
  });

  it('answers with the buttons and the list that the business sent', async () => {
    await stage.send({
      type: 'interactive',
      interactive: {
        type: 'button',
        body: { text: 'Delivery or pick-up?' },
        action: { buttons: [{ type: 'reply', reply: { id: 'pick-up', title: 'Pick-up' } }] },
      },
    });
    await mara().getByRole('button', { name: 'Pick-up', exact: true }).click();
    const answer = await lastMessage('interactive');
    expect(answer.interactive).toEqual({ type: 'button_reply', button_reply: { id: 'pick-up', title: 'Pick-up' } });
    await stage.send({
      type: 'interactive',
      interactive: {
        type: 'list',
        body: { text: 'Which day?' },
        action: { button: 'Days', sections: [{ rows: [{ id: 'mon', title: 'Monday', description: 'From 9' }] }] },
      },
    });
    await mara().getByText('Days').click();
    await mara().getByRole('button', { name: 'Monday' }).click();
    const chosen = await until(() =>
      stage.callback.items('messages').find((message) => message.interactive?.type === 'list_reply'),
    );
    expect(chosen.interactive.list_reply).toEqual({ id: 'mon', title: 'Monday', description: 'From 9' });
  });

  it('is added with a username and without a number to be seen, and can block the business', async () => {
    await page.getByRole('button', { name: 'Add a customer' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name', { exact: true }).fill('Ines Corva');
    await dialog.getByLabel('Username').fill('ines.corva');
    await dialog.getByLabel('Hides the phone number').check();
    await dialog.getByRole('button', { name: 'Save' }).click();
    await phoneOf('Ines Corva').getByRole('textbox').fill('Hello from me');
    await phoneOf('Ines Corva').getByRole('button', { name: 'Send' }).click();
    const message = await until(() =>
      stage.callback.items('messages').find((item) => item.text?.body === 'Hello from me'),
    );
    expect([message.from, typeof message.from_user_id]).toEqual([undefined, 'string']);
    await phoneOf('Ines Corva').getByRole('button', { name: 'Block the business' }).click();
    await phoneOf('Ines Corva').getByRole('button', { name: 'Unblock the business' }).waitFor();
  });
});

describe('the page', () => {
  it('has no serious accessibility finding, light or dark, and no error in the console', async () => {
    expect(await findings()).toEqual([]);
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await findings()).toEqual([]);
    await page.getByRole('button', { name: 'Add a customer' }).click();
    expect(await findings()).toEqual([]);
    await page.keyboard.press('Escape');
    await page.emulateMedia({ colorScheme: 'light' });
    expect(troubles).toEqual([]);
  });

  it('speaks Chinese to a Chinese browser, and English after the switch', async () => {
    const other = (await browser.open({ locale: 'zh-CN', size: { width: 390, height: 760 } })).pages()[0]!;
    await other.goto(stage.simulator.url);
    await other.getByRole('heading', { name: '客户手机' }).waitFor();
    expect(await other.locator('html').getAttribute('lang')).toBe('zh-CN');
    await other.getByRole('region', { name: 'Mara Velden' }).getByRole('img', { name: '企业已读' }).first().waitFor();
    await other.getByRole('button', { name: 'English' }).click();
    await other.getByRole('heading', { name: 'Customers’ phones' }).waitFor();
    await other.reload();
    await other.getByRole('heading', { name: 'Customers’ phones' }).waitFor();
  });

  it('runs no code that is not its own and goes into no frame', async () => {
    const answer = await fetch(stage.simulator.url);
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'; script-src 'self'");
    expect(answer.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    await stage.write({ text: '<img src=x onerror="document.title=1"> <script>document.title=2</script>' });
    await mara().getByText('<img src=x').waitFor();
    expect(await page.title()).toBe('Customers’ phones');
  });

  it('says when the simulator is away, and goes on by itself when it is back', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'simulator-away-'));
    const first = await startSimulator({ dataDir });
    const { port, url } = first;
    const tab = await page.context().newPage();
    await tab.goto(url);
    await tab.getByText('There is no business number yet.').waitFor();
    await first.stop();
    await tab.getByRole('alert').getByText('The simulator does not answer.').waitFor();
    const second = await startSimulator({ dataDir, port });
    await until(async () => (await tab.getByRole('alert').textContent()) === '', 20_000);
    await tab.close();
    await second.stop();
    rmSync(dataDir, { recursive: true });
  });
});
