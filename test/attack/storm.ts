// Many runs, each disturbed at a moment of its own: killed, or its checkpoint rewritten in place. What the
// cache holds afterwards must never make a report that a run without it does not make.
import { spawn } from 'node:child_process';
import {
  closeSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { random as randomOf } from '../../src/engine/core/random.ts';
import { good, goodTask, model } from './inputs.ts';
import { kill, type Place, run } from './measure.ts';

export type Storm = {
  readonly kind: string;
  readonly name: string;
  /** Returns what went wrong. */
  readonly run: (dist: string, folder: string) => Promise<readonly string[]>;
};

const TURNS = 50;
const PATIENCE_MS = 120_000;

export const storms: readonly Storm[] = [
  { kind: '1 the cache', name: `${TURNS} runs killed at any moment`, run: killed(TURNS) },
  {
    kind: '1 the cache',
    name: `${TURNS} checkpoints rewritten in place at any moment`,
    run: rewritten(TURNS),
  },
];

/** A comparison of the checkpoint in `folder` with one that is left alone. */
const compared = (folder: string, ...more: string[]) => [
  ...['compare', join(folder, 'model'), good('ab-llama'), '--task', goodTask()],
  ...['--pairs', '64', '--json', ...more],
];

/** The report, timings aside; a refusal as its exit code and what it says. */
async function reportOf(args: readonly string[], place: Place): Promise<string> {
  const { code, stdout, stderr } = await run({ args }, place);
  if (code === null || code > 2) return `exit code ${code}: ${stderr.trim()}`;
  return timeless(stdout);
}

function timeless(json: string): string {
  return JSON.stringify({ ...JSON.parse(json), timings: null });
}

const placeOf = (dist: string, folder: string, turn: number): Place => ({
  ...{ dist, folder, patienceMs: PATIENCE_MS },
  cache: join(folder, `cache-${turn}`),
});

/** Kills the command line, the compute process or both; then the same run must say what is true. */
export function killed(turns: number): Storm['run'] {
  return async (dist, folder) => {
    model(folder, 'ab-gpt2');
    const started = performance.now();
    const truth = await reportOf(compared(folder, '--no-cache'), placeOf(dist, folder, 0));
    const whole = performance.now() - started;
    const rng = randomOf('killed');
    const problems: string[] = [];
    for (let turn = 1; turn <= turns; turn++) {
      const place = placeOf(dist, folder, turn);
      await killedRun(compared(folder), place, rng.next() * whole, rng.below(3));
      const found = await reportOf(compared(folder), place);
      if (found !== truth) problems.push(`turn ${turn}: ${difference(found, truth)}`);
      rmSync(place.cache!, { recursive: true, force: true });
    }
    return problems;
  };
}

/** `whom`: 0 the command line, 1 the compute process, 2 both. */
async function killedRun(args: readonly string[], place: Place, atMs: number, whom: number) {
  const child = spawn(process.execPath, [join(place.dist, 'cli.mjs'), ...args], {
    cwd: place.folder,
    env: { ...process.env, CONGRUITY_CACHE: place.cache },
    stdio: 'ignore',
  });
  const ended = new Promise((resolve) => child.on('exit', resolve));
  await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, atMs))]);
  const compute = childrenOf(child.pid!);
  if (whom > 0) compute.forEach(kill);
  if (whom !== 1) kill(child.pid!);
  await ended;
  while (compute.some((pid) => childStands(pid))) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

function childrenOf(pid: number): readonly number[] {
  try {
    const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8');
    return text.split(' ').filter(Boolean).map(Number);
  } catch {
    return [];
  }
}

const childStands = (pid: number) => {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('worker.mjs');
  } catch {
    return false;
  }
};

/** Rewrites the weights in place while they are compared, with the same size, half of the time with the
 * same time stamps; the disturbed run must say one truth or that the file changed, and so must later ones. */
export function rewritten(turns: number): Storm['run'] {
  return async (dist, folder) => {
    const file = join(model(folder, 'ab-gpt2'), 'model.safetensors');
    const original = readFileSync(file);
    const other = disturbed(original);
    const uncached = () => reportOf(compared(folder, '--no-cache'), placeOf(dist, folder, 0));
    const started = performance.now();
    const truth = await uncached();
    const whole = performance.now() - started;
    writeFileSync(file, other);
    const otherTruth = await uncached();
    const rng = randomOf('rewritten');
    const problems: string[] = [];
    for (let turn = 1; turn <= turns; turn++) {
      const place = placeOf(dist, folder, turn);
      writeFileSync(file, original);
      const { atime, mtime } = statSync(file);
      const running = reportOf(compared(folder), place);
      await new Promise((resolve) => setTimeout(resolve, rng.next() * whole));
      overwrite(file, other);
      if (turn % 2 === 0) utimesSync(file, atime, mtime);
      const disturbedRun = await running;
      const honest =
        [truth, otherTruth].includes(disturbedRun) ||
        /exit code 6[56]: .*(?:changed|model\.safetensors)/s.test(disturbedRun);
      if (!honest) problems.push(`turn ${turn}, disturbed: ${difference(disturbedRun, truth)}`);
      for (const [bytes, right] of [
        [original, truth],
        [other, otherTruth],
      ] as const) {
        writeFileSync(file, bytes);
        const found = await reportOf(compared(folder), place);
        if (found !== right) problems.push(`turn ${turn}, after it: ${difference(found, right)}`);
      }
      rmSync(place.cache!, { recursive: true, force: true });
    }
    return problems;
  };
}

/** Without the moment of no bytes that a new file begins with. */
function overwrite(path: string, bytes: Buffer): void {
  const file = openSync(path, 'r+');
  writeSync(file, bytes);
  closeSync(file);
}

/** Another model in the same header: the second half of the values, turned round. */
function disturbed(bytes: Buffer): Buffer {
  const data = 8 + Number(bytes.readBigUInt64LE());
  const other = Buffer.from(bytes);
  const from = data + 4 * Math.floor((bytes.length - data) / 8);
  for (let at = from; at < bytes.length; at += 4) {
    other.writeFloatLE(-bytes.readFloatLE(bytes.length - 4 - (at - from)), at);
  }
  return other;
}

/** The first place where two texts part. */
function difference(found: string, wanted: string): string {
  let at = 0;
  while (at < found.length && found[at] === wanted[at]) at++;
  return `${found.slice(Math.max(0, at - 60), at + 200)} <- ${wanted.slice(at, at + 60)}`;
}
