// Tests run on the sources (swc, ESM); only the launcher of Postgres and nats-server comes from the build.
export default {
  rootDir: '.',
  testMatch: ['<rootDir>/{apps,libs,tools}/*/{src,test}/**/*.spec.ts'],
  modulePathIgnorePatterns: ['/dist/', '/\\.nx/', '/\\.wabx/'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
          target: 'es2022',
        },
        module: { type: 'es6' },
        sourceMaps: 'inline',
      },
    ],
    // @fastify/static requires this ES module, which Node 20 can and Jest on it cannot.
    '/node_modules/content-disposition/.+\\.js$': ['@swc/jest', { module: { type: 'commonjs' } }],
  },
  transformIgnorePatterns: ['/node_modules/(?!content-disposition/)'],
  moduleNameMapper: {
    '^(\\.{1,2}/.*)\\.js$': '$1',
    '^@wabx/([^/]+)$': [
      '<rootDir>/libs/$1/src/index.ts',
      '<rootDir>/apps/$1/src/index.ts',
      '<rootDir>/tools/$1/src/index.ts',
    ],
  },
  globalSetup: '<rootDir>/libs/testing/jest/global-setup.mjs',
  globalTeardown: '<rootDir>/libs/testing/jest/global-teardown.mjs',
  maxWorkers: 2,
  workerIdleMemoryLimit: '400MB',
  testTimeout: 30_000,
};
