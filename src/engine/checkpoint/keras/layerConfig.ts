// What a layer's config says, in Keras' words of all versions: read with its kind, default and limits, or refused by name.
import { EngineError } from '../../core/error.ts';
import type { Json, JsonObject } from '../checkpoint.ts';
import { isJsonObject } from '../json.ts';
import { oneLine } from '../words.ts';

/** Sizes of kernels, windows and borders: beyond this they are no model's. */
const LARGEST = 1 << 24;

/** Keras' activations by TensorFlow.js's names. */
const ACTIVATIONS: Readonly<Record<string, string>> = {
  linear: 'linear',
  relu: 'relu',
  relu6: 'relu6',
  elu: 'elu',
  selu: 'selu',
  sigmoid: 'sigmoid',
  softmax: 'softmax',
  softplus: 'softplus',
  softsign: 'softsign',
  tanh: 'tanh',
  swish: 'swish',
  silu: 'swish',
  mish: 'mish',
  gelu: 'gelu',
};

export class Config {
  readonly #config: JsonObject;
  readonly #what: string;
  readonly #isKeras3: boolean;

  /** `what` names the layer for people. */
  constructor(config: JsonObject, what = 'the layer', isKeras3 = true) {
    this.#config = config;
    this.#what = what;
    this.#isKeras3 = isKeras3;
  }

  number(key: string, otherwise?: number): number {
    const value = this.#config[key] ?? otherwise;
    if (typeof value !== 'number' || !Number.isFinite(value) || Math.abs(value) > LARGEST) {
      throw this.#wrong(key, 'a number');
    }
    return value;
  }

  maybe(key: string): number | undefined {
    return this.#given(key) ? this.number(key) : undefined;
  }

  text(key: string, otherwise: string): string {
    const value = this.#config[key] ?? otherwise;
    if (typeof value !== 'string') throw this.#wrong(key, 'a text');
    return value;
  }

  flag(key: string, otherwise: boolean): boolean {
    const value = this.#config[key] ?? otherwise;
    if (typeof value !== 'boolean') throw this.#wrong(key, 'true or false');
    return value;
  }

  /** The items, where a flag is set. */
  if<T>(key: string, otherwise: boolean, item: T): readonly T[] {
    return this.flag(key, otherwise) ? [item] : [];
  }

  list(key: string): readonly number[] | undefined {
    const value = this.#config[key];
    if (value === undefined || value === null) return undefined;
    if (Array.isArray(value) && value.every(isSize)) return value;
    throw this.#wrong(key, 'a list of whole numbers');
  }

  /** One number for each of `rank` directions, or one for all. */
  sizes(key: string, rank: number, otherwise?: number | readonly number[]): readonly number[] {
    const value = this.#config[key] ?? otherwise;
    const list = Array.isArray(value) ? value : Array.from({ length: rank }, () => value);
    if (list.length === rank && list.every((size) => isSize(size) && size > 0)) return list;
    throw this.#wrong(key, `${rank} whole numbers above 0`);
  }

  /** Above, below, left and right: one number, one of each two, or all. */
  borders(key: string): readonly (readonly number[])[] {
    const value = this.#config[key] ?? 1;
    const sides = Array.isArray(value) ? value : [value, value];
    const pairs = sides.map((side) => (Array.isArray(side) ? side : [side, side]));
    const fits = pairs.every((pair) => pair.length === 2 && pair.every((n) => isSize(n) && n >= 0));
    if (pairs.length === 2 && fits) return pairs;
    throw this.#wrong(key, 'borders of four sides');
  }

  /** One axis; older files have it as a list of one. */
  axis(): number {
    const value = this.#config.axis ?? -1;
    const axis = Array.isArray(value) && value.length === 1 ? value[0] : value;
    if (isSize(axis) && axis !== 0) return axis;
    throw this.#wrong('axis', 'one axis');
  }

  format(): 'channelsFirst' | 'channelsLast' {
    const value = this.text('data_format', 'channels_last');
    if (value === 'channels_last') return 'channelsLast';
    if (value === 'channels_first') return 'channelsFirst';
    throw this.#wrong('data_format', 'channels_last or channels_first');
  }

  padding(): string {
    const value = this.text('padding', 'valid');
    if (value === 'valid' || value === 'same') return value;
    throw this.#wrong('padding', 'valid or same');
  }

  activation(): string | undefined {
    const value = this.#config.activation;
    if (value === undefined || value === null) return undefined;
    const name = nameOf(value);
    if (name !== undefined && Object.hasOwn(ACTIVATIONS, name)) return ACTIVATIONS[name];
    // Keras 3 has another function under the name.
    if (name === 'hard_sigmoid' && !this.#isKeras3) return 'hardSigmoid';
    throw this.#wrong('activation', Object.keys(ACTIVATIONS).join(', '));
  }

  /** Nothing, if a setting is absent or has the one value that is computed. */
  only(key: string, value: string | number | boolean | undefined): Readonly<Record<string, never>> {
    if (!this.#given(key) || this.#config[key] === value) return {};
    throw this.#wrong(key, value === undefined ? 'none' : `${value}`);
  }

  #given(key: string): boolean {
    return this.#config[key] !== undefined && this.#config[key] !== null;
  }

  #wrong(key: string, allowed: string): EngineError {
    const found = oneLine(JSON.stringify(this.#config[key]) ?? 'absent');
    return new EngineError(
      'model-unknown',
      `${this.#what}: its ${key} is ${found}, computed is ${allowed}`,
      { hint: 'Its tensors are shown, and can be compared.' },
    );
  }
}

function isSize(value: unknown): value is number {
  return Number.isInteger(value) && Math.abs(value as number) <= LARGEST;
}

/** A function of Keras' own by its name, or as Keras 3 writes it out. */
function nameOf(value: Json): string | undefined {
  if (typeof value === 'string') return value;
  if (!isJsonObject(value) || value.class_name !== 'function') return undefined;
  return typeof value.config === 'string' ? value.config : undefined;
}
