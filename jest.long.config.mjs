// Races and failures at length, outside `npm test`; properties too, with far more runs. WABX_LONG=full runs all of it at
// the size the promises are made for, and what is for the night only.
import usual from './jest.config.mjs';

export default {
  ...usual,
  testMatch: [
    '<rootDir>/{apps,libs,tools}/*/test/long/**/*.ts',
    '<rootDir>/{apps,libs}/*/{src,test}/**/*.property.spec.ts',
    ...(process.env['WABX_LONG'] === 'full' ? ['<rootDir>/{apps,tools}/*/test/night/**/*.ts'] : []),
  ],
  // One after the other: each is made to use the whole machine.
  maxWorkers: 1,
  testTimeout: 900_000,
};
