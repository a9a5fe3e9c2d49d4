// Runs of the real compute process that are killed, or whose checkpoint is rewritten under them. All that
// is found in the cache afterwards, and all that was said, must be what an undisturbed run makes.
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Engine, startEngine } from '../../src/client/engineClient.ts';
import type { InterpretReport } from '../../src/protocol/report.ts';
import { CallError } from '../../src/protocol/rpc.ts';
import { type Content, contentOf, type Way, ways } from './rewriting.ts';
import { sample } from './samples.ts';

/** Entries of a cache folder by file name. */
type Entries = ReadonlyMap<string, Buffer>;

export type Bench = {
  /** The built worker. */
  readonly worker: string;
  readonly before: Content;
  readonly after: Content;
  /** What undisturbed runs on the two contents keep and say. */
  readonly entries: Entries;
  readonly said: ReadonlySet<string>;
};

/** What disturbs a run: given the model's folder and the engine, told of each progress message. */
export type Disturbance = (folder: string, engine: Engine) => { onProgress?: () => void };

export async function makeBench(worker: string): Promise<Bench> {
  const before = contentOf(sample('ab-llama'));
  const after = contentOf(sample('bc-llama'));
  const entries = new Map<string, Buffer>();
  const said = new Set<string>();
  for (const model of ['ab-llama', 'bc-llama'] as const) {
    await inFolder(async (folder, cache) => {
      cpSync(sample(model), folder, { recursive: true });
      const run = await disturbed(worker, folder, cache, () => ({}));
      said.add(run);
      for (const [name, bytes] of entriesOf(cache)) entries.set(name, bytes);
    });
  }
  return { worker, before, after, entries, said };
}

/** How such a run ended: "done" or the code of its error. Throws where something wrong was said or kept. */
export async function attack(bench: Bench, disturbance: Disturbance): Promise<string> {
  return inFolder(async (folder, cache) => {
    cpSync(sample('ab-llama'), folder, { recursive: true });
    const said = await disturbed(bench.worker, folder, cache, disturbance);
    const isReport = said.startsWith('{');
    if (isReport && !bench.said.has(said)) throw new Error('a report of no content');
    for (const [name, bytes] of entriesOf(cache)) {
      if (!bench.entries.get(name)?.equals(bytes))
        throw new Error(`${name}: wrong or half an entry`);
    }
    return isReport ? 'done' : said;
  });
}

export const kill = (engine: Engine) => void engine.stop(); // SIGKILL

export function rewrite(folder: string, { before, after }: Bench, way: Way): void {
  for (const [name, bytes] of after) {
    if (!before.get(name) || Buffer.compare(before.get(name)!, bytes) !== 0) {
      ways[way](join(folder, name), bytes);
    }
  }
}

/** The canonical report without its times, or the code of the error. */
async function disturbed(
  worker: string,
  folder: string,
  cache: string,
  disturbance: Disturbance,
): Promise<string> {
  const engine = startEngine({ worker, settings: { cache } });
  const request = { a: folder, task: sample('task.json'), pairs: 64, threads: 1 };
  try {
    const report: InterpretReport = await engine.call(
      'interpret',
      request,
      disturbance(folder, engine),
    );
    return JSON.stringify({ ...report, timings: null });
  } catch (error) {
    if (error instanceof CallError) return error.code;
    throw error;
  } finally {
    await engine.stop();
  }
}

function entriesOf(cache: string): Entries {
  const names = readdirSync(cache, { withFileTypes: true }).filter((entry) => entry.isFile());
  return new Map(
    names
      .filter(({ name }) => name.endsWith('.entry'))
      .map(({ name }) => [name, readFileSync(join(cache, name))]),
  );
}

async function inFolder<T>(use: (folder: string, cache: string) => Promise<T>): Promise<T> {
  const root = mkdtempSync(join(tmpdir(), 'congruity-attack-'));
  try {
    const cache = join(root, 'cache');
    mkdirSync(cache);
    return await use(join(root, 'model'), cache);
  } finally {
    rmSync(root, { recursive: true });
  }
}
