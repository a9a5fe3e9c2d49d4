// What a network of values takes, by the sizes of its values: rough, and enough to tell seconds from hours.
import type { ValueGraph, ValueInfo } from './valueGraph.ts';

/** A 3 x 3 kernel: larger ones are rare, and the estimate is rough. */
const kernel = 9;

/** Multiplications of one row. */
export function workOf({ steps, values }: ValueGraph): number {
  const sizes = (names: readonly string[]) => names.map((name) => numbersOf(values.get(name)));
  return steps.reduce((sum, { op, takes, gives }) => {
    const made = sizes(gives).reduce((all, size) => all + size, 0);
    const [read = 1] = sizes(takes);
    if (/conv/i.test(op)) return sum + made * kernel * channelsOf(values.get(takes[0]));
    return sum + (/gemm|matmul|dense|linear/i.test(op) ? made * Math.min(read, mostRead) : made);
  }, 0);
}

/** A matrix product reads a row of its input, not all of it. */
const mostRead = 4096;

/** Numbers of the largest value of one row. */
export function widestValue({ values }: ValueGraph): number {
  return Math.max(1, ...[...values.values()].map(numbersOf));
}

function numbersOf(value: ValueInfo | undefined): number {
  const [, ...dims] = value?.shape ?? [];
  return dims.reduce<number>((product, dim) => product * (dim ?? 1), 1);
}

function channelsOf(value: ValueInfo | undefined): number {
  const [, ...dims] = value?.shape ?? [];
  return (value?.channels === 'last' ? dims.at(-1) : dims[0]) ?? 1;
}
