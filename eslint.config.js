import tseslint from 'typescript-eslint'

const impure = (message) => [
  'error',
  { name: 'process', message },
  { name: 'console', message },
  { name: 'setTimeout', message },
  { name: 'setInterval', message },
  { name: 'setImmediate', message },
]

export default tseslint.config(
  {
    ignores: [
      'dist',
      'lib',
      'build',
      'coverage',
      'node_modules',
      '.dependency-cruiser.cjs',
      'specs/support/reporter.cjs',
      'bench/measured.cjs',
    ],
  },
  {
    files: ['**/*.ts'],
    extends: [...tseslint.configs.strictTypeChecked, ...tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/consistent-type-definitions': 'off',
      // Without the .js path plain Node answers ERR_UNSUPPORTED_DIR_IMPORT; the root index costs 80 ms.
      'no-restricted-imports': [
        'error',
        { paths: ['fp-ts'], patterns: [{ regex: '^(fp-ts|io-ts)/(?!lib/\\w+\\.js$)' }] },
      ],
    },
  },
  {
    files: ['src/**/*.ts'],
    ignores: ['src/{main,node,entry,packs,output,userCache,folder}.ts', 'src/simulator/server.ts'],
    rules: {
      'no-restricted-globals': impure(
        'Only the edge (main.ts, node.ts) touches the process, the clock and timers; take it from deps.',
      ),
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: 'Take the time from deps.clock.' },
        { object: 'Math', property: 'random', message: 'Randomness is seeded or comes from deps.' },
      ],
    },
  },
  {
    files: ['specs/**/*.ts'],
    rules: {
      '@typescript-eslint/no-unused-expressions': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
)
