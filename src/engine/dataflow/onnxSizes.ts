// What the axes of a graph's values are: fixed numbers, or sizes that are known only at run time, called as the file
// calls those of its inputs. Learnt by running the graph twice, at different sizes.
import { EngineError } from '../core/error.ts';
import type { OnnxModel, OnnxValue } from './onnxModel.ts';

/** undefined: some size that follows from several others. */
export type Axes = readonly (number | string | undefined)[];
export type Sizes = ReadonlyMap<string, number>;

/** The axes of an input: one without a name is called after its place, so that a mask's are those of its tokens. */
export function axesOf({ dims }: OnnxValue): readonly (number | string)[] {
  return (dims ?? []).map((dim, axis) => dim ?? `axis ${axis}`);
}

/** Sizes for a first and a second run, no two names with the same two: as texts have, then as images have. */
const TRIES: readonly (readonly (readonly [number, number])[])[] = [
  [
    [5, 8],
    [7, 11],
    [9, 14],
    [11, 17],
  ],
  [
    [32, 64],
    [64, 32],
    [96, 64],
    [64, 96],
  ],
  [
    [224, 256],
    [256, 224],
    [288, 224],
    [224, 288],
  ],
];
const BATCH: readonly [number, number] = [2, 3];

/** Pairs of sizes to try, the likeliest first. */
export function sizeTries(
  required: readonly OnnxValue[],
  batch: string | undefined,
): readonly [Sizes, Sizes][] {
  const names = new Set(required.flatMap(axesOf).filter((axis) => typeof axis === 'string'));
  if (batch !== undefined) names.delete(batch);
  const others = [...names];
  return TRIES.map((sizes) => {
    const at = (run: 0 | 1): Sizes =>
      new Map([
        ...(batch === undefined ? [] : [[batch, BATCH[run]] as const]),
        ...others.map((name, i) => [name, sizes[i % sizes.length][run]] as const),
      ]);
    return [at(0), at(1)];
  });
}

/** What an axis of these lengths in the two runs is. */
export function axisOf(
  first: number,
  second: number,
  [a, b]: readonly [Sizes, Sizes],
): number | string | undefined {
  if (first === second) return first;
  return [...a.keys()].find((name) => a.get(name) === first && b.get(name) === second);
}

/** Sizes as values of known axes have them; throws EngineError where two contradict each other. */
export function sizesOf(
  model: OnnxModel,
  given: Iterable<readonly [name: string, axes: Axes | undefined, dims: readonly number[]]>,
): Sizes {
  const sizes = new Map<string, number>();
  for (const [name, axes, dims] of given) {
    if (axes && axes.length !== dims.length) {
      const found = `${model.quoted(name)} has ${dims.length} axes, ${axes.length} are wanted`;
      throw new EngineError('model-inconsistent', `a value for ${model.file}: ${found}`);
    }
    for (const [i, axis] of (axes ?? []).entries()) {
      if (typeof axis !== 'string') continue;
      const known = sizes.get(axis);
      if (known !== undefined && known !== dims[i]) {
        const found = `${model.quoted(axis)} of ${model.quoted(name)} is ${dims[i]}, elsewhere ${known}`;
        throw new EngineError('model-inconsistent', `values for ${model.file}: ${found}`);
      }
      sizes.set(axis, dims[i]);
    }
  }
  return sizes;
}

/** undefined: some axis is not known. */
export function shapeAt(axes: Axes | undefined, sizes: Sizes): readonly number[] | undefined {
  const shape = axes?.map((axis) => (typeof axis === 'string' ? sizes.get(axis) : axis));
  return shape?.every((size) => size !== undefined) ? shape : undefined;
}
