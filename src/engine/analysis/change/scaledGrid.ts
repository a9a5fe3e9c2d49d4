// A grid on which lie not A's values but A's times factors, as where a norm was folded into a weight before it was rounded. The factors
// are found by least squares, for rounding hides them in each single value.
import type { ChangePart } from '../../../protocol/kindOfChange.ts';
import { gridOf } from './grid.ts';
import type { Sample } from './sample.ts';
import type { Values } from './values.ts';

/** Fewer values than this would let their factor follow a drift. */
const leastValues = 16;
/** More than a grid alone asks for: factors that are fitted to a drift take some of it away. */
const leastNearest = 0.97;

/** The factors and the grid. */
export function scaledBefore(sample: Sample): readonly ChangePart[] | undefined {
  for (const by of ['tensor', 'row', 'column'] as const) {
    const groupOf = groupsOf[by];
    if (sample.a.length / groupOf.number(sample) < leastValues) continue;
    const factors = fitted(sample, groupOf);
    const scale = (values: Values) =>
      values.a.map((x, i) => x * factors[groupOf.at(i, values.columns)]);
    const { top } = sample;
    // The rows of the top are others than those of the sample where not all are looked at.
    const isOneTop = by !== 'row' || sample.rows === sample.ofRows;
    const scaled = { ...sample, a: scale(sample), top: isOneTop ? { ...top, a: scale(top) } : top };
    const grid = gridOf(scaled);
    if (!grid || grid.nearest < leastNearest) continue;
    const own = [...factors].filter((factor) => factor !== 0);
    return [{ kind: 'scaling', by, factors: [Math.min(...own), Math.max(...own)] }, grid];
  }
  return undefined;
}

type Groups = {
  readonly number: (sample: Sample) => number;
  readonly at: (i: number, columns: number) => number;
};

const groupsOf: Readonly<Record<'tensor' | 'row' | 'column', Groups>> = {
  tensor: { number: () => 1, at: () => 0 },
  row: { number: ({ rows }) => rows, at: (i, columns) => Math.floor(i / columns) },
  column: { number: ({ columns }) => columns, at: (i, columns) => i % columns },
};

/** <A, B> / <A, A> of each group. */
function fitted(sample: Sample, { number, at }: Groups): Float64Array {
  const both = new Float64Array(number(sample));
  const own = new Float64Array(both.length);
  sample.a.forEach((x, i) => {
    both[at(i, sample.columns)] += x * sample.b[i];
    own[at(i, sample.columns)] += x * x;
  });
  return both.map((sum, group) => (own[group] > 0 ? sum / own[group] : 0));
}
