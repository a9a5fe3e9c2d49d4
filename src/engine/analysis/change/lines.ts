// Which tensors of two checkpoints are the same weight: those of one name; and where the two are of programs that call them
// otherwise, those that both families put in one place. Then a line may be several tensors, or one that lies otherwise.
import type { Checkpoint } from '../../checkpoint/checkpoint.ts';
import { PIECE_ELEMENTS } from '../../checkpoint/tensors.ts';
import type { Job } from '../../core/job.ts';
import { count } from '../../core/tensor.ts';
import type { Embedding } from '../../family/assemble.ts';
import type { Model } from '../../family/model.ts';
import { readWeight } from '../../family/readWeight.ts';
import {
  type NamedTensor,
  permute,
  type Shape,
  shapeOf,
  tensor,
  tensorsOf,
  type Weight,
  type Weights,
} from '../../family/weight.ts';
import { understood } from '../parameters.ts';

/** A weight of one checkpoint. */
export type LineSide = {
  readonly weight: Weight;
  readonly shape: Shape;
  readonly dtype: string;
  readonly bytes: number;
  /** The tensors that it is made of. */
  readonly tensors: readonly string[];
};

export type Line = {
  readonly name: string;
  readonly sides: readonly [LineSide | undefined, LineSide | undefined];
};

/** Names count where at least this share of the smaller checkpoint's is in both. */
const leastShared = 0.5;
/** Of a weight that is put together from tensors: it is made whole, 128 MB. */
const mostPutTogether = 2 ** 25;

/** By name, A's order first. */
export function linesOf(a: Checkpoint, b: Checkpoint): ReadonlyMap<string, Line> {
  const shared = [...a.tensors.keys()].filter((name) => b.tensors.has(name)).length;
  const isNamed = shared >= leastShared * Math.min(a.tensors.size, b.tensors.size);
  const models = [a, b].map(understood);
  const isKnown = models.every((one) => one !== undefined);
  const [inA, inB] =
    isKnown && !isNamed
      ? models.map((model) => placesOf(model!))
      : [a, b].map((checkpoint, i) => namesOf(checkpoint, models[i], models[1 - i]));
  const names = new Set([...inA.keys(), ...inB.keys()]);
  return new Map([...names].map((name) => [name, { name, sides: [inA.get(name), inB.get(name)] }]));
}

/** Whether a checkpoint answers with its table of tokens; null: no family knows. */
export function headOf(checkpoint: Checkpoint): 'tied' | 'own' | null {
  const model = understood(checkpoint);
  if (!model?.spec.head) return null;
  const { embedding } = model.parts;
  if (embedding.reads !== 'tokens') return null;
  return headName(model) === embedding.token.name ? 'tied' : 'own';
}

function headName({ parts: { head } }: Model): string | undefined {
  return head.unembed?.kind === 'tensor' ? head.unembed.name : undefined;
}

type Sides = ReadonlyMap<string, LineSide>;

/** A tied head is beside one that the other holds under a name of its own. */
function namesOf(
  checkpoint: Checkpoint,
  model: Model | undefined,
  other: Model | undefined,
): Sides {
  const sides = byName(checkpoint);
  const theirs = other && headName(other);
  const own = model && headName(model);
  if (theirs === undefined || own === undefined || sides.has(theirs)) return sides;
  return new Map([...sides, [theirs, sides.get(own)!]]);
}

function byName({ tensors }: Checkpoint): Sides {
  return new Map(
    [...tensors.values()].map(({ name, shape, dtype, bytes }) => {
      return [
        name,
        { weight: tensor(name, shape), shape, dtype: dtype.name, bytes, tensors: [name] },
      ];
    }),
  );
}

function tablesOf(embedding: Embedding): Readonly<Record<string, NamedTensor | undefined>> {
  if (embedding.reads === 'patches') {
    const { patch, bias, first, position } = embedding;
    return { patches: patch, 'patches.bias': bias, first, positions: position };
  }
  const { token, projection, position, type } = embedding;
  return { tokens: token, projection, positions: position, types: type };
}

/** By the places that weights have in a model, matrices as [out, in]; what has no place by its name. */
function placesOf({ parts, spec, checkpoint }: Model): Sides {
  const places = new Map<string, Weight>();
  for (const [name, rows] of Object.entries(tablesOf(parts.embedding))) {
    if (rows) places.set(name, tensor(rows.name, rows.shape));
  }
  const input = parts.embedding.reads === 'tokens' ? parts.embedding.input : {};
  const add = (prefix: string, weights: Weights, isInOut: boolean) => {
    for (const [name, weight] of Object.entries(weights)) {
      const turns = isInOut && shapeOf(weight).length === 2 && name !== 'unembed';
      places.set(`${prefix}${name}`, turns ? permute(weight, [1, 0]) : weight);
    }
  };
  add('embedding ', input, false);
  for (const [layer, { layout }] of spec.blocks.entries())
    add(`block ${layer} `, parts.block(layer), layout === 'in-out');
  add('head ', parts.head, spec.head?.layout === 'in-out');
  const sides = new Map<string, LineSide>();
  const used = new Set<string>();
  for (const [name, weight] of places) {
    const tensors = tensorsOf(weight).map((one) => one.name);
    if (tensors.length === 0) continue; // the file leaves it out
    for (const one of tensors) used.add(one);
    const infos = tensors.map((one) => checkpoint.tensors.get(one)!);
    const dtypes = [...new Set(infos.map(({ dtype }) => dtype.name))];
    const bytes = infos.reduce((sum, info) => sum + info.bytes, 0);
    sides.set(name, { weight, shape: shapeOf(weight), dtype: dtypes.join(', '), bytes, tensors });
  }
  const rest = byName({
    ...checkpoint,
    tensors: new Map([...checkpoint.tensors].filter(([name]) => !used.has(name))),
  });
  return new Map([...sides, ...rest]);
}

/** The shape in which two lines can be compared: theirs; or of tables of which one has more rows, the common ones. */
export function commonShape({ sides: [a, b] }: Line): Shape | undefined {
  if (!a || !b || a.shape.length !== b.shape.length) return undefined;
  if (a.shape.join() === b.shape.join())
    return isTooLarge(a) || isTooLarge(b) ? undefined : a.shape;
  const [rows, ...rest] = a.shape;
  if (
    rest.length === 0 ||
    rest.join() !== b.shape.slice(1).join() ||
    isTooLarge(a) ||
    isTooLarge(b)
  )
    return undefined;
  return [Math.min(rows, b.shape[0]), ...rest];
}

function isTooLarge({ weight, shape }: LineSide): boolean {
  return weight.kind !== 'tensor' && count(shape) > mostPutTogether;
}

/** Its values in pieces that overwrite each other, as Checkpoint.pieces gives them. */
export async function* piecesOf(
  job: Job,
  checkpoint: Checkpoint,
  { weight }: LineSide,
): AsyncGenerator<Float64Array> {
  if (weight.kind === 'tensor') {
    yield* checkpoint.pieces(job, weight.name);
    return;
  }
  const { data } = await readWeight(job, { checkpoint }, weight);
  for (let from = 0; from < data.length; from += PIECE_ELEMENTS) {
    yield Float64Array.from(data.subarray(from, from + PIECE_ELEMENTS));
  }
}
