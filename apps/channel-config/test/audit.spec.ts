import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId, NO_CHANNEL, operationPerformed } from '@wabx/contracts';
import { EventPublisher } from '@wabx/messaging';
import { eventually } from '@wabx/testing';
import { startConfiguration } from './running-configuration.js';

let config: Awaited<ReturnType<typeof startConfiguration>>;
beforeAll(async () => {
  config = await startConfiguration();
});
afterAll(() => config.stop());

describe('what other services tell', () => {
  const operation = (targetId: string) => ({
    operationId: newId(),
    by: { keyId: 'k1', name: 'Olga' },
    action: 'quarantine.replay' as const,
    targetId,
    filter: { reason: 'unknown-number' },
    startedAt: '2026-11-25T02:00:00.000Z',
  });
  const tell = async (...facts: Parameters<EventPublisher['publish']>[2][]) => {
    const publisher = new EventPublisher(config.connection);
    for (const fact of facts) await publisher.publish(operationPerformed, NO_CHANNEL, fact as never);
  };
  const auditOf = async (target: string) =>
    (await config.call('GET', `/v1/audit?target=${target}`)).body.items as { outcome?: object }[];

  it.each([
    ['its start, then its end', (start: object, end: object) => [start, end]],
    ['its end, then its start', (start: object, end: object) => [end, start]],
  ])('is one record with what came of it: %s', async (order, inOrder) => {
    const told = operation(order);
    const ended = { ...told, outcome: { settled: 3, remaining: 1, published: 4 } };
    await tell(...inOrder(told, ended));
    await eventually('the end is there', async () => (await auditOf(order)).some(({ outcome }) => outcome));
    await tell(operation(`after ${order}`));
    await eventually('all is handled', async () => (await auditOf(`after ${order}`)).length > 0);
    expect(await auditOf(order)).toEqual([
      {
        id: expect.any(String),
        at: told.startedAt,
        by: told.by,
        action: 'quarantine.replay',
        targetId: order,
        fields: [],
        filter: told.filter,
        outcome: ended.outcome,
      },
    ]);
  });

  it('is on record without an outcome when it was cut off', async () => {
    await tell(operation('cut-off'));
    await eventually('it is there', async () => (await auditOf('cut-off')).length === 1);
    expect((await auditOf('cut-off'))[0]).not.toHaveProperty('outcome');
  });
});
