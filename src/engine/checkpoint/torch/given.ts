// The arguments of a call in a pickle, each taken as what it must be.
import { EngineError } from '../../core/error.ts';
import { oneLine } from '../words.ts';
import { isTensor, StoredNumbers, type Tensor, type Value } from './values.ts';

export class Given {
  readonly #what: string;
  readonly #path: string;
  readonly all: readonly Value[];

  /** `what` is the pickle, `path` the name that is called. */
  constructor(what: string, path: string, all: readonly Value[]) {
    this.#what = what;
    this.#path = path;
    this.all = all;
  }

  integer(index: number): number {
    const value = this.all[index];
    return isCount(value) ? value : this.wrong(`argument ${index + 1} is no count`);
  }

  integers(index: number): number[] {
    const value = this.all[index];
    if (Array.isArray(value) && isCounts(value)) return [...value];
    return this.wrong(`argument ${index + 1} is no list of counts`);
  }

  text(index: number): string {
    const value = this.all[index];
    return typeof value === 'string' ? value : this.wrong(`argument ${index + 1} is no text`);
  }

  list(index: number): Value[] {
    const value = this.all[index];
    return Array.isArray(value) ? value : this.wrong(`argument ${index + 1} is no list`);
  }

  numbers(index: number): StoredNumbers {
    const value = this.all[index];
    if (value instanceof StoredNumbers) return value;
    return this.wrong(`argument ${index + 1} is no storage of this file`);
  }

  tensor(index: number): Tensor {
    const value = this.all[index];
    return isTensor(value) ? value : this.wrong(`argument ${index + 1} is no tensor`);
  }

  wrong(found: string): never {
    const message = `${this.#what} gives ${oneLine(this.#path)} what it does not take: ${found}`;
    throw new EngineError('file-format', message, {
      hint: 'It is damaged or of a newer PyTorch: save its state_dict again.',
    });
  }
}

export function isCounts(values: readonly Value[]): values is number[] {
  return values.every(isCount);
}

function isCount(value: Value | undefined): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

/** How a call's name comes to a value. */
export type Maker = (given: Given, again: Again) => Value;

/** For what passes on to another name, as a tensor of a class of one's own does. */
export type Again = {
  call(callee: Value, args: Value): Value;
  create(of: Value, args: Value): Value;
};

export type Makers = readonly (readonly [path: string, make: Maker])[];
