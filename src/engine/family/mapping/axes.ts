// How a stored tensor lies, in the words of einops: "(h d) in" is nn.Linear's weight of queries, "in (qkv h d)" a fused one
// that lies the other way, "h in d" a matrix a head. From there to a matrix as the graphs want it, as an expression.
import type { TensorInfo } from '../../checkpoint/checkpoint.ts';
import { shapeText } from '../../checkpoint/words.ts';
import { count } from '../../core/tensor.ts';
import { part, permute, reshape, type Shape, stack, tensor, type Weight } from '../weight.ts';

/** Sizes of axes by their names. */
export type Sizes = Readonly<Record<string, number>>;

/** Says what is wrong with the axes or the tensor; a clause. */
export class AxesError extends Error {}

/** The axes of a tensor: a name each, or several in one. */
export type Axes = readonly (readonly string[])[];

/** Throws AxesError. */
export function readAxes(text: string): Axes {
  const groups = [...text.matchAll(/\(([^()]*)\)|([^\s()]+)/g)];
  if (groups.map(([all]) => all).join('') !== text.replace(/\s+(?![^(]*\))/g, '')) {
    throw new AxesError(`"${text}" is no list of axes`);
  }
  const axes = groups.map(([, several, one]) => several?.trim().split(/\s+/) ?? [one]);
  const names = axes.flat();
  if (new Set(names).size < names.length) throw new AxesError(`"${text}" has an axis twice`);
  return axes;
}

/** Without an axis and with what it leaves. */
export function without(axes: Axes, name: string): Axes {
  return axes
    .map((group) => group.filter((one) => one !== name))
    .filter((group) => group.length > 0);
}

/**
 * The numbers of `info`, which lies by `axes`, with its axes in the order `wanted`. Axes of one element may be in the
 * file and not in `axes`, and axes that `axes` joins may stand apart. Throws AxesError where names or sizes do not fit.
 */
export function laid(
  info: TensorInfo,
  axes: Axes,
  sizes: Sizes,
  wanted: readonly string[],
): Weight {
  const names = axes.flat();
  const odd =
    names.find((name) => !wanted.includes(name)) ?? wanted.find((name) => !names.includes(name));
  if (odd !== undefined) {
    throw new AxesError(`axes ${axesText(axes)} do not go with ${wanted.join(', ')}`);
  }
  const asked = axes.map((group) => count(group.map((name) => sizes[name])));
  const split = names.map((name) => sizes[name]);
  if (!isMergeOf(info.shape, split)) {
    const of = names.map((name) => `${name} ${sizes[name]}`).join(', ');
    throw new AxesError(
      `has shape ${shapeText(info.shape)}; axes "${axesText(axes)}" with ${of} ask for ${shapeText(asked)}`,
    );
  }
  const order = wanted.map((name) => names.indexOf(name));
  return turned(shaped(tensor(info.name, info.shape), split), order);
}

/** The parts along the first axis, by the letters of an axis such as "qkv" or "kqv", in another order: "qkv". */
export function lettered(
  of: Weight,
  letters: string,
  wanted: string,
  sizes: Sizes,
): readonly Weight[] {
  const starts = [...letters].map((_, i) =>
    [...letters].slice(0, i).reduce((sum, one) => sum + sizes[one], 0),
  );
  return [...wanted].map((letter) => part(of, 0, starts[letters.indexOf(letter)], sizes[letter]));
}

/** The same numbers in another shape; as it is where it has that. */
export function shaped(of: Weight, shape: Shape): Weight {
  if (of.kind === 'tensor' && of.shape.join() === shape.join()) return of;
  return reshape(of, shape);
}

function turned(of: Weight, order: readonly number[]): Weight {
  return order.every((axis, i) => axis === i) ? of : permute(of, order);
}

/**
 * Rows [n dh, ..] in which the numbers that turn together, the first `turn` of each head, stand side by side: here they
 * are `turn` / 2 apart.
 */
export function neighboursApart(
  kept: Weight,
  heads: number,
  dh: number,
  turn: number,
  rest: Shape,
): Weight {
  const byHead = reshape(kept, [heads, dh, ...rest]);
  const pairs = reshape(part(byHead, 1, 0, turn), [heads, turn / 2, 2, ...rest]);
  const apart = permute(pairs, [0, 2, 1, ...rest.map((_, i) => i + 3)]);
  const turnedPart = reshape(apart, [heads, turn, ...rest]);
  const whole = turn === dh ? turnedPart : stack([turnedPart, part(byHead, 1, turn, dh - turn)], 1);
  return reshape(whole, [heads * dh, ...rest]);
}

function axesText(axes: Axes): string {
  return axes.map((group) => (group.length === 1 ? group[0] : `(${group.join(' ')})`)).join(' ');
}

/** Whether neighbouring axes, joined somehow, give the shape; axes of one element count for nothing. */
function isMergeOf(shape: Shape, axes: Shape): boolean {
  const rest = axes.filter((size) => size !== 1);
  for (const size of shape.filter((one) => one !== 1)) {
    let joined = 1;
    while (joined < size && rest.length > 0) joined *= rest.shift()!;
    if (joined !== size) return false;
  }
  return rest.length === 0;
}
