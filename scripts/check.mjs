/** `npm run check`: everything that can be said about the sources without running them. */
import { checkNodeVersion, installIfNeeded } from './lib/prepare.mjs';
import { runSteps } from './lib/steps.mjs';

/** @param {string} project */
const types = (project) => ({ name: `types: ${project}`, tool: 'typescript/bin/tsc', args: ['-p', project] });

checkNodeVersion();
installIfNeeded();
runSteps([
  { name: 'format', tool: 'prettier/bin/prettier.cjs', args: ['--check', '--log-level', 'warn', '.'] },
  types('tsconfig.pure.json'),
  types('tsconfig.json'),
  types('tsconfig.node.json'),
  {
    name: 'types: components',
    tool: 'svelte-check/bin/svelte-check',
    args: ['--tsconfig', 'tsconfig.json', '--fail-on-warnings', '--output', 'human'],
  },
  { name: 'lint', tool: 'eslint/bin/eslint.js', args: ['.', '--max-warnings', '0'] },
  { name: 'unused code', tool: 'knip/bin/knip.js', args: [] },
]);
