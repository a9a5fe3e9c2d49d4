// Is a planted change found at the right step? Runs that test/truth/trajectory.py trained: models that are taught another
// algorithm, told against how often an interchange answers as either of them would (run.json, measured by the trainer's own
// code); and runs that nobody forced, of which no step is right or wrong.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { trajectory } from '../../src/engine/analysis/trajectory.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import type { Ports } from '../../src/engine/core/ports.ts';
import type { TrajectoryReport } from '../../src/protocol/report.ts';
import { score } from '../../src/protocol/reportWords.ts';
import { sectionOf } from '../../src/protocol/sections.ts';
import type { TrajectoryRun } from '../../src/protocol/trajectory.ts';
import type { Line } from './judge.ts';

type Row = { readonly step: number; readonly taught: string | null } & Readonly<
  Record<string, unknown>
>;
type Planted = {
  readonly folder: string;
  readonly from: string;
  readonly to: string;
  readonly rows: readonly Row[];
};

const options = { memory: 2000, resamples: 200, threads: 1 };
/** Of the task's 256: those runs have many checkpoints. */
const naturalPairs = 64;
/** Of interchanges that answer as the new algorithm would, where it counts as learned. */
const learned = 0.95;
/** Checkpoints of a run that are at most so far from the right one, of those 40 steps apart. */
const near = 1;

/** The lines that are judged, and the page of what was found. */
export async function trajectoryLines(
  ports: Ports,
  task: string,
  out: string,
): Promise<{ readonly lines: readonly Line[]; readonly page: string }> {
  const folders = readdirSync(out).map((name) => join(out, name));
  const trained = folders.filter((folder) => existsSync(join(folder, 'run.json')));
  const planted = trained.filter((folder) => basename(folder).startsWith('planted')).map(plantedIn);
  const natural = trained.filter((folder) => /^natural-.*a$/.test(basename(folder)));
  const told = (runs: readonly string[], pairs?: number) =>
    trajectory(quietJob, ports, { ...options, pairs, runs, task });
  const atOnce: Found[] = [];
  const byStep: Found[] = [];
  for (const run of planted) {
    byStep.push(foundIn(run, await told([run.folder]), crossing(run)));
    const kept = run.rows.filter((row) => row.taught === run.from || ofNew(run, row) >= learned);
    const paths = kept.map(({ step }) => join(run.folder, `checkpoint-${step}`));
    const right = kept.find((row) => row.taught === run.to)?.step;
    atOnce.push(foundIn(run, await told(paths), right));
    console.log(`  ${basename(run.folder)}`);
  }
  const free: string[] = [];
  for (const folder of natural) free.push(naturalRow(folder, await told([folder], naturalPairs)));
  return { lines: linesOf(atOnce, byStep), page: pageOf(atOnce, byStep, free) };
}

function plantedIn(folder: string): Planted {
  const rows: readonly Row[] = JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8'));
  return { folder, from: String(rows[0].taught), to: String(rows.at(-1)!.taught), rows };
}

const ofNew = ({ to }: Planted, row: Row) => Number(row[to]);

/** The first step whose interchanges answer more often as the new algorithm would than as the old one. */
function crossing(run: Planted): number | undefined {
  return run.rows.find((row) => ofNew(run, row) > Number(row[run.from]))?.step;
}

type Found = {
  readonly name: string;
  readonly right: number | undefined;
  readonly at: number | undefined;
  readonly low: number | undefined;
  readonly high: number | undefined;
  readonly settled: number | undefined;
  /** The first that was taught the new algorithm. */
  readonly taught: number | undefined;
  /** Is the right one in the interval? */
  readonly isHeld: boolean;
  /** Between the right one and the one that was found. */
  readonly off: number;
};

function foundIn(
  { folder, rows, to }: Planted,
  report: TrajectoryReport,
  right: number | undefined,
): Found {
  const run = sectionOf(report, 'trajectory')!.runs[0];
  const stepOf = (k: number | null | undefined) =>
    k === null || k === undefined ? undefined : run.steps[k].step!;
  const at = run.change?.at;
  const wanted = run.steps.findIndex(({ step }) => step === right);
  return {
    name: basename(folder).replace('planted-', ''),
    right,
    at: stepOf(at),
    low: stepOf(run.change?.low),
    high: stepOf(run.change?.high),
    settled: stepOf(run.settled),
    taught: rows.find((row) => row.taught === to)?.step,
    isHeld: !!run.change && run.change.low <= wanted && wanted <= run.change.high,
    off: at === undefined || wanted < 0 ? Number.POSITIVE_INFINITY : Math.abs(at - wanted),
  };
}

