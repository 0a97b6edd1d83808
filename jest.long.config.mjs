// Races and failures at length, outside `npm test`. WABX_LONG=full runs them at the size the promises are made for.
import usual from './jest.config.mjs';

export default {
  ...usual,
  testMatch: ['<rootDir>/{apps,libs,tools}/*/test/long/**/*.ts'],
  // One after the other: each is made to use the whole machine.
  maxWorkers: 1,
  testTimeout: 900_000,
};
