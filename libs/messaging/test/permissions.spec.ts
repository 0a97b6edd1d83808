import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { jetstreamManager } from '@nats-io/jetstream';
import { Kvm } from '@nats-io/kv';
import type { NatsConnection } from '@nats-io/transport-node';
import { channelsView, newId, presenceShown, sendChanged, serviceNames, services, subjectOf } from '@wabx/contracts';
import { assertProvisioned, connectNats, EventPublisher, inboxOf, LiveView } from '@wabx/messaging';
import { projectConfiguration, startTestNats, type TestNats, testSigning } from '@wabx/testing';

let nats: TestNats;
const connections = new Map<string, NatsConnection>();
const as = (service: string) => connections.get(service) as NatsConnection;

beforeAll(async () => {
  nats = await startTestNats();
  await projectConfiguration(nats.url, {});
  for (const name of serviceNames) connections.set(name, await connectNats({ url: nats.urlOf(name), name }));
});
afterAll(async () => {
  for (const connection of connections.values()) await connection.close();
  await nats.stop();
});

it.each(serviceNames)('%s may do what its start needs: compare the set-up and follow the views', async (name) => {
  await assertProvisioned(as(name), name);
  const view = await LiveView.open(channelsView, as(name), testSigning.verify, () => {});
  expect(view.unconfirmedForMs()).toBeLessThan(1_000);
  view.close();
});

it.each(serviceNames)('%s may publish its own facts and no other service its', async (name) => {
  const others = serviceNames.filter((other) => !services[other].publishes.includes(sendChanged));
  const data = {
    messageId: newId(),
    phoneNumberId: '1',
    attempt: 1,
    state: 'sent',
    stateNo: 1,
    at: new Date().toISOString(),
  } as const;
  const publish = new EventPublisher(as(name), { timeoutMs: 500 }).publish(sendChanged, newId(), data);
  if (others.includes(name)) await expect(publish).rejects.toThrow();
  else await expect(publish).resolves.toEqual({ duplicate: false });
});

it.each(serviceNames.filter((name) => !services[name].writesViews))(
  '%s cannot change the configuration',
  async (name) => {
    const kv = await new Kvm(as(name)).open('api-keys');
    await expect(kv.put('x', '{}', { timeout: 500 })).rejects.toThrow();
  },
);

it('nobody can change or delete a stream, or listen to the answers for another service', async () => {
  const jsm = await jetstreamManager(as('webhook-ingress'), { checkAPI: false, timeout: 500 });
  await expect(jsm.streams.purge('WA_IN')).rejects.toThrow();
  await expect(jsm.streams.delete('WA_IN')).rejects.toThrow();
  for (const subject of [`${inboxOf('router')}.>`, subjectOf(sendChanged, newId()), presenceShown.subject, '>']) {
    const subscription = as('webhook-ingress').subscribe(subject);
    await expect(
      (async () => {
        for await (const message of subscription) throw new Error(`got ${message.subject}`);
      })(),
    ).rejects.toThrow(/permission/i);
  }
});
