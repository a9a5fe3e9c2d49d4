// npm start: compares two of the bundled checkpoints for real, headless, and writes the report.
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const sample = 'media/sample/modsum';
const page = 'out/sample-report.html';
const compare = ['compare', `${sample}/ab-gpt2`, `${sample}/bc-llama`];
const args = [...compare, '--task', `${sample}/task.json`];

console.log(
  'Two small models that both answer (a + b + c) mod 6: do they compute it the same way?',
);
console.log(`$ node dist/cli.mjs ${args.join(' ')} --html ${page}\n`);

mkdirSync(join(root, 'out'), { recursive: true });
const cli = join(root, 'dist/cli.mjs');
const { status } = spawnSync(process.execPath, [cli, ...args, '--html', page], {
  cwd: root,
  stdio: 'inherit',
});

// 0 same, 1 different, 2 not settled: each is an answer. From 64 on it is an error.
if (status === null || status >= 64) {
  console.error(`The comparison did not finish (exit code ${status}).`);
  process.exit(status ?? 1);
}
console.log(`\nThe report, to open in a browser: ${join(root, page)}`);
console.log(`Two that agree: node dist/cli.mjs ${args.join(' ').replace('bc-llama', 'ab-llama')}`);
