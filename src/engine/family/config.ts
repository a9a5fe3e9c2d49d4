// Typed, checked reading of config.json: every number that shapes a model passes through here.
import type { Json, JsonObject } from '../checkpoint/checkpoint.ts';
import { EngineError } from '../core/error.ts';
import type { Activation } from '../graph/spec.ts';

/** No released model is near these; a larger size is a broken or hostile config. */
const largestSize = 2 ** 24;
const largestHead = 2 ** 14;

/** A positive whole number under the first of `keys` that is present, else `fallback`. */
export function sizeOf(config: JsonObject, keys: readonly string[], fallback?: number): number {
  const key = keys.find((k) => config[k] !== undefined && config[k] !== null);
  if (key === undefined && fallback !== undefined) return fallback;
  const value = key === undefined ? undefined : config[key];
  if (typeof value === 'number' && Number.isInteger(value) && value > 0) {
    if (value <= largestSize) return value;
  }
  throw wrong(keys[0], value, `a whole number from 1 to ${largestSize}`);
}

/** A number above 0 under the first of `keys` that is present, else `fallback`. */
export function positiveOf(config: JsonObject, keys: readonly string[], fallback?: number): number {
  const key = keys.find((k) => config[k] !== undefined && config[k] !== null);
  if (key === undefined && fallback !== undefined) return fallback;
  const value = key === undefined ? undefined : config[key];
  if (typeof value === 'number' && Number.isFinite(value) && value > 0) return value;
  throw wrong(key ?? keys[0], value, 'a number above 0');
}

/** dh: what the config says of it, else d / H. */
export function headWidthOf(width: number, heads: number, said = width / heads): number {
  if (Number.isInteger(said) && said <= largestHead) return said;
  const found = `config.json: width ${width} and ${heads} heads make heads of ${said}`;
  throw inconsistent(`${found}; allowed: a whole number up to ${largestHead}`);
}

export function flagOf(config: JsonObject, key: string, fallback: boolean): boolean {
  const value = config[key];
  if (value === undefined || value === null) return fallback;
  if (typeof value === 'boolean') return value;
  throw wrong(key, value, 'true or false');
}

/** Refuses a model whose config asks for something that the graphs do not compute. */
export function requireValue(config: JsonObject, key: string, allowed: readonly Json[]): void {
  const value = config[key];
  if (value === undefined || value === null || allowed.includes(value)) return;
  throw wrong(key, value, allowed.map((v) => JSON.stringify(v)).join(' or '));
}

export function objectOf(value: Json | undefined): JsonObject | undefined {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject ? (value as JsonObject) : undefined;
}

const activations: Readonly<Record<string, Activation>> = {
  gelu: 'gelu',
  gelu_new: 'gelu_tanh',
  gelu_fast: 'gelu_tanh',
  gelu_pytorch_tanh: 'gelu_tanh',
  relu: 'relu',
  silu: 'silu',
  swish: 'silu',
};

export function activationOf(config: JsonObject, key: string, fallback: string): Activation {
  const name = config[key] ?? fallback;
  if (typeof name === 'string' && Object.hasOwn(activations, name)) return activations[name];
  throw wrong(key, name, Object.keys(activations).join(', '));
}

/** The error for a value that the graphs do not compute. */
export function wrong(key: string, found: Json | undefined, allowed: string): EngineError {
  const what = found === undefined ? 'is absent' : `is ${textOf(found)}`;
  return inconsistent(`config.json: "${key}" ${what}; allowed: ${allowed}`);
}

/** Infinity and NaN, which Python's JSON has, by their names. */
function textOf(value: Json): string {
  return typeof value === 'number' ? String(value) : JSON.stringify(value).slice(0, 80);
}

export function inconsistent(message: string): EngineError {
  return new EngineError('model-inconsistent', message, {
    hint: 'Check that config.json belongs to these weights.',
  });
}
