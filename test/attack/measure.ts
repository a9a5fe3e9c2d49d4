// Runs a command and watches it: how it ended, how long it took, and how much memory its processes took
// together. Times and memory mean something only beside the yardsticks of the same run.
import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from './attack.ts';

export type Ended = {
  readonly code: number | null;
  readonly signal: string | null;
  /** It was killed, because it did not end. */
  readonly hung: boolean;
  readonly stdout: string;
  readonly stderr: string;
  readonly ms: number;
  /** Peak of each process, summed; 0 where the system does not tell. */
  readonly megabytes: number;
  /** Processes that were left when it had ended. */
  readonly left: number;
};

export type Place = {
  /** Where the built product is. */
  readonly dist: string;
  readonly folder: string;
  /** Bundle of the runner itself, which plays the editor for `reader`. */
  readonly runner?: string;
  /** After so long it hangs. */
  readonly patienceMs: number;
  readonly cache?: string;
};

const LOOK_EVERY_MS = 15;
const KEPT_LETTERS = 2 ** 21;

export async function run(command: Command, place: Place): Promise<Ended> {
  const { dist, folder, runner = '', patienceMs, cache = join(folder, 'cache') } = place;
  const own = command.reader ? [runner, 'read-python', dist] : [join(dist, 'cli.mjs')];
  const target = command.stdout === undefined ? undefined : openSync(command.stdout, 'w');
  const started = performance.now();
  const child = spawn(process.execPath, [...own, ...command.args], {
    cwd: folder,
    env: { ...process.env, CONGRUITY_CACHE: cache, NO_COLOR: '1' },
    stdio: ['ignore', target ?? 'pipe', 'pipe'],
  });
  const stdout = kept(child.stdout);
  const stderr = kept(child.stderr);
  const peaks = new Map<number, number>();
  const look = setInterval(() => lookAt(child.pid!, peaks), LOOK_EVERY_MS);
  let hung = false;
  const patience = setTimeout(() => {
    hung = true;
    for (const pid of [child.pid!, ...peaks.keys()]) kill(pid);
  }, patienceMs);
  const [code, signal] = await new Promise<[number | null, string | null]>((resolve) => {
    child.on('exit', (...how) => resolve(how));
  });
  const ms = performance.now() - started;
  clearTimeout(patience);
  clearInterval(look);
  if (target !== undefined) closeSync(target);
  const left = await leftOf([...peaks.keys()]);
  for (const pid of left) kill(pid);
  const megabytes = [...peaks.values()].reduce((sum, one) => sum + one, 0);
  const ended = { code, signal, hung, ms, megabytes, left: left.length };
  return { ...ended, stdout: stdout(), stderr: stderr() };
}

function kept(stream: NodeJS.ReadableStream | null): () => string {
  let text = '';
  stream?.setEncoding('utf8').on('data', (more: string) => {
    if (text.length < KEPT_LETTERS) text += more;
  });
  return () => text;
}

/** Notes the peak of a process and of all below it. */
function lookAt(pid: number, peaks: Map<number, number>): void {
  try {
    const peak = /^VmHWM:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    peaks.set(pid, Math.max(peaks.get(pid) ?? 0, Number(peak ?? 0) / 1024));
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8');
    for (const child of children.split(' ').filter(Boolean)) lookAt(Number(child), peaks);
  } catch {
    // it has ended meanwhile
  }
}

const GRACE_MS = 3000; // for a child to notice that its parent is gone

/** Those that are still there after a while. */
async function leftOf(pids: readonly number[]): Promise<readonly number[]> {
  const until = performance.now() + GRACE_MS;
  for (;;) {
    const left = pids.filter(lives);
    if (left.length === 0 || performance.now() > until) return left;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** One that has ended and was not waited for is no longer there. */
function lives(pid: number): boolean {
  try {
    return !/^State:\s*Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

export function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // it has ended meanwhile
  }
}

const REFERENCE_MS = 60; // of the loop below, on two quiet cores of the machine that "2 s" was said for

/** How much slower this machine is now than the one that "2 s" was said for; never below 1. */
export function slowness(): number {
  const started = performance.now();
  let x = 1;
  for (let i = 0; i < 2e7; i++) x = (Math.imul(x, 1664525) + 1013904223) | 0;
  const ms = performance.now() - started + (x === 0 ? 1 : 0);
  return Math.max(1, ms / REFERENCE_MS);
}
