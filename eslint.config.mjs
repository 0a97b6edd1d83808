import { createProjectGraphAsync } from '@nx/devkit';
import nx from '@nx/eslint-plugin';
import prettier from 'eslint-config-prettier';
import regexp from 'eslint-plugin-regexp';
import tseslint from 'typescript-eslint';

// Without a graph in Nx's cache, which a fresh clone does not have, the boundary rule would allow everything.
await createProjectGraphAsync({ exitOnError: true });

// Who may import whom: one tag a project, and everything that is not listed is refused. docs/architecture.md says why.
const app = (name, ...libs) => ({
  sourceTag: `app:${name}`,
  onlyDependOnLibsWithTags: ['contracts', 'messaging', 'runtime', 'telemetry', ...libs].map((lib) => `lib:${lib}`),
});

export const boundaries = [
  { sourceTag: 'lib:contracts', onlyDependOnLibsWithTags: [] },
  { sourceTag: 'lib:telemetry', onlyDependOnLibsWithTags: [] },
  { sourceTag: 'lib:whatsapp', onlyDependOnLibsWithTags: [] },
  { sourceTag: 'lib:embedded', onlyDependOnLibsWithTags: [] },
  // What others use to call wabx: it knows the description and nothing else.
  { sourceTag: 'lib:client', onlyDependOnLibsWithTags: [] },
  { sourceTag: 'lib:messaging', onlyDependOnLibsWithTags: ['lib:contracts', 'lib:telemetry'] },
  { sourceTag: 'lib:persistence', onlyDependOnLibsWithTags: ['lib:contracts', 'lib:telemetry'] },
  { sourceTag: 'lib:runtime', onlyDependOnLibsWithTags: ['lib:contracts', 'lib:messaging', 'lib:telemetry'] },
  {
    sourceTag: 'lib:testing',
    onlyDependOnLibsWithTags: ['lib:contracts', 'lib:embedded', 'lib:messaging', 'lib:persistence', 'lib:runtime'],
  },
  app('webhook-ingress', 'whatsapp'),
  app('channel-config', 'persistence', 'whatsapp'),
  // Of WhatsApp the router knows only the limits, so that a reply that cannot be sent is not accepted.
  app('router', 'persistence', 'whatsapp'),
  app('outbound-sender', 'persistence', 'whatsapp'),
  app('media-store', 'persistence', 'whatsapp'),
  app('session-janitor'),
  app('stats', 'persistence'),
  app('console', 'persistence'),
  {
    sourceTag: 'app:all-in-one',
    onlyDependOnLibsWithTags: [
      'lib:contracts',
      'lib:messaging',
      'lib:persistence',
      'lib:runtime',
      'lib:telemetry',
      'app:webhook-ingress',
      'app:channel-config',
      'app:console',
      'app:router',
      'app:outbound-sender',
      'app:media-store',
      'app:session-janitor',
      'app:stats',
    ],
  },
  { sourceTag: 'tool:meta-simulator', onlyDependOnLibsWithTags: [] },
  {
    // Writes what docs/ has from the code: tables, and the descriptions of the APIs.
    sourceTag: 'tool:checks',
    onlyDependOnLibsWithTags: [
      'lib:contracts',
      'lib:runtime',
      'lib:whatsapp',
      'app:channel-config',
      'app:console',
      'app:media-store',
      'app:outbound-sender',
      'app:router',
      'app:session-janitor',
      'app:stats',
      'app:webhook-ingress',
    ],
  },
  {
    // Measures what is built, so it sees what it measures.
    sourceTag: 'tool:bench',
    onlyDependOnLibsWithTags: [
      'lib:contracts',
      'lib:embedded',
      'lib:messaging',
      'lib:persistence',
      'lib:runtime',
      'lib:testing',
      'lib:whatsapp',
      'app:all-in-one',
      'app:channel-config',
      'app:console',
      'app:media-store',
      'app:outbound-sender',
      'app:router',
      'app:session-janitor',
      'app:stats',
      'app:webhook-ingress',
      'tool:stack',
    ],
  },
  {
    sourceTag: 'tool:stack',
    onlyDependOnLibsWithTags: ['lib:contracts', 'lib:embedded', 'lib:messaging', 'lib:persistence'],
  },
];

// Tests may in addition use the test library and the simulator of Meta.
const boundariesOfTests = boundaries.map((rule) => ({
  ...rule,
  onlyDependOnLibsWithTags: [
    ...rule.onlyDependOnLibsWithTags,
    'lib:testing',
    'lib:client',
    'lib:persistence',
    'lib:embedded',
    'tool:meta-simulator',
  ],
}));

// A library's tests use the test library, which uses the library: a circle of tests, not of what runs.
const circlesOfTests = ['messaging', 'persistence', 'runtime'].map((lib) => [`@wabx/${lib}`, '@wabx/testing']);

const enforce = (depConstraints) => [
  'error',
  {
    ignoredCircularDependencies: circlesOfTests,
    enforceBuildableLibDependency: false,
    allowCircularSelfDependency: true,
    banTransitiveDependencies: false,
    depConstraints,
  },
];

export default tseslint.config(
  { ignores: ['**/dist/**', '.nx/**', '.wabx/**', '**/fixtures/**', 'libs/client/src/schema.ts'] },
  ...tseslint.configs.recommended,
  prettier,
  {
    files: ['**/*.ts', '**/*.mjs'],
    plugins: { '@nx': nx },
    rules: {
      '@nx/enforce-module-boundaries': enforce(boundaries),
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/consistent-type-imports': 'off',
      'no-restricted-syntax': ['error', { selector: 'ExportAllDeclaration', message: 'Name what you export.' }],
      eqeqeq: 'error',
    },
  },
  {
    // What strangers send costs what it is long: no pattern may try the same characters again and again.
    files: ['{apps,libs}/*/src/**/*.ts'],
    ignores: ['**/*.spec.ts'],
    plugins: { regexp },
    rules: {
      'regexp/no-super-linear-backtracking': ['error', { report: 'potential' }],
      'regexp/no-super-linear-move': ['error', { report: 'potential', ignorePartial: false }],
    },
  },
  {
    files: ['**/*.spec.ts', '*/*/test/**/*.ts'],
    rules: {
      '@nx/enforce-module-boundaries': enforce(boundariesOfTests),
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
);
