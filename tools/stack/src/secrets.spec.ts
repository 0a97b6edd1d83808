import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openSecrets } from './secrets.js';
import type { StateDirectory } from './state-directory.js';

let folder: string;
let state: StateDirectory;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'wabx-secrets-'));
  state = { secrets: path.join(folder, 'secrets.json') } as StateDirectory;
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('a state of before there were some keys gets them, once, and keeps the rest', () => {
  const { signingKey, appSecretKeys, ...before } = openSecrets(state);
  writeFileSync(state.secrets, JSON.stringify(before));
  const after = openSecrets(state);
  expect(after).toEqual({ ...before, signingKey: after.signingKey, appSecretKeys: after.appSecretKeys });
  expect(after.signingKey).not.toBe(signingKey);
  expect(after.appSecretKeys).not.toBe(appSecretKeys);
  expect(openSecrets(state)).toEqual(after);
  expect(JSON.parse(readFileSync(state.secrets, 'utf8'))).toEqual(after);
});
