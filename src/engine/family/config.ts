// Typed, checked reading of config.json: every number that shapes a model passes through here.
import type { Json, JsonObject } from '../checkpoint/checkpoint.ts';
import { EngineError } from '../core/error.ts';
import type { Activation } from '../graph/spec.ts';

/** No released model is near this; a larger size is a broken or hostile config. */
const largestSize = 2 ** 24;

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

export function numberOf(config: JsonObject, keys: readonly string[], fallback: number): number {
  const key = keys.find((k) => config[k] !== undefined && config[k] !== null);
  if (key === undefined) return fallback;
  const value = config[key];
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw wrong(key, value, 'a number');
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
  if (value === undefined || allowed.includes(value)) return;
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

/**
 * Inverse frequencies of rotary positions, [width / 2]; both spellings of transformers 4 and 5.
 * Scaling: none, linear, and Llama 3's (transformers, modeling_rope_utils.py).
 */
export function rotaryFrequencies(config: JsonObject, width: number, fallback: number): number[] {
  const parameters = objectOf(config.rope_parameters);
  const where = parameters ?? config;
  const base = numberOf(where, ['rope_theta', 'rotary_emb_base'], fallback);
  const plain = Array.from({ length: width / 2 }, (_, i) => base ** (-(2 * i) / width));
  const scaling = parameters ?? objectOf(config.rope_scaling);
  const type = scaling?.rope_type ?? scaling?.type ?? 'default';
  if (!scaling || type === 'default') return plain;
  if (type === 'linear') return plain.map((f) => f / numberOf(scaling, ['factor'], 1));
  if (type === 'llama3') return plain.map((f) => llama3Frequency(f, scaling));
  throw wrong('rope_scaling.rope_type', type, '"default", "linear" or "llama3"');
}

/** Long waves are slowed by `factor`, short ones kept, those between blended. */
function llama3Frequency(frequency: number, scaling: JsonObject): number {
  const factor = numberOf(scaling, ['factor'], 8);
  const low = numberOf(scaling, ['low_freq_factor'], 1);
  const high = numberOf(scaling, ['high_freq_factor'], 4);
  const length = numberOf(scaling, ['original_max_position_embeddings'], 8192);
  const turns = (length * frequency) / (2 * Math.PI);
  const blend = Math.min(1, Math.max(0, (turns - low) / (high - low)));
  return frequency * (blend + (1 - blend) / factor);
}

function wrong(key: string, found: Json | undefined, allowed: string): EngineError {
  const what = found === undefined ? 'is absent' : `is ${JSON.stringify(found)?.slice(0, 80)}`;
  return new EngineError(
    'model-inconsistent',
    `config.json: "${key}" ${what}; allowed: ${allowed}`,
    {
      hint: 'Check that config.json belongs to these weights.',
    },
  );
}
