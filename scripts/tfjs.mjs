// npm run tfjs [-- WHEEL] [--update]: test/nativeTfjs on this Node, and on those that the variable NODES names (paths, between colons).
// With the wheel of tensorflow-cpu the native part is built first (tfjsNode.mjs). `--update` writes docs/tensorflow.md.
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { node } from '../esbuild.mjs';
import { buildNative } from './tfjsNode.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const words = process.argv.slice(2);
const wheel = words.find((word) => !word.startsWith('--'));
if (wheel) buildNative(wheel);

mkdirSync(join(root, 'out/run'), { recursive: true });
const entry = { in: 'test/nativeTfjs/main.ts', out: 'tfjs' };
await build({ ...node, entryPoints: [entry], outdir: 'out/run' });
const nodes = [process.execPath, ...(process.env.NODES ?? '').split(':').filter(Boolean)];
const both = nodes.flatMap((path) => ['native', 'wasm'].map((backend) => ({ path, backend })));
const runs = both.map(({ path, backend }) => {
  const { stdout, status } = spawnSync(path, [join(root, 'out/run/tfjs.mjs')], {
    cwd: root,
    env: { ...process.env, CONGRUITY_TENSORFLOW: backend },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  process.stdout.write(stdout);
  const line = stdout.split('\n').find((each) => each.startsWith('{'));
  return {
    passed: status === 0,
    ...(line ? JSON.parse(line) : { node: path, computedBy: 'nothing', rows: [] }),
  };
});
if (words.includes('--update')) writeFileSync(join(root, 'docs/tensorflow.md'), page(runs));
process.exitCode = runs.every(({ passed }) => passed) ? 0 : 1;

function page(runs) {
  const tables = runs.map(({ node: version, computedBy, rows }) => {
    const lines = rows.map(
      ({ what, found, passed }) => `| ${what} | ${found} | ${passed ? 'yes' : 'NO'} |`,
    );
    return `## Node ${version}: ${computedBy}\n\n| what | found | as it should be |\n| --- | --- | --- |\n${lines.join('\n')}\n`;
  });
  return `# TensorFlow.js, natively and on WebAssembly

Written by \`npm run tfjs -- --update\`. A package from the editor's market place has TensorFlow.js on WebAssembly alone:
\`congruity doctor\` says which one computes, and so does every report. In a checkout on Linux the native one is had by

    pip download --no-deps tensorflow-cpu==2.15.1
    npm run tfjs -- tensorflow_cpu-2.15.1-*.whl

which builds the addon of @tensorflow/tfjs-node (npm installs its JavaScript, and runs no script of it) against TensorFlow's
library in that wheel: Linux, g++, make and Python, a minute. \`CONGRUITY_TENSORFLOW\` (native, wasm, cpu) forces one.
Values are those of every layer, against Keras', within 1e-5; the two add in other orders. Verdicts: two models of
pictures, of one computation by two trainings and of two, and of rows, of which nothing tells what is inside: two that
answer alike are \`inconclusive\`.

${tables.join('\n')}`;
}
