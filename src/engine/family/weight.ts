// Where one canonical weight comes from, as data: tensors of the file and how they are put together.
// readWeight.ts evaluates them; shapes follow from the tensors', and are checked before anything is read.
import { count } from '../core/tensor.ts';

export type Shape = readonly number[];

export type NamedTensor = { readonly name: string; readonly shape: Shape };

export type Weight =
  /** A tensor of the file, as it is. */
  | ({ readonly kind: 'tensor' } & NamedTensor)
  /** The parts one after the other along `axis`. */
  | { readonly kind: 'stack'; readonly axis: number; readonly parts: readonly Weight[] }
  /** Axis i of the result is axis `axes[i]` of the other; [1, 0] transposes. */
  | { readonly kind: 'permute'; readonly axes: readonly number[]; readonly of: Weight }
  /** The same numbers in the same order. */
  | { readonly kind: 'reshape'; readonly shape: Shape; readonly of: Weight }
  /** Of `axis` the numbers from .. from + count - 1. */
  | ({ readonly kind: 'part'; readonly of: Weight } & Part)
  /** A number is added to each: norms whose file holds how far they are from 1. */
  | { readonly kind: 'plus'; readonly value: number; readonly of: Weight }
  /** One number everywhere: what a file leaves out because it changes nothing. */
  | { readonly kind: 'filled'; readonly value: number; readonly shape: Shape };

export type Part = { readonly axis: number; readonly from: number; readonly count: number };

/** By canonical name (graph/spec.ts). */
export type Weights = Readonly<Record<string, Weight>>;

export function tensor(name: string, shape: Shape): Weight {
  return { kind: 'tensor', name, shape };
}

export function stack(parts: readonly Weight[], axis = 0): Weight {
  return { kind: 'stack', axis, parts };
}

export function permute(of: Weight, axes: readonly number[]): Weight {
  return { kind: 'permute', axes, of };
}

export function reshape(of: Weight, shape: Shape): Weight {
  return { kind: 'reshape', shape, of };
}

export function part(of: Weight, axis: number, from: number, count: number): Weight {
  return { kind: 'part', axis, from, count, of };
}

export function plus(value: number, of: Weight): Weight {
  return { kind: 'plus', value, of };
}

export function filled(value: number, shape: Shape): Weight {
  return { kind: 'filled', value, shape };
}

/** Throws RangeError where the pieces do not fit: a mistake of whoever wrote the expression. */
export function shapeOf(weight: Weight): Shape {
  switch (weight.kind) {
    case 'tensor':
    case 'filled':
      return weight.shape;
    case 'plus':
      return shapeOf(weight.of);
    case 'stack':
      return stackedShape(weight.parts.map(shapeOf), weight.axis);
    case 'permute': {
      const shape = shapeOf(weight.of);
      if ([...weight.axes].sort().join() !== [...shape.keys()].join()) throw misfit(weight);
      return weight.axes.map((axis) => shape[axis]);
    }
    case 'reshape':
      if (count(shapeOf(weight.of)) !== count(weight.shape)) throw misfit(weight);
      return weight.shape;
    case 'part': {
      const { axis, from, count } = weight;
      const shape = shapeOf(weight.of);
      if (!(axis in shape) || from + count > shape[axis]) throw misfit(weight);
      return shape.map((size, i) => (i === axis ? count : size));
    }
  }
}

function stackedShape(shapes: readonly Shape[], axis: number): Shape {
  const [first] = shapes;
  const others = (shape: Shape) => shape.filter((_, i) => i !== axis).join();
  if (shapes.some((shape) => others(shape) !== others(first))) {
    throw new RangeError(`shapes ${JSON.stringify(shapes)} do not stack along axis ${axis}`);
  }
  const size = shapes.reduce((sum, shape) => sum + shape[axis], 0);
  return first.map((one, i) => (i === axis ? size : one));
}

function misfit(weight: Weight): RangeError {
  return new RangeError(`no weight: ${JSON.stringify(weight)}`);
}

/** The tensors that it is made of. */
export function tensorsOf(weight: Weight): readonly NamedTensor[] {
  if (weight.kind === 'tensor') return [weight];
  if (weight.kind === 'filled') return [];
  return weight.kind === 'stack' ? weight.parts.flatMap(tensorsOf) : tensorsOf(weight.of);
}

/** The same of tensors with other names. */
export function renamed(weight: Weight, rename: (name: string) => string): Weight {
  if (weight.kind === 'tensor') return { ...weight, name: rename(weight.name) };
  if (weight.kind === 'filled') return weight;
  if (weight.kind === 'stack') {
    return { ...weight, parts: weight.parts.map((part) => renamed(part, rename)) };
  }
  return { ...weight, of: renamed(weight.of, rename) };
}