function linesOf(atOnce: readonly Found[], byStep: readonly Found[]): Line[] {
  const count = (of: readonly Found[], off: number) => of.filter((one) => one.off <= off).length;
  const exact = count(atOnce, 0);
  const close = count(byStep, near);
  const begun = byStep.filter(({ low, taught }) => low === taught).length;
  const held = byStep.filter(({ isHeld }) => isHeld).length;
  return [
    {
      what: 'at once: changes found at the planted step',
      found: `${exact} of ${atOnce.length}`,
      met: exact >= 0.9 * atOnce.length,
    },
    {
      what: 'step by step: within a checkpoint of where the new algorithm overtakes',
      found: `${close} of ${byStep.length}, ${count(byStep, 0)} exactly, at most ${Math.max(...byStep.map(({ off }) => off))} off`,
      met: byStep.every(({ off }) => Number.isFinite(off)), // no bar: for a while such a model does neither
    },
    {
      what: 'step by step: the interval begins where the new algorithm is taught',
      found: `${begun} of ${byStep.length}`,
      met: begun >= 0.9 * byStep.length,
    },
    {
      what: 'step by step: where it overtakes lies in the interval',
      found: `${held} of ${byStep.length}`,
      met: held >= 0.9 * byStep.length,
    },
  ];
}

function naturalRow(folder: string, report: TrajectoryReport): string {
  const run: TrajectoryRun = sectionOf(report, 'trajectory')!.runs[0];
  const label = (k: number | null | undefined) =>
    k === null || k === undefined ? '–' : String(run.steps[k].step);
  const last = run.steps.findLast(({ solves }) => solves);
  const [best] = (last && report.models[last.model].profile) || [];
  const solving = run.steps.filter(({ solves }) => solves).length;
  const count = (verdict: string) =>
    run.steps.filter(({ toLast }) => toLast?.verdict === verdict).length;
  const change = run.change
    ? `${label(run.change.at)} [${label(run.change.low)}, ${label(run.change.high)}]`
    : '–';
  const held = best
    ? `{${best.set.map((member) => (typeof member === 'string' ? member : JSON.stringify(member))).join(',')}} ${score(best.value)}`
    : '–';
  return `| ${basename(folder)} | ${run.steps.length} | ${solving} | ${label(run.steps.findIndex(({ solves }) => solves))} | ${count('different')}, ${count('inconclusive')} | ${label(run.settled)} | ${change} | ${held} |`;
}

function pageOf(
  atOnce: readonly Found[],
  byStep: readonly Found[],
  natural: readonly string[],
): string {
  const row = ({ name, right, at, low, high, settled }: Found) =>
    `| ${name} | ${right ?? '–'} | ${at ?? '–'} | ${low ?? '–'} to ${high ?? '–'} | ${settled ?? '–'} |`;
  const table = (second: string, rows: readonly Found[]) =>
    [
      `| run | ${second} | found | interval | settles |`,
      '| --- | --- | --- | --- | --- |',
      ...rows.map(row),
    ].join('\n');
  const lines = linesOf(atOnce, byStep).map(({ what, found }) => `- ${what}: **${found}**`);
  return `# Through training: is a change found where it is?

Written by \`npm run truth -- trajectory FOLDER --update\` on runs that \`python test/truth/trajectory.py FOLDER\` trained. Tiny GPT-2 and Llama
models of modsum, (a + b + c) mod 6, of the ground truth: they hold a + b, or b + c, or a + c, and are then taught another of these by
interchange intervention training. A run's name says from which model to which sum. 256 pairs, ${options.resamples} resamples.

${lines.join('\n')}

## At once

Checkpoints of the old algorithm, then those that have learned the new one (${learned} of the interchanges answer as it would). *Planted*: the
first of these.

${table('planted', atOnce)}

## Step by step

All checkpoints, 40 steps apart. *Overtaken*: the first at which interchanges answer more often as the new algorithm would than as the old
one, as the trainer's own code counts. Between them such a model holds neither sum for a while, and no step of that while is the right
one: the interval reaches over it, from the first checkpoint that is not like the first any more to the first that is like the last.

${table('overtaken', byStep)}

## Trained on the task alone

Nothing is forced, so nothing is right or wrong: 40 checkpoints, 20 steps apart, on ${naturalPairs} pairs. *Beside the last*: how many
checkpoints are surely different from it, and how many undecided; such a model holds no sum purely, and settles where no interchange tells its checkpoints from the last.

| run | checkpoints | solve the task | the first | beside the last: different, undecided | settles | changes | the last holds most purely |
| --- | --- | --- | --- | --- | --- | --- | --- |
${natural.join('\n')}
`;
}
