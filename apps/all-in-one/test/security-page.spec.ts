import { expect, it } from '@jest/globals';
import { services, type EventContract, type RequestContract, type SignalContract } from '@wabx/contracts';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { owners } from '../src/owners.js';

const page = readFileSync(path.resolve(import.meta.dirname, '../../../docs/security.md'), 'utf8');

/** The cells of the tables' rows that begin with a service's name. */
const rowsOf = (heading: string) =>
  (page.split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? '')
    .split('\n')
    .map((line) => line.split('|').slice(1, -1))
    .map((cells) => cells.map((cell) => cell.trim()))
    .filter(([name = '']) => name in services);

it('docs/security.md says of each service what it may do on the broker', () => {
  const short = (list: (EventContract | RequestContract | SignalContract)[]) =>
    words(list.map(({ subject }) => subject.slice(6)));
  const wanted = Object.entries(services).map(([name, service]) => [
    name,
    short(service.publishes),
    words(
      service.consumes.map(
        ({ contract: { stream }, durable }) => `${stream}/${durable.slice(name.length + 1) || durable}`,
      ),
    ),
    short(service.asks),
    short(service.answers),
    short(service.signals),
    [short(service.follows), words(service.followsAll)].filter((cell) => cell !== '').join(' '),
    words(service.looksAt),
    words([...service.replays, ...service.trims]),
  ]);
  expect(rowsOf('What each service may do on the broker')).toEqual(wanted);
});

it('docs/security.md says of each service which schema is its own', () => {
  const wanted = Object.keys(services).map((name) => {
    const owner = owners.find(({ service }) => service === name);
    return [name, owner ? `\`${owner.role}\`` : '', owner ? `\`${owner.schema}\`` : ''];
  });
  expect(rowsOf('What each service may do in the database')).toEqual(wanted);
});

function words(list: readonly string[]): string {
  return list.map((word) => `\`${word}\``).join(' ');
}
