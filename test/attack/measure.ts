// Runs a command and watches it: how it ended, how long its processes computed, and how much memory they
// took together. Both mean something only beside the yardsticks of the same run. Time is the processors':
// that of the clock says more of what else the machine does; who waits without computing hangs.
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
  /** Of the processors; of the clock where the system does not tell. */
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
  /** After so long by the clock it hangs. */
  readonly patienceMs: number;
  /** After so long of computing, too; undefined: never. */
  readonly mostMs?: number;
  readonly cache?: string;
};

type Seen = { megabytes: number; ms: number };

const LOOK_EVERY_MS = 15;
const TICK_MS = 10; // of Linux's accounts
const KEPT_LETTERS = 2 ** 21;

export async function run(command: Command, place: Place): Promise<Ended> {
  const { dist, folder, runner = '', patienceMs, mostMs = Infinity } = place;
  const { cache = join(folder, 'cache') } = place;
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
  const seen = new Map<number, Seen>();
  const sum = (of: keyof Seen) => [...seen.values()].reduce((all, one) => all + one[of], 0);
  let hung = false;
  const giveUp = () => {
    hung = true;
    for (const pid of [child.pid!, ...seen.keys()]) kill(pid);
  };
  const look = setInterval(() => {
    lookAt(child.pid!, seen);
    if (sum('ms') > mostMs) giveUp();
  }, LOOK_EVERY_MS);
  const patience = setTimeout(giveUp, patienceMs);
  const [code, signal] = await new Promise<[number | null, string | null]>((resolve) => {
    child.on('exit', (...how) => resolve(how));
  });
  const clock = performance.now() - started;
  clearTimeout(patience);
  clearInterval(look);
  if (target !== undefined) closeSync(target);
  const left = await leftOf([...seen.keys()]);
  for (const pid of left) kill(pid);
  const [megabytes, ms] = [sum('megabytes'), sum('ms') || clock];
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

/** Notes what a process and all below it took. */
function lookAt(pid: number, seen: Map<number, Seen>): void {
  try {
    const peak = /^VmHWM:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    // After the name, which may hold anything: the 12th and 13th are the ticks it computed.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)!.split(' ');
    const ms = TICK_MS * (Number(fields[11]) + Number(fields[12]));
    const megabytes = Math.max(seen.get(pid)?.megabytes ?? 0, Number(peak ?? 0) / 1024);
    seen.set(pid, { megabytes, ms });
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8');
    for (const child of children.split(' ').filter(Boolean)) lookAt(Number(child), seen);
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

const REFERENCE_MS = 22; // of the loop below, on the machine that "2 s" was said for

/** How much slower this machine is now than the one that "2 s" was said for, never below 1: its
 * processors, and its clock, which also counts what else it does. */
export function slowness(): { readonly processor: number; readonly clock: number } {
  const began = performance.now();
  const started = process.cpuUsage();
  let x = 1;
  for (let i = 0; i < 2e7; i++) x = (Math.imul(x, 1664525) + 1013904223) | 0;
  const { user, system } = process.cpuUsage(started);
  const [processor, clock] = [(user + system + (x & 1)) / 1000, performance.now() - began];
  return {
    processor: Math.max(1, processor / REFERENCE_MS),
    clock: Math.max(1, clock / REFERENCE_MS),
  };
}
