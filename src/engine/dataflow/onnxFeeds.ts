// What a session is fed: the given values in its types, and what follows from their sizes.
import { EngineError } from '../core/error.ts';
import type { Tensor } from '../core/tensor.ts';
import { fedAs } from './onnxEncode.ts';
import { filled, fillOf, requiredOf, sizeTensor } from './onnxFill.ts';
import type { OnnxModel, OnnxValue } from './onnxModel.ts';
import type { PartSession } from './onnxSessions.ts';
import { type Axes, axesOf, type Sizes, shapeAt, sizeAt, sizesOf } from './onnxSizes.ts';
import { FLOAT32 } from './onnxTypes.ts';

type Given = Readonly<Record<string, Tensor>>;

/** `axes` are those of all values that are known; of inputs the file's own. */
export function feedsOf(
  model: OnnxModel,
  { part, given: ports }: PartSession,
  given: Given,
  axes: ReadonlyMap<string, Axes>,
): Record<string, Tensor> {
  const known = Object.entries(given).map(([name, { dims }]) => {
    return [name, axes.get(name), dims] as const;
  });
  const sizes = sizesOf(model, known);
  const inputs = new Map(model.inputs.map((input) => [input.name, input]));
  const taken = new Map(part.sizes.map((node) => [node.gives[0], node]));
  const feeds: Record<string, Tensor> = {};
  for (const { name, port, type } of ports) {
    const size = taken.get(name);
    const input = inputs.get(name);
    if (Object.hasOwn(given, name)) feeds[port] = inType(given[name], type);
    else if (size) feeds[port] = sizeTensor(sizeOf(model, size.takes[0], axes, sizes), size.ints);
    else if (input) feeds[port] = inType(filling(model, input, sizes), type);
  }
  return feeds;
}

function filling(model: OnnxModel, input: OnnxValue, sizes: Sizes): Tensor {
  const fill = fillOf(model, input);
  if (!fill) throw new EngineError('internal', `${model.quoted(input.name)} is not given`);
  const [first] = requiredOf(model).map(axesOf);
  const dims = axesOf(input).map((axis, i) => {
    if (i === fill.empty) return 0;
    // One that is called otherwise ("total_sequence_length") is as long as that of the first input.
    return sizeAt(axis, sizes) ?? sizeAt(first[i] ?? axis, sizes) ?? unknownSize(model, input.name);
  });
  return filled(input, dims, fill);
}

function sizeOf(
  model: OnnxModel,
  value: string,
  axes: ReadonlyMap<string, Axes>,
  sizes: Sizes,
): readonly number[] {
  return shapeAt(axes.get(value), sizes) ?? unknownSize(model, value);
}

function unknownSize(model: OnnxModel, value: string): never {
  const what = `the size of ${model.quoted(value)} of ${model.file}`;
  throw new EngineError('model-inconsistent', `${what} does not follow from what is given`, {
    hint: 'Give an input of the network, too.',
  });
}

function inType({ dims, data }: Tensor, type: number): Tensor {
  if (fedAs(type) === FLOAT32) {
    return { dims, data: data instanceof Float32Array ? data : Float32Array.from(data) };
  }
  return { dims, data: data instanceof Int32Array ? data : Int32Array.from(data) };
}
