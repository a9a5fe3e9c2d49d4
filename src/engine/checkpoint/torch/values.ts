// What a pickle's program makes, as data: Python's numbers, texts and containers as they are, and for all that
// would be an object the name of its class and what it was given. Nothing of it can do anything.
import type { Dtype } from '../../core/dtype.ts';

export type Value =
  | null // None
  | boolean
  | number
  | bigint
  | string
  | Uint8Array // bytes
  | Value[] // list, tuple, set
  | Dict
  | Global
  | Instance
  | StoredNumbers
  | Tensor;

/** A dict, as it was written: of a key that comes twice the last counts. Small where it is empty, as most are. */
export class Dict {
  #flat: Value[] | undefined; // keys and values in turn
  #named: Map<string, Value> | undefined;

  set(key: Value, value: Value): void {
    this.#named = undefined;
    this.#flat ??= [];
    this.#flat.push(key, value);
  }

  get size(): number {
    return (this.#flat?.length ?? 0) / 2;
  }

  *pairs(): Generator<readonly [key: Value, value: Value]> {
    const flat = this.#flat ?? [];
    for (let i = 0; i < flat.length; i += 2) yield [flat[i], flat[i + 1]];
  }

  /** Members with names, in order. */
  named(): ReadonlyMap<string, Value> {
    if (this.#named) return this.#named;
    const named = new Map<string, Value>();
    for (const [key, value] of this.pairs()) {
      if (typeof key === 'string' || typeof key === 'number') named.set(`${key}`, value);
    }
    this.#named = named;
    return named;
  }
}

/** A name in a Python module: a class, a function, a dtype. */
export class Global {
  readonly module: string;
  readonly name: string;

  constructor(module: string, name: string) {
    this.module = module;
    this.name = name;
  }

  /** "collections.OrderedDict" */
  get path(): string {
    return `${this.module}.${this.name}`;
  }
}

/** An object of a class that is not made: what it would have been made of. */
export class Instance {
  readonly of: Global;
  readonly args: Value;
  state: Value | undefined;
  /** Of a class that is a list or dict too. */
  readonly items = new Dict();

  constructor(of: Global, args: Value) {
    this.of = of;
    this.args = args;
  }
}

/** The numbers of one or more tensors: an entry of the archive, or a stretch of the file. */
export class StoredNumbers {
  readonly key: string;
  /** undefined: bytes, of which the tensor says what they are. */
  readonly dtype: Dtype | undefined;
  /** Of `dtype`, or bytes. */
  readonly elements: number;
  /** Where the tensor was: "cpu", "cuda:0", "meta". */
  readonly location: string;
  /** Elements before it in those of its key: files of PyTorch 0.3 and older have views of storages. */
  readonly first: number;

  constructor(
    key: string,
    dtype: Dtype | undefined,
    elements: number,
    location: string,
    first = 0,
  ) {
    this.key = key;
    this.dtype = dtype;
    this.elements = elements;
    this.location = location;
    this.first = first;
  }
}

/** A view of stored numbers; sizes and steps are counted in elements. */
export type Tensor = {
  readonly kind: 'tensor';
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  /** Why it has no numbers to compute with: it is sparse, say. Then there may be nothing stored either. */
  readonly without?: string;
  readonly numbers?: StoredNumbers;
  readonly offset: number;
  readonly strides: readonly number[];
};

export function isTensor(value: Value | undefined): value is Tensor {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'tensor';
}
