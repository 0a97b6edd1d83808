import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { MessageView, SessionView } from '@wabx/contracts';
import { eventually } from '@wabx/testing';
import { apiOf, numbers, sim, startWholeStack, type WholeStack } from './whole-stack.js';

let stack: WholeStack;
beforeAll(async () => {
  stack = await startWholeStack();
}, 60_000);
afterAll(() => stack.stop(), 60_000);

const router = (who: 'admin' | 'ada') => apiOf(stack.services.router, stack.keys[who]);
const phone = '447700905561';
const says = (message: object) =>
  sim<{ wamid: string }>(stack.simulator, 'POST', `/customers/${phone}/messages`, {
    phoneNumberId: numbers.queue,
    ...message,
  });
const jpeg = (words: string) => Buffer.from(`\xff\xd8\xff\xe0 ${words} `.repeat(400), 'latin1').toString('base64');
const atMeta = (words: string) =>
  sim<{ mediaId: string }>(stack.simulator, 'POST', '/media', {
    phoneNumberId: numbers.queue,
    from: 'customer',
    base64: jpeg(words),
    mimeType: 'image/jpeg',
  });
const statusOf = async (fileId: string, token: string) => {
  const answer = await fetch(`${stack.services['media-store'].url}/v1/media/${fileId}/content`, {
    headers: { authorization: `Bearer ${token}` },
  });
  await answer.arrayBuffer();
  return answer.status;
};

it('point 3: every file that a message has or had can be read by its agents, and is gone when its customer is erased', async () => {
  await sim(stack.simulator, 'POST', '/customers', { waId: phone, name: 'Edna' });
  const first = await says({
    type: 'image',
    image: { caption: 'old' },
    media: { base64: jpeg('one'), mimeType: 'image/jpeg' },
  });
  const session = await eventually('the session', async () => {
    const { body } = await router('ada')('GET', '/v1/sessions?state=open&limit=200');
    return (body as { items: SessionView[] }).items.find(({ customer }) => customer.phone === `+${phone}`);
  });
  const messages = async () =>
    ((await router('ada')('GET', `/v1/sessions/${session.id}/messages`)).body as { items: MessageView[] }).items;
  const edits = async (target: string, media: object) =>
    says({ type: 'edit', edit: { original_message_id: target, message: { type: 'image', image: media } } });

  const { mediaId: second } = await atMeta('two');
  const { mediaId: third } = await atMeta('three');
  await edits(first.wamid, { id: second, mime_type: 'image/jpeg', caption: 'new' });
  await edits(first.wamid, { id: third, mime_type: 'image/jpeg', caption: 'newer' });
  await edits(first.wamid, { id: '1', mime_type: 'image/jpeg', caption: 'newest' });
  // Of a message that never comes.
  const { mediaId: fourth } = await atMeta('four');
  await edits('wamid.never', { id: fourth, mime_type: 'image/jpeg', caption: 'of another' });

  const source = await stack.database.dataSourceOf('media');
  const files = await eventually('four files are there and one is waited for', async () => {
    const rows: { id: string; state: string }[] = await source.query('SELECT id, state FROM file');
    return rows.filter(({ state }) => state === 'stored').length === 4 && rows.length === 5 ? rows : undefined;
  });
  const stored = files.flatMap(({ id, state }) => (state === 'stored' ? [id] : []));
  await eventually('both messages', async () => (await messages()).length === 2);
  const shown = await eventually('the newest words with the newest file', async () =>
    (await messages()).find(
      ({ content, file }) => JSON.stringify(content).includes('newest') && file?.state === 'stored',
    ),
  );
  expect(shown.waMessageId).toBe(first.wamid);
  for (const id of stored) {
    expect(await statusOf(id, stack.keys.ada)).toBe(200);
    expect(await statusOf(id, stack.keys.cy)).toBe(404);
  }

  const receipt = await router('admin')('DELETE', `/v1/customers/${session.customer.id}`);
  expect(receipt).toMatchObject({ status: 200, body: { state: 'finished', messages: 2, files: 5 } });
  for (const { id } of files) expect(await statusOf(id, stack.keys.admin)).toBe(410);
}, 90_000);
