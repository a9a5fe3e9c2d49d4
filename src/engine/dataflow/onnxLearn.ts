// What the axes of a graph's values are, learnt from three runs at different sizes.
import { isEngineError } from '../core/error.ts';
import { count, type FloatTensor, type Tensor } from '../core/tensor.ts';
import type { OnnxValue } from './onnxModel.ts';
import { type Axes, axesOf, axisOf, type Sizes, sizeTries } from './onnxSizes.ts';
import { isFloat } from './onnxTypes.ts';

/** A run of the whole graph. */
type Compute = (
  given: Readonly<Record<string, Tensor>>,
) => Promise<Readonly<Record<string, FloatTensor>>>;

/** undefined: at no sizes that were tried does the graph run. */
export async function learntAxes(
  required: readonly OnnxValue[],
  batch: string | undefined,
  compute: Compute,
): Promise<ReadonlyMap<string, Axes> | undefined> {
  for (const runs of sizeTries(required, batch)) {
    const isFixed = runs[0].size === 0; // then one run tells all
    try {
      const found: Readonly<Record<string, FloatTensor>>[] = [];
      for (const sizes of isFixed ? runs.slice(0, 1) : runs) {
        found.push(await compute(anyInputs(required, sizes)));
      }
      return new Map(
        Object.entries(found[0]).map(([name, { dims }]) => [
          name,
          dims.map((_, i) =>
            axisOf(
              found.map((run) => run[name].dims[i]),
              runs,
            ),
          ),
        ]),
      );
    } catch (error) {
      if (isEngineError(error, 'memory')) return undefined; // its parts may fit all the same
      if (!isEngineError(error, 'runtime')) throw error; // images of 5 x 7 are too small for most
    }
  }
  return undefined;
}

/** Zeros are token ids everywhere, and numbers that no operator minds. */
function anyInputs(required: readonly OnnxValue[], sizes: Sizes): Record<string, Tensor> {
  return Object.fromEntries(
    required.map((input): [string, Tensor] => {
      const dims = axesOf(input).map((axis) =>
        typeof axis === 'string' ? (sizes.get(axis) ?? 1) : axis,
      );
      const length = count(dims);
      const isNumber = input.type !== undefined && isFloat(input.type);
      if (isNumber) return [input.name, { dims, data: new Float32Array(length) }];
      return [input.name, { dims, data: new Int32Array(length) }];
    }),
  );
}
