// npm run bench -- lens: the same question to TransformerLens and to us, side by side: which positions and layers of
// a model of GPT-2's size matter to what. Ours is the product's own command line; theirs is transformerLens.py, with
// the Python that PYTHON names. Seconds are the processors': the machine may do other things too.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { InterpretReport } from '../../src/protocol/report.ts';
import { run } from '../attack/measure.ts';
import type { Figure } from './figure.ts';
import { type Solved, writeSolved, writeWork } from './lensWork.ts';

const pairs = 64;
/** Pairs on which the answers of both are held against each other. */
const few = 4;
/** With more, those that wait would count as time of the processors. */
const threads = 1;
/** TransformerLens runs one in so many interchanges; it has no common divisor with the numbers of spans and cuts. */
const every = 9;

const python = process.env.PYTHON ?? 'python3';
const absent = `${python} has no transformer_lens: make an environment with \
\`pip install transformer-lens==2.18.0 "pyarrow<21"\` and name its python in PYTHON`;

type Cost = { readonly seconds: number; readonly processor: number };
type Way = Cost & {
  /** By site of the responses: [few][K]. */
  readonly answers: Readonly<Record<string, readonly (readonly number[])[]>>;
};
export type Theirs = {
  readonly cache: Cost;
  /** Batches of all pairs: sites by donors, and mixed prompts. */
  readonly of: number;
  readonly done: number;
  readonly ways: Readonly<Record<'hooks' | 'tuned', Way>>;
};
type Ours = { readonly report: InterpretReport; readonly processor: number };

export async function* lensFigures(): AsyncGenerator<Figure> {
  const folder = mkdtempSync(join(tmpdir(), 'congruity-lens-'));
  try {
    const subject = writeSolved(folder, pairs);
    const { work, ours } = await writeWork(folder, subject, { pairs, few });
    const theirs = theirsOf(folder, subject.model, work);
    if (theirs === undefined) console.log(`${absent}\n`);
    else yield agreement(theirs, ours);
    const full = await oursOf(folder, subject, ['--pairs', String(pairs)]);
    const staged = await oursOf(folder, subject, []);
    if (theirs === undefined) return;
    console.log(told(theirs, full, staged));
    yield ratioFigure('as documented, all interchanges', total(theirs, 'hooks'), full);
    yield ratioFigure('tuned by hand, all interchanges', total(theirs, 'tuned'), full);
    yield ratioFigure('as documented, in stages', total(theirs, 'hooks'), staged, 30);
    yield ratioFigure('tuned by hand, in stages', total(theirs, 'tuned'), staged);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** undefined: there is no TransformerLens. */
function theirsOf(folder: string, model: string, work: string): Theirs | undefined {
  if (spawnSync(python, ['-c', 'import transformer_lens']).status !== 0) return undefined;
  const result = join(folder, 'theirs.json');
  const options = { every, few, threads };
  const { status } = spawnSync(
    python,
    [
      ...['test/bench/transformerLens.py', model, work, result],
      ...Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]),
    ],
    { stdio: 'inherit', env: { ...process.env, HF_HUB_OFFLINE: '1' } },
  );
  if (status !== 0) throw new Error(`transformerLens.py ended with ${status}`);
  return JSON.parse(readFileSync(result, 'utf8'));
}

/** A run of the command line with an empty cache. */
async function oursOf(
  folder: string,
  { model, task }: Solved,
  options: readonly string[],
): Promise<Ours> {
  const target = join(folder, 'report.json');
  const args = [
    ...['interpret', model, '--task', task, ...options],
    ...['--threads', String(threads), `--json=${target}`, '--quiet'],
  ];
  const cache = mkdtempSync(join(folder, 'cache-'));
  const place = { dist: join(process.cwd(), 'dist'), folder, cache, patienceMs: 3600 * 1000 };
  const { ms, code, stderr } = await run({ args }, place);
  if (code !== 0) throw new Error(`congruity ended with ${code}: ${stderr}`);
  return { report: JSON.parse(readFileSync(target, 'utf8')), processor: ms / 1000 };
}

/** What was not run of the interchanges is as dear as what was. */
export function total({ cache, of, done, ways }: Theirs, way: keyof Theirs['ways']): number {
  return cache.processor + (ways[way].processor * of) / done;
}

export function agreement({ ways }: Theirs, ours: Float32Array): Figure {
  let most = 0;
  const sites = new Set<string>();
  for (const { answers } of Object.values(ways)) {
    for (const [site, rows] of Object.entries(answers)) {
      sites.add(site);
      const at = Number(site) * few * rows[0].length;
      for (const [k, p] of rows.flat().entries()) most = Math.max(most, Math.abs(p - ours[at + k]));
    }
  }
  return {
    what: `TransformerLens and we agree at ${sites.size} sites of ${few} pairs, probabilities`,
    bar: '<= 1e-4',
    found: most.toExponential(1),
    met: most <= 1e-4,
  };
}

function told(theirs: Theirs, full: Ours, staged: Ours): string {
  const ways = (['hooks', 'tuned'] as const).map((way) => {
    const { processor, seconds } = theirs.ways[way];
    return `TransformerLens, ${way}: ${total(theirs, way).toFixed(0)} s of the processors for ${theirs.of} batches of \
${pairs} (sites by donors, mixed prompts), by ${theirs.done}, which took ${processor.toFixed(0)} s (${seconds.toFixed(0)} s by the clock)`;
  });
  const own = [full, staged].map(({ report, processor }, i) => {
    const { provenance, timings, task } = report;
    return `congruity, ${i === 0 ? 'all' : 'in stages'}: ${processor.toFixed(0)} s of the processors \
(${timings.seconds.toFixed(0)} s by the clock), ${provenance.interchanges} interchanges, ${task.pairs} pairs`;
  });
  return [...ways, ...own, ''].join('\n');
}

/** Without a bar: for the record. */
function ratioFigure(how: string, theirs: number, { processor }: Ours, bar = 0): Figure {
  const ratio = theirs / processor;
  return {
    what: `against TransformerLens ${how}, processor time`,
    bar: bar === 0 ? '' : `>= ${bar} x`,
    found: `${ratio.toFixed(1)} x`,
    met: ratio >= bar,
  };
}
