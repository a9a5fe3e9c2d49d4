// The tensors of a layer, and what they are made from: the arguments of its call.
import type { Term } from './term.ts';

/** The arguments of a call, by place or name. */
export interface LayerArgs {
  /** A size; a number that is not known is free. */
  size(place: number, name: string, fallback?: Term): Term;
  /** undefined: it cannot be known. */
  flag(place: number, name: string, fallback: boolean): boolean | undefined;
  /** The sizes of a kernel in so many dimensions, one number or a tuple. */
  kernel(place: number, name: string, dimensions: number): readonly Term[];
  /** A shape: one number or a tuple of them. */
  shape(place: number, name: string): readonly Term[];
  /** A size as a number; undefined: it is not known. */
  known(term: Term): number | undefined;
}

export type LayerTensor = {
  readonly name: string;
  readonly shape: readonly Term[] | undefined;
  readonly optional: boolean;
  /** A name with `*` stands for so many. */
  readonly repeat?: Term;
};

export type Layer = (args: LayerArgs) => readonly LayerTensor[];

export function tensor(name: string, shape: readonly Term[], optional = false): LayerTensor {
  return { name, shape, optional };
}

export function open(name: string): LayerTensor {
  return { name, shape: undefined, optional: false };
}

/** A tensor that is there if a flag is set, and may be there if the flag is not known. */
export function when(
  flag: boolean | undefined,
  name: string,
  shape: readonly Term[],
): LayerTensor[] {
  return flag === false ? [] : [tensor(name, shape, flag === undefined)];
}

export function biasOf(a: LayerArgs, place: number): boolean | undefined {
  return a.flag(place, 'bias', true);
}

export function linear(at: string, from: Term, to: Term, bias: boolean | undefined): LayerTensor[] {
  return [tensor(`${at}weight`, [to, from]), ...when(bias, `${at}bias`, [to])];
}
