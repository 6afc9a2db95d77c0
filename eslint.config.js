import svelte from 'eslint-plugin-svelte';
import prettier from 'eslint-config-prettier';
import globals from 'globals';
import ts from 'typescript-eslint';
import svelteConfig from './svelte.config.js';

/** Rooms that know no page, no network and no worker: what reaches outside is refused by name. */
const PURE_ROOMS = [
  'base',
  'bignum',
  'paillier',
  'encoding',
  'contract',
  'dataset',
  'learning',
  'privacy',
  'protocol',
];

const noPredictableRandom = {
  object: 'Math',
  property: 'random',
  message: 'Use cryptoRandom of src/base: predictable numbers have no place here.',
};

export default ts.config(
  { ignores: ['dist/', 'coverage/', 'test-results/', 'public/', '.cache/'] },
  ...ts.configs.strictTypeChecked,
  ...svelte.configs['flat/recommended'],
  prettier,
  ...svelte.configs['flat/prettier'],
  {
    languageOptions: {
      parserOptions: {
        project: ['./tsconfig.json', './tsconfig.node.json'],
        tsconfigRootDir: import.meta.dirname,
        extraFileExtensions: ['.svelte'],
      },
    },
    rules: {
      'no-restricted-properties': ['error', noPredictableRandom],
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-non-null-assertion': 'error',
      // Factories return objects of functions that know no `this`: there is nothing to unbind.
      '@typescript-eslint/unbound-method': 'off',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      eqeqeq: 'error',
      'no-console': 'error',
    },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: {
      globals: globals.browser,
      parserOptions: { parser: ts.parser, svelteConfig },
    },
  },
  {
    files: PURE_ROOMS.map((room) => `src/${room}/**/*.ts`),
    rules: {
      'no-restricted-globals': [
        'error',
        ...[
          'self',
          'fetch',
          'WebSocket',
          'indexedDB',
          'caches',
          'postMessage',
          'navigator',
          'location',
          'console',
          // Types that a dependency's types bring along; no browser has them.
          'process',
          'Buffer',
          'global',
          'setImmediate',
        ].map((name) => ({ name, message: 'A pure room does not reach outside.' })),
      ],
    },
  },
  {
    files: [
      'scripts/**',
      'signaling/**',
      '*.config.ts',
      '*.config.js',
      'tests/**',
      '.dependency-cruiser.mjs',
    ],
    languageOptions: { globals: globals.node },
    rules: { 'no-console': 'off' },
  },
  {
    files: ['**/*.js', '**/*.mjs'],
    ...ts.configs.disableTypeChecked,
  },
);
