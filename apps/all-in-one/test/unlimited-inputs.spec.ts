import { expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { unlimitedInputs, type Description } from './unlimited-inputs.js';

// The document of all services, which another test holds to be the one that they serve.
const page = path.resolve(import.meta.dirname, '../../../docs/api/wabx.json');

it('every text that a service takes has a longest length, and every list a most', () => {
  const description = JSON.parse(readFileSync(page, 'utf8')) as Description;
  expect(Object.keys(description.paths).length).toBeGreaterThan(50);
  expect(unlimitedInputs(description)).toEqual([]);
});

it.each<[what: string, schema: object, found: string[]]>([
  ['a text', { type: 'string' }, ['']],
  ['a text with a length', { type: 'string', maxLength: 9 }, []],
  ['a text with a pattern that ends', { type: 'string', pattern: '^\\+[1-9]\\d{6,14}$' }, []],
  ['a text with a pattern that may go on', { type: 'string', pattern: '^[a-z]+$' }, ['']],
  ['a text with a pattern for a part of it', { type: 'string', pattern: '\\d{1,3}' }, ['']],
  ['a list', { type: 'array', items: { type: 'integer' } }, ['[]']],
  ['texts in a list that ends', { type: 'array', maxItems: 3, items: { type: 'string' } }, ['[]']],
  ['one of several', { anyOf: [{ type: 'null' }, { type: 'object', properties: { a: { type: 'string' } } }] }, ['.a']],
  ['an object of any names', { type: 'object', additionalProperties: { type: 'integer' } }, ['.*']],
  ['a part that is named', { $ref: '#/components/schemas/Part' }, ['.text']],
  ['anything', {}, [': anything']],
])('%s is seen for what it is', (_, schema, found) => {
  const description: Description = {
    paths: { '/x': { post: { requestBody: { content: { 'application/json': { schema } } } } } },
    components: { schemas: { Part: { type: 'object', properties: { text: { type: 'string' } } } } },
  };
  expect(unlimitedInputs(description)).toEqual(found.map((where) => `POST /x body${where}`));
});
