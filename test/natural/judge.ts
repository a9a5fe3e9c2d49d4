// What is seen of natural models, as the lines of a table: what they hold, how far they are apart, what is said of them.
import { quantile, wilson } from '../../src/engine/numeric/statistics.ts';
import type { Compared, TaskRun } from '../truth/task.ts';
import type { Rule } from './models.ts';
import { type Edge, overModels, type Scored, separation, shareOf } from './statistics.ts';

export type Labelled = { readonly name: string; readonly rule: Rule };
export type Row = { readonly what: string; readonly found: string };

type Pair = Edge & {
  readonly kind: string;
  readonly across: boolean;
  readonly found: Compared['found'];
};

const kinds = ['nesting, nesting', 'equal count, equal count', 'nesting, equal count'] as const;
const same = ['same interpretation', 'indistinguishable'];

export function judged({ models, pairs }: TaskRun, labels: ReadonlyMap<string, Rule>): Row[] {
  const solved = models.filter((model) => model.solved);
  const rules = solved.map(({ name }) => labels.get(name)!);
  const place = new Map(solved.map(({ name }, i) => [name, i]));
  const all = pairs.map(({ a, b, found }): Pair => {
    const edge = { a: place.get(a)!, b: place.get(b)! };
    const across = rules[edge.a] !== rules[edge.b];
    const kind = across ? kinds[2] : kinds[rules[edge.a] === 'nesting' ? 0 : 1];
    return { ...edge, kind, across, found };
  });
  const failing = models.filter((model) => !model.solved).map(({ name }) => name);
  return [
    { what: 'models below the gate', found: failing.join(', ') || 'none' },
    { what: 'least accuracy', found: Math.min(...models.map((m) => m.accuracy)).toFixed(3) },
    ...kinds.flatMap((kind) =>
      ofKind(
        kind,
        all.filter((pair) => pair.kind === kind),
      ),
    ),
    ...measures.map(([what, value]) => ({
      what: `AUROC, ${what}`,
      found: area(rules, all, value),
    })),
    ...mistakes(rules, all),
  ];
}

const measures: readonly (readonly [string, (found: Compared['found']) => number | undefined])[] = [
  ['profile distance', (found) => found.intervals.distance?.value],
  ['full distance', (found) => found.distances.full.value],
  ['merge distance', (found) => found.merge?.value],
];

function ofKind(kind: string, pairs: readonly Pair[]): Row[] {
  if (pairs.length === 0) return [];
  const spreads = measures.map(([what, of]) => {
    const values = pairs.flatMap(({ found }) => of(found) ?? []);
    return { what: `${kind}: ${what}`, found: spread(values) };
  });
  return [
    ...spreads,
    { what: `${kind}: verdicts`, found: tally(pairs.map(({ found }) => found.verdict)) },
    {
      what: `${kind}: why inconclusive`,
      found: tally(
        pairs.flatMap(({ found }) => (found.verdict === 'inconclusive' ? found.reason : [])),
      ),
    },
  ];
}

/** Least, 5 %, median, 95 %, largest. */
export function spread(values: readonly number[]): string {
  const sorted = [...values].sort((x, y) => x - y);
  return [0, 0.05, 0.5, 0.95, 1].map((q) => quantile(sorted, q).toFixed(2)).join(' ');
}

function tally(words: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  const sorted = [...counts].sort(([, x], [, y]) => y - x);
  return sorted.map(([word, n]) => `${n} ${word}`).join(', ') || 'none';
}

function area(
  rules: readonly Rule[],
  pairs: readonly Pair[],
  of: (found: Compared['found']) => number | undefined,
): string {
  const scored = pairs.flatMap(({ a, b, across, found }): Scored[] => {
    const value = of(found);
    return value === undefined ? [] : [{ a, b, across, value }];
  });
  const found = overModels(rules, (weight) => separation(scored, weight));
  return found
    ? `${found.value.toFixed(3)} [${found.low.toFixed(3)}, ${found.high.toFixed(3)}]`
    : 'none';
}

/** A verdict that the labels contradict: as a share of pairs with models resampled, and how many models have one. */
function mistakes(rules: readonly Rule[], pairs: readonly Pair[]): Row[] {
  const across = pairs.filter((pair) => pair.across);
  const nested = pairs.filter(({ kind }) => kind === kinds[0]);
  const within = pairs.filter((pair) => !pair.across);
  const saysSame = ({ found }: Pair) => same.includes(found.verdict);
  const saysDifferent = ({ found }: Pair) => found.verdict === 'different';
  const share = (what: string, of: readonly Pair[], holds: (pair: Pair) => boolean): Row => {
    const found = overModels(rules, (weight) => shareOf(of, holds, weight));
    const percent = (x: number) => (100 * x).toFixed(0);
    const text =
      found && `${percent(found.value)} % [${percent(found.low)}, ${percent(found.high)}]`;
    return { what, found: text ?? 'none' };
  };
  const models = (what: string, of: readonly Pair[], holds: (pair: Pair) => boolean): Row => {
    const wrong = new Set(of.filter(holds).flatMap(({ a, b }) => [a, b])).size;
    const n = new Set(of.flatMap(({ a, b }) => [a, b])).size;
    const [low, high] = wilson(wrong / n, n, 0.95).map((x) => (100 * x).toFixed(0));
    return { what, found: `${wrong} of ${n} models [${low} %, ${high} %]` };
  };
  return [
    share('false same, of pairs across', across, saysSame),
    models('models with a false same', across, saysSame),
    share('false different, of pairs within', within, saysDifferent),
    models('models with a false different', within, saysDifferent),
    share('right: different, of pairs across', across, saysDifferent),
    share('right: same, of pairs that nest', nested, saysSame),
  ];
}
