// Every two models of the ground truth in looks against all pairs at once. No verdict may change but to or from
// `inconclusive`, and as many must be decided.
import { settingsOf } from '../../src/engine/analysis/settings.ts';
import type { KeptDraws } from '../../src/engine/congruity/drawnProfiles.ts';
import { type Known, knownOf } from '../../src/engine/congruity/known.ts';
import type { Verdict } from '../../src/engine/congruity/verdict.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import { algorithmOf } from './expected.ts';
import type { Line } from './judge.ts';
import { type Judged, judged, type Options, replayer, type Stop, twinPairs } from './replay.ts';
import { onFirst, type Stored } from './stored.ts';
import type { StoredTask } from './task.ts';

/** Two models, with all pairs at once and in looks. */
export type Both = {
  readonly a: string;
  readonly b: string;
  readonly full: Judged;
  readonly stop: Stop;
  /** Interchanges of all pairs at once, those of shares left out. */
  readonly work: number;
};

export async function looksOf(
  { models, pairs, seed }: StoredTask,
  resamples: number,
  told: (both: Both) => void = () => undefined, // after every two models
): Promise<Both[]> {
  const options = optionsWith(seed, resamples);
  const order = [...Array(pairs).keys()];
  const full = atOnce(pairs, options);
  const inLooks = replayer(order, options);
  const out: Both[] = [];
  for (const [i, a] of models.entries()) {
    for (const b of models.slice(i + 1)) {
      const both = {
        ...{ a: a.name, b: b.name, full: await full(a, b), stop: await inLooks(a, b) },
        work: wholeWork(a) + wholeWork(b),
      };
      out.push(both);
      told(both);
    }
  }
  return out;
}

export function optionsWith(seed: number, resamples: number): Options {
  const { margin, fullMargin, level } = settingsOf({});
  return { margin, fullMargin, level, resamples, seed };
}

/** Interchanges of a model's whole run, shares left out. */
export function wholeWork({ sweep: { responses } }: Stored): number {
  return responses.plan.sites.length * responses.pairs;
}

/** Compares models on all stored pairs at all sites. */
export function atOnce(pairs: number, options: Options) {
  const whole = { ...options, differentPairs: pairs, examples: 0 };
  const kept: KeptDraws = new WeakMap();
  const known = new Map<Stored, Known>();
  const knownAlone = async (model: Stored) => {
    const { name, sweep, twin } = model;
    const found =
      known.get(model) ??
      (await knownOf(
        quietJob,
        { name, responses: sweep.responses, twin: onFirst(twin, twinPairs).responses },
        whole,
      ));
    known.set(model, found);
    return found;
  };
  return async (a: Stored, b: Stored) => {
    return judged([await knownAlone(a), await knownAlone(b)], whole, kept);
  };
}

export type Kind = 'same' | 'different' | undefined;

/** Is it known whether two models work alike? */
export function kindOf(a: string, b: string): Kind {
  if ([a, b].some((name) => name.startsWith('natural'))) return undefined;
  return algorithmOf(a) === algorithmOf(b) ? 'same' : 'different';
}

const saysSame: readonly Verdict[] = ['same interpretation', 'indistinguishable'];

/** Is a verdict false of two models of which it is known whether they work alike? */
export function isWrong(kind: Kind, verdict: Verdict): boolean {
  if (kind === undefined) return false;
  return kind === 'same' ? verdict === 'different' : saysSame.includes(verdict);
}

/** What must hold of a task's pairs of models. */
export function looksLines(all: readonly Both[]): Line[] {
  const of = (kind: Kind) => all.filter(({ a, b }) => kindOf(a, b) === kind);
  const evidence = ({ full }: Both) => full.evidence.filter((one) => one === 'seen').length;
  const same = of('same').filter((both) => evidence(both) === 2);
  const different = of('different').filter((both) => evidence(both) > 0);
  const changed = all.filter(({ full, stop }) => isChange(full.verdict, stop.found.verdict));
  const wrong = all.filter(({ a, b, stop }) => isWrong(kindOf(a, b), stop.found.verdict));
  const share = work(all, ({ stop }) => stop.work) / work(all, (both) => both.work);
  return [
    { ...{ what: 'verdicts changed', found: `${changed.length}` }, met: changed.length === 0 },
    { ...{ what: 'wrong verdicts', found: `${wrong.length}` }, met: wrong.length === 0 },
    told('same-algorithm pairs with evidence', same, 0.85, saysSame),
    told('different pairs with evidence', different, 0.95, ['different']),
    { what: 'verdicts at once > in looks', found: moves(all), met: true },
    { what: 'pairs at the end', found: tally(all.map(({ stop }) => `${stop.pairs}`)), met: true },
    { what: 'interchanges', found: `${(100 * share).toFixed(0)} %`, met: true },
  ];
}

/** From one thing said to another. */
function isChange(from: Verdict, to: Verdict): boolean {
  return from !== to && from !== 'inconclusive' && to !== 'inconclusive';
}

function told(
  what: string,
  pairs: readonly Both[],
  wanted: number,
  right: readonly Verdict[],
): Line {
  const share = (of: (both: Both) => Judged) => {
    return pairs.filter((both) => right.includes(of(both).verdict)).length / pairs.length;
  };
  const [before, after] = [share(({ full }) => full), share(({ stop }) => stop.found)];
  const found = [before, after].map((x) => `${(100 * x).toFixed(1)} %`).join(' > ');
  return { what: `decided of ${pairs.length} ${what}`, found, met: after >= wanted };
}

function moves(all: readonly Both[]): string {
  return tally(all.map(({ full, stop }) => `${full.verdict} > ${stop.found.verdict}`));
}

/** How often each is there, the most frequent first. */
export function tally(items: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(item, (counts.get(item) ?? 0) + 1);
  const sorted = [...counts].sort((x, y) => y[1] - x[1]);
  return sorted.map(([item, n]) => `${n} ${item}`).join(', ');
}

function work(all: readonly Both[], of: (both: Both) => number): number {
  return all.reduce((sum, both) => sum + of(both), 0);
}
