// npm run cases [-- --update]: all cases of the tests of which npm test runs a share (test/support/share.ts), and those
// that it leaves out (*.long.test.ts); with --update docs/cases.md is written.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startVitest } from 'vitest/node';
import { countedOf } from './counted.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const page = join(root, 'docs/cases.md');

process.env.CONGRUITY_ALL_CASES = '1';
const files = readdirSync(join(root, 'test'), { recursive: true })
  .filter((name) => name.endsWith('.test.ts'))
  .map((name) => join(root, 'test', name))
  .filter((path) => path.endsWith('.long.test.ts') || takesShares(path));
const vitest = await startVitest('test', files, { root, watch: false });
const rows = vitest.state.getTestModules().map((module) => {
  return { file: relative(root, module.moduleId), ...countedOf(module) };
});
const errors = vitest.state.getUnhandledErrors().length;
await vitest.close();

if (process.argv.includes('--update')) writeFileSync(page, document());
const failed = rows.reduce((sum, row) => sum + row.failed, errors);
console.log(`\n${rows.reduce((sum, row) => sum + row.passed, 0)} passed, ${failed} failed`);
process.exitCode = failed === 0 && rows.length === files.length ? 0 : 1;

function takesShares(path) {
  return /from '[^']*\/share\.ts'/.test(readFileSync(path, 'utf8'));
}

function document() {
  const lines = rows
    .sort((a, b) => (a.file < b.file ? -1 : 1))
    .map(({ file, passed, failed }) => `| \`${file}\` | ${passed} | ${failed} |`);
  return `# All cases

Written by \`npm run cases -- --update\` (\`npm run long -- cases\`): tests of which \`npm test\` runs a share of the cases, spread evenly, or none (\`*.long.test.ts\`).

| tests | passed | failed |
| --- | --- | --- |
${lines.join('\n')}
`;
}
