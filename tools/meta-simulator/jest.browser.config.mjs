// eslint-disable-next-line @nx/enforce-module-boundaries -- how tests are compiled is said once, at the root
import base from '../../jest.config.mjs';

// The phone page in a real Chromium: needs one installed, so it is no part of the tests that need nothing but Node.
const { globalSetup: _setup, globalTeardown: _teardown, ...shared } = base;

export default {
  ...shared,
  rootDir: '../..',
  testMatch: ['<rootDir>/tools/meta-simulator/test/browser/**/*.browser.ts'],
  maxWorkers: 1,
  testTimeout: 60_000,
};
