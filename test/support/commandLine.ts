// The built command line as its users run it: a process in a folder of its own, by itself or in a shell.
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { builtProduct } from './built.ts';

export type Ended = {
  readonly code: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
};
export type Env = Readonly<Record<string, string>>;

const sample = join(import.meta.dirname, '../../media/sample/modsum');
export const [ab, sameAsAb, bc] = ['ab-gpt2', 'ab-llama', 'bc-llama'].map((name) =>
  join(sample, name),
);
export const task = join(sample, 'task.json');

export interface CommandLine {
  /** Where it runs: empty at first, afresh for every test. */
  readonly folder: string;
  /** `onProgress` is called once, at the first thing the run says. */
  congruity(args: readonly string[], env?: Env, onProgress?: (pid: number) => void): Promise<Ended>;
  /** A script of bash, where `$C` is the command line and `$N` Node. */
  inShell(script: string, env?: Env): Promise<Ended>;
  /** What lies in the folder, the cache aside. */
  written(): readonly string[];
}

/** The tests of a file share a cache: one that looks at it has its own, by CONGRUITY_CACHE. */
export function commandLine(): CommandLine {
  let built: string;
  let cache: string;
  let folder: string;
  beforeAll(async () => {
    built = await builtProduct();
    cache = mkdtempSync(join(tmpdir(), 'congruity-cache-'));
  });
  afterAll(() => rmSync(cache, { recursive: true }));
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'congruity-cli-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const cli = () => join(built, 'cli.mjs');
  const start = (
    command: string,
    args: readonly string[],
    env: Env,
    begun?: (pid: number) => void,
  ) => {
    const child = spawn(command, args, {
      cwd: folder,
      env: { ...process.env, CONGRUITY_CACHE: cache, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const said = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].setEncoding('utf8').on('data', (text: string) => {
        said[name] += text;
      });
    }
    if (begun) child.stderr.once('data', () => begun(child.pid!));
    return new Promise<Ended>((resolve) => {
      child.on('close', (code, signal) => resolve({ code, signal, ...said }));
    });
  };
  return {
    get folder() {
      return folder;
    },
    congruity: (args, env = {}, onProgress) =>
      start(process.execPath, [cli(), ...args], env, onProgress),
    inShell: (script, env = {}) =>
      start(
        'bash',
        ['-c', `N=${process.execPath} C="${process.execPath} ${cli()}"\n${script}`],
        env,
      ),
    written: () => readdirSync(folder).filter((name) => name !== 'cache'),
  };
}
