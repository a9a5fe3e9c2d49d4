// What is seen of natural models, as the lines of a table: how far they are apart, and what is said of them.
import { settingsOf } from '../../src/engine/analysis/settings.ts';
import {
  byValue,
  type Edge,
  overModels,
  type Scored,
  separation,
  shareOf,
} from '../../src/engine/numeric/overModels.ts';
import { quantile, wilson } from '../../src/engine/numeric/statistics.ts';
import type { Compared, TaskRun } from '../truth/task.ts';
import { type Rule, rules } from './models.ts';

export type Row = { readonly what: string; readonly found: string };

type Found = Compared['found'];
type Pair = Edge & { readonly kind: string; readonly across: boolean; readonly found: Found };

const nesting = 'nesting, nesting';
const counting = 'equal count, equal count';
const apart = 'nesting, equal count';
/** With models that go on by neither rule nothing said is right or wrong. */
const others = ['nesting, neither', 'equal count, neither', 'neither, neither'];

const resampling = { resamples: 2000, seed: 'natural models' };

/** Of the profile distance, as settings have it. */
const margin = settingsOf({}).margin;

const measures: readonly (readonly [string, (found: Found) => number | undefined])[] = [
  ['profile distance', (found) => found.intervals.distance?.value],
  ['full distance', (found) => found.distances.full.value],
  ['merge distance', (found) => found.merge?.value],
];

/** Of models that were compared; `ruleOf` a model's name. */
export function judged({ models, pairs }: TaskRun, ruleOf: (name: string) => Rule): Row[] {
  const solved = models.filter((model) => model.solved);
  const known = solved.map(({ name }) => ruleOf(name));
  const place = new Map(solved.map(({ name }, i) => [name, i]));
  const all = pairs.map(({ a, b, found }): Pair => {
    const edge = { a: place.get(a)!, b: place.get(b)! };
    const kind = kindOf(known[edge.a], known[edge.b]);
    return { ...edge, kind, across: kind === apart, found };
  });
  const ofKind = (kind: string) => all.filter((pair) => pair.kind === kind);
  const labelled = [nesting, counting, apart].flatMap(ofKind);
  const failing = models.filter((model) => !model.solved).map(({ name }) => name);
  const controls = models.flatMap(({ known }) => known.controls);
  const failed = controls.filter(({ passed }) => !passed).length;
  return [
    { what: 'models below the gate', found: failing.join(', ') || 'none' },
    { what: 'least accuracy', found: Math.min(...models.map((m) => m.accuracy)).toFixed(3) },
    { what: `controls that fail, of ${controls.length}`, found: `${failed}` },
    ...[nesting, counting, apart].flatMap((kind) => distancesOf(kind, ofKind(kind))),
    ...[nesting, counting, apart, ...others].flatMap((kind) => verdictsOf(kind, ofKind(kind))),
    ...measures.map(([what, of]) => ({ what: `AUROC, ${what}`, found: area(known, labelled, of) })),
    ...mistakes(known, labelled),
  ];
}

function kindOf(a: Rule, b: Rule): string {
  return [a, b].sort((x, y) => rules.indexOf(x) - rules.indexOf(y)).join(', ');
}

function distancesOf(kind: string, pairs: readonly Pair[]): Row[] {
  const rows = measures.map(([what, of]) => {
    const values = pairs.flatMap(({ found }) => of(found) ?? []);
    return { what: `${kind}: ${what}`, found: spread(values) };
  });
  const [[, distance]] = measures;
  const beyond = pairs.filter(({ found }) => (distance(found) ?? 0) > margin).length;
  return [...rows, { what: `${kind}: profiles farther than ${margin}`, found: `${beyond}` }];
}

function verdictsOf(kind: string, pairs: readonly Pair[]): Row[] {
  const said = pairs.map(({ found: { verdict, reason } }) =>
    verdict === 'inconclusive' ? `inconclusive: ${reason}` : verdict,
  );
  return [{ what: `${kind}: ${pairs.length} verdicts`, found: tally(said) }];
}

/** Least, 5 %, median, 95 %, largest. */
export function spread(values: readonly number[]): string {
  if (values.length === 0) return 'none';
  const sorted = [...values].sort((x, y) => x - y);
  return [0, 0.05, 0.5, 0.95, 1].map((q) => quantile(sorted, q).toFixed(2)).join(' ');
}

function tally(words: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  const sorted = [...counts].sort(([, x], [, y]) => y - x);
  return sorted.map(([word, n]) => `${n} ${word}`).join('; ') || 'none';
}

function area(
  known: readonly Rule[],
  pairs: readonly Pair[],
  of: (found: Found) => number | undefined,
): string {
  const scored = pairs.flatMap(({ a, b, across, found }): Scored[] => {
    const value = of(found);
    return value === undefined ? [] : [{ a, b, across, value }];
  });
  const sorted = byValue(scored);
  const found = overModels(known, resampling, (weight) => separation(sorted, weight));
  if (!found) return 'none';
  return `${found.value.toFixed(3)} [${found.low.toFixed(3)}, ${found.high.toFixed(3)}]`;
}

/** Shares of pairs, with models drawn anew; and of verdicts that the labels contradict how many models have one. */
function mistakes(known: readonly Rule[], pairs: readonly Pair[]): Row[] {
  const share = (what: string, of: readonly Pair[], holds: (pair: Pair) => boolean): Row => {
    const found = overModels(known, resampling, (weight) => shareOf(of, holds, weight));
    const percent = (x: number) => `${(100 * x).toFixed(0)} %`;
    const interval = ({ low, high }: NonNullable<typeof found>) =>
      `[${percent(low)}, ${percent(high)}]`;
    return { what, found: found ? `${percent(found.value)} ${interval(found)}` : 'none' };
  };
  const models = (what: string, of: readonly Pair[], holds: (pair: Pair) => boolean): Row => {
    const wrong = new Set(of.filter(holds).flatMap(({ a, b }) => [a, b])).size;
    const n = new Set(of.flatMap(({ a, b }) => [a, b])).size;
    const most = (100 * wilson(wrong / n, n, 0.95)[1]).toFixed(0);
    return { what, found: `${wrong} of ${n}, at most ${most} % (95 %)` };
  };
  const same = ({ found }: Pair) =>
    found.verdict === 'same interpretation' || found.verdict === 'indistinguishable';
  const different = ({ found }: Pair) => found.verdict === 'different';
  const across = pairs.filter((pair) => pair.across);
  const within = pairs.filter((pair) => !pair.across);
  const ofKind = (kind: string) => pairs.filter((pair) => pair.kind === kind);
  return [
    share('false same, of pairs across', across, same),
    models('models with a false same', across, same),
    share('false different, of pairs within', within, different),
    models('models with a false different', within, different),
    share('told different, of pairs across', across, different),
    share('told the same, of pairs that nest', ofKind(nesting), same),
    share('told the same, of pairs that count', ofKind(counting), same),
  ];
}
