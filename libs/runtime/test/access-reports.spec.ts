import { expect, it } from '@jest/globals';
import { operationPerformed, type DataOf } from '@wabx/contracts';
import { AccessReports } from '../src/access-reports.js';
import type { Calling } from '../src/auth.js';

type Told = DataOf<typeof operationPerformed>;

const HOUR = 3_600_000;
const START = Date.parse('2026-03-01T10:20:00Z');

function startReports() {
  const told: Told[] = [];
  const clock = { now: START, isAway: false };
  const tell = async (operation: Told) => {
    if (clock.isAway) throw new Error('NATS is away');
    told.push(operationPerformed.data.parse(operation) as Told);
  };
  return { reports: new AccessReports('any', tell, () => clock.now), told, clock };
}
const callerAt = (address: string, keyId = 'k1') => ({
  keyId,
  name: 'Olga',
  scopes: new Set<never>(),
  extensionId: undefined,
  address,
  requestId: 'r1',
});
const requestFrom = (ip: string) => ({ ip, id: 'r1', method: 'GET', routeOptions: { url: '/v1/x' } }) as Calling;
const settled = () => new Promise((resolve) => setImmediate(resolve));

it('a key and an address are told once an hour, under one id for the day', async () => {
  const { reports, told, clock } = startReports();
  for (let n = 0; n < 100; n++) reports.cameIn(callerAt('10.0.0.1'));
  reports.cameIn(callerAt('10.0.0.2'));
  expect(told.map(({ by }) => by.address)).toEqual(['10.0.0.1', '10.0.0.2']);
  clock.now += HOUR;
  reports.cameIn(callerAt('10.0.0.1'));
  clock.now += 24 * HOUR;
  reports.cameIn(callerAt('10.0.0.1'));
  const ids = told.filter(({ by }) => by.address === '10.0.0.1').map(({ operationId }) => operationId);
  expect([ids.length, new Set(ids).size]).toEqual([3, 2]);
  await reports.stop();
});

it('who could not be told of is told of at the next call', async () => {
  const { reports, told, clock } = startReports();
  clock.isAway = true;
  reports.cameIn(callerAt('10.0.0.1'));
  await settled();
  clock.isAway = false;
  reports.cameIn(callerAt('10.0.0.1'));
  expect(told.length).toBe(1);
  await reports.stop();
});

it('one key from 100,000 addresses costs 1,000 reports an hour', async () => {
  const { reports, told } = startReports();
  for (let n = 0; n < 100_000; n++) reports.cameIn(callerAt(`10.${n >> 16}.${(n >> 8) & 255}.${n & 255}`));
  expect(told.length).toBe(1_000);
  await reports.stop();
});

it('100,000 refused addresses are eleven entries that count them all, the most frequent ones by name', async () => {
  const { reports, told } = startReports();
  for (let n = 0; n < 100_000; n++) reports.refused(requestFrom(`10.${n >> 16}.${(n >> 8) & 255}.${n & 255}`), 401);
  for (let n = 0; n < 500; n++) reports.refused(requestFrom('10.0.0.7'), 401);
  await reports.report();
  expect(told.length).toBe(11);
  expect(told[0]).toMatchObject({ by: { address: '10.0.0.7' }, outcome: { refused: 501 } });
  expect(told.reduce((sum, { outcome }) => sum + Number(outcome?.['refused']), 0)).toBe(100_500);
  await reports.stop();
  expect(told.length).toBe(11);
});
