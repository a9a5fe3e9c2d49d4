// What the axes of a graph's values are: fixed numbers, or sizes that are known only at run time, called as the file
// calls those of its inputs. Learnt by running the graph at different sizes.
import { EngineError } from '../core/error.ts';
import type { OnnxModel, OnnxValue } from './onnxModel.ts';

export type Axes = readonly (number | string)[];
export type Sizes = ReadonlyMap<string, number>;

/** The axes of an input: one without a name is called after its place, so that a mask's are those of its tokens. */
export function axesOf({ dims }: OnnxValue): Axes {
  return (dims ?? []).map((dim, axis) => dim ?? `axis ${axis}`);
}

/** How long an axis is in each of the runs. */
type Lengths = readonly [number, number, number];
export type Runs = readonly [Sizes, Sizes, Sizes];

/**
 * To try for the axes of inputs, in this order: as texts have them, as the shortest have, then as images have. No two are alike, and none
 * is half of another or one more in all runs: what a graph makes of a size would be taken for another one.
 */
const TRIES: readonly (readonly Lengths[])[] = [
  [
    [5, 8, 9],
    [7, 11, 10],
    [9, 14, 13],
    [11, 17, 12],
  ],
  [
    [4, 5, 3],
    [5, 3, 4],
    [3, 4, 5],
    [4, 3, 5],
  ],
  [
    [32, 64, 96],
    [64, 32, 128],
    [96, 64, 32],
    [64, 96, 32],
  ],
  [
    [224, 256, 288],
    [256, 224, 320],
    [288, 320, 224],
    [320, 256, 224],
  ],
];
const BATCH: Lengths = [2, 3, 5];

/** Sizes to run at, the likeliest first. */
export function sizeTries(
  required: readonly OnnxValue[],
  batch: string | undefined,
): readonly Runs[] {
  const names = new Set(required.flatMap(axesOf).filter((axis) => typeof axis === 'string'));
  if (batch !== undefined) names.delete(batch);
  const others = [...names];
  return TRIES.map((lengths): Runs => {
    const at = (run: 0 | 1 | 2): Sizes =>
      new Map([
        ...(batch === undefined ? [] : [[batch, BATCH[run]] as const]),
        ...others.map((name, i) => [name, lengths[i % lengths.length][run]] as const),
      ]);
    return [at(0), at(1), at(2)];
  });
}

/** What an axis of these lengths in the runs is. One that follows from others in some way is called after its lengths. */
export function axisOf(lengths: readonly number[], runs: Runs): number | string {
  if (lengths.every((length) => length === lengths[0])) return lengths[0];
  const names = [...runs[0].keys()];
  const name = names.find((each) => runs.every((sizes, i) => sizes.get(each) === lengths[i]));
  return name ?? lengths.join(', ');
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

export function sizeAt(axis: number | string, sizes: Sizes): number | undefined {
  return typeof axis === 'string' ? sizes.get(axis) : axis;
}

/** undefined: some axis is not known. */
export function shapeAt(axes: Axes | undefined, sizes: Sizes): readonly number[] | undefined {
  const shape = axes?.map((axis) => sizeAt(axis, sizes));
  return shape?.every((size) => size !== undefined) ? shape : undefined;
}
