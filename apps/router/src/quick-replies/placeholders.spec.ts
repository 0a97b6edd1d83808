import { expect, it } from '@jest/globals';
import { fillPlaceholders, unknownPlaceholders } from './placeholders.js';

const session = { customer: { id: 'c', name: 'Mara {agent.name}', phone: undefined }, channelName: 'Shop' };
const agent = { name: 'Ada', number: '1001' };

it.each([
  ['Hello {customer.name}, {agent.name} here.', 'Hello Mara {agent.name}, Ada here.', []],
  ['{agent.name} {agent.name} ({agent.number})', 'Ada Ada (1001)', []],
  ['您好，{customer.name}：{channel.name}', '您好，Mara {agent.name}：Shop', []],
  ['Your number: {customer.phone}.', 'Your number: .', ['customer.phone']],
  ['{} {x} {Customer.Name} { agent.name }', '{} {x} {Customer.Name} { agent.name }', []],
])('%s becomes %s', (text, filled, missing) => {
  expect(fillPlaceholders(text, session, agent)).toEqual({ text: filled, missing });
});

it('what looks like a placeholder and is none is told', () => {
  expect(unknownPlaceholders('{customer.name} {customer.age} {constructor.name}')).toEqual([
    'customer.age',
    'constructor.name',
  ]);
});
