// What was measured, as the sections of a report: a maker a kind.
import type { LookReport } from '../../protocol/report.ts';
import type { ExampleReport, Section, TrustReport } from '../../protocol/sections.ts';
import type { Comparison } from '../congruity/compare.ts';
import type { Example } from '../congruity/examples.ts';
import { placesOf } from '../forward/plan.ts';
import type { Responses, Sweep } from '../forward/responses.ts';
import type { Readings } from '../signature/signature.ts';
import type { Task } from '../task/task.ts';
import { flowReport, outlineReport, type SomeShares } from './flow.ts';
import { cutsOf } from './measure.ts';
import type { Candidate } from './modelRun.ts';
import type { Prepared } from './prepare.ts';

export function flowSection(models: readonly Readings[], task: Task): Section {
  return { kind: 'flow', models: models.map((readings) => flowReport(readings, task)) };
}

/** Of models that were looked at: the cuts that any step measured. */
export function outlineSection(
  steps: readonly LookReport[],
  candidates: readonly Candidate[],
  task: Task,
  shares?: readonly SomeShares[],
): Section {
  const models = candidates.map((candidate, m) => {
    const measured = new Set(steps.flatMap(({ cuts }) => cuts[m]));
    return outlineReport(cutsOf(candidate), measured, task, shares?.[m]);
  });
  return { kind: 'flow', models };
}

/** `isWhole`: every cut of both models was measured. */
export function distancesSection(
  { intervals: { full }, merge }: Comparison,
  isWhole: boolean,
): Section {
  return { kind: 'distances', full: isWhole ? full : null, merge: merge ?? null };
}

/** `cuts`: how many each network has, measured or not. */
export function mismatchSection(
  { distances, matches, sides }: Comparison,
  cuts: readonly number[],
): Section {
  const [ofA, ofB] = sides.map(({ readings }) => readings.stats.responses.plan.at);
  const between = (l: number, m: number) => {
    const [row, column] = [ofA.indexOf(l), ofB.indexOf(m)];
    return row < 0 || column < 0 ? null : distances.cutMismatch[row * ofB.length + column];
  };
  const all = (count: number) => [...Array(count).keys()];
  return {
    kind: 'mismatch',
    cuts: all(cuts[0]).map((l) => all(cuts[1]).map((m) => between(l, m))),
    matches: matches.map(({ a, b, mismatch }) => ({ a: ofA[a], b: ofB[b], mismatch })),
  };
}

export function controlsSection({ controls }: Pick<Comparison, 'controls'>): Section {
  const rows = controls.map(({ kind, of, name, value, wanted, bound, passed }) => {
    return { kind, of, name, value, wanted, bound, passed };
  });
  return { kind: 'controls', rows };
}

type Swept = { readonly name: string; readonly sweep: Sweep };

/** The self-checks of the sweeps. */
export function trustSection(swept: readonly Swept[]): Section {
  return { kind: 'trust', rows: swept.flatMap(trustReports) };
}

function trustReports({ name, sweep }: Swept): TrustReport[] {
  const check = (what: string, worst: number): TrustReport => {
    return { name: what, model: name, worst, allowed: 1e-6, passed: worst <= 1e-6 };
  };
  return [check('no-op interchange', sweep.noOp), check('whole-cut interchange', sweep.wholeCut)];
}

export function examplesSection(
  examples: readonly Example[],
  prepared: Pick<Prepared, 'task' | 'candidates'>,
  swept: readonly Swept[],
): Section {
  const rows = examples.map((example) => exampleReport(example, prepared, swept));
  return { kind: 'examples', rows };
}

function exampleReport(
  { pair, sites, difference }: Example,
  { task, candidates }: Pick<Prepared, 'task' | 'candidates'>,
  swept: readonly Swept[],
): ExampleReport {
  const { tokens } = candidates[0];
  const right = [...new Set(tokens.right[pair].map((k) => task.classes[task.outcomes[k]]))];
  const rowOf = (data: Float32Array, row: number, { outcomes: K }: Responses) =>
    Array.from(data.subarray(row * K, (row + 1) * K));
  return {
    ...tokens.text(pair),
    answer: right.length > 0 ? right.join(' or ') : null,
    sites: sites.map((site, i) => {
      const { cut, span } = placesOf(swept[i].sweep.responses.plan)[site]!;
      return { cut, span: task.spans[span].id };
    }),
    difference,
    clean: swept.map(({ sweep: { responses } }) => rowOf(responses.clean, pair, responses)),
    responses: swept.map(({ sweep: { responses } }, i) =>
      rowOf(responses.site, sites[i] * responses.pairs + pair, responses),
    ),
  };
}
