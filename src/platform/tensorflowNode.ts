// @tensorflow/tfjs-node: TensorFlow.js on TensorFlow's own library. It is optional, and its native part is built by hand
// (scripts/tfjsNode.mjs), so most machines do without.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Loaded, Tf } from './tensorflowBackend.ts';

const NAME = '@tensorflow/tfjs-node';
/** Loading TensorFlow takes 2 s; a process that hangs longer than this is none to compute in. */
const PROBE_MS = 60_000;

/** What a processor without AVX does when it is loaded is to abort: a process of its own finds out. */
const PROBE = `
  const util = require('node:util');
  util.isNullOrUndefined ??= (value) => value === null || value === undefined;
  util.isArray ??= Array.isArray;
  const tf = require(process.argv[1]);
  const two = tf.tensor2d([[1, 2], [3, 4]]);
  process.exit(tf.matMul(two, two).dataSync()[0] === 7 ? 0 : 3);
`;

/** Or why it cannot be had, as a part of a sentence. */
export async function nativeTensorflow(): Promise<Loaded | string> {
  const require = createRequire(import.meta.url);
  let entry: string;
  try {
    entry = require.resolve(NAME);
  } catch {
    return 'tfjs-node is not installed here';
  }
  const folder = join(dirname(entry), '..');
  if (!existsSync(join(folder, 'lib', 'napi-v8', 'tfjs_binding.node'))) {
    return 'tfjs-node has no native part here';
  }
  try {
    execFileSync(process.execPath, ['-e', PROBE, entry], {
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1', TF_CPP_MIN_LOG_LEVEL: '3' },
      stdio: ['ignore', 'ignore', 'pipe'],
      timeout: PROBE_MS,
    });
    addWhatNodeDropped();
    process.env.TF_CPP_MIN_LOG_LEVEL ??= '2';
    const tf = require(NAME) as Tf & { version: { readonly 'tfjs-node'?: string } };
    const version = (require(`${NAME}/package.json`) as { version: string }).version;
    return { tf, name: `tfjs-node ${version}`, backend: 'tensorflow', reason: undefined };
  } catch (cause) {
    return `tfjs-node does not work here: ${reasonOf(cause)}`;
  }
}

/** Without paths: the reason stands in every report. */
function reasonOf(cause: unknown): string {
  const { signal, stderr, code } = cause as { signal?: string; stderr?: Buffer; code?: string };
  if (signal) return `a process that loads it ends with ${signal}`;
  const said = `${code ?? ''} ${stderr?.toString() ?? ''}`;
  return said.includes('ERR_DLOPEN_FAILED')
    ? 'its library cannot be loaded'
    : 'its first operation fails';
}

/** Node 23 dropped two functions of node:util that it still calls; without them nearly every operation throws. */
function addWhatNodeDropped(): void {
  const util = createRequire(import.meta.url)('node:util') as Record<string, unknown>;
  util.isNullOrUndefined ??= (value: unknown) => value === null || value === undefined;
  util.isArray ??= Array.isArray;
}
