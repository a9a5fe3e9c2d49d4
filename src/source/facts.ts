// What is known of the numbers that a class takes from outside: the checkpoint's config.json is
// firm; defaults of a dataclass or of a config's `__init__` count only when there is no other word.
import type { Json, JsonObject } from '../protocol/sourceService.ts';
import { fieldDefault } from './instantiate.ts';
import type { ClassDef, Expr } from './syntax.ts';

export interface Facts {
  readonly hasConfig: boolean;
  /** What is certain of a field; undefined: nothing. */
  firm(name: string): Json | undefined;
  /** A default that a checkpoint may have overridden. */
  fallback(name: string): Json | undefined;
}

/** Names for one and the same size: shared/reference/formats-and-tasks 3.4's alias table. */
const aliases: readonly (readonly string[])[] = [
  ['n_layer', 'num_hidden_layers', 'n_layers', 'num_layers', 'depth'],
  ['n_head', 'num_attention_heads', 'n_heads', 'num_heads'],
  ['n_kv_heads', 'num_key_value_heads', 'n_kv_head'],
  ['n_embd', 'hidden_size', 'd_model', 'dim', 'n_embed', 'embed_dim'],
  ['n_inner', 'intermediate_size', 'd_ff', 'd_mlp', 'ffn_dim', 'hidden_dim'],
  ['block_size', 'n_positions', 'max_position_embeddings', 'n_ctx', 'max_seq_len'],
  ['vocab_size', 'n_vocab', 'd_vocab'],
  ['layer_norm_epsilon', 'layer_norm_eps', 'rms_norm_eps', 'norm_eps'],
];

/** A name and the other names for the same thing, itself first. */
export function namesFor(name: string): readonly string[] {
  const group = aliases.find((one) => one.includes(name)) ?? [];
  return [name, ...group.filter((other) => other !== name)];
}

export function factsOf(
  config: JsonObject | undefined,
  defaults: ReadonlyMap<string, Json>,
): Facts {
  const fallback = (name: string) => {
    const found = namesFor(name).find((one) => defaults.has(one));
    return found === undefined ? undefined : defaults.get(found);
  };
  return {
    hasConfig: config !== undefined,
    fallback,
    firm(name) {
      if (config === undefined) return undefined;
      const found = namesFor(name)
        .map((one) => fieldOf(config, one))
        .find((value) => value !== undefined); // null is an answer
      return found === undefined ? fallback(name) : found; // what is left out is as in its class
    },
  };
}

function fieldOf(config: JsonObject, path: string): Json | undefined {
  let at: Json | undefined = config;
  for (const step of path.split('.')) {
    const isObject: boolean = typeof at === 'object' && at !== null && !Array.isArray(at);
    at = isObject && Object.hasOwn(at as JsonObject, step) ? (at as JsonObject)[step] : undefined;
  }
  return at;
}

/** The defaults that a config class writes down: fields of a dataclass, arguments of `__init__`. */
export function defaultsOf(classes: readonly ClassDef[]): Map<string, Json> {
  const defaults = new Map<string, Json>();
  const add = (name: string, value: Expr | undefined) => {
    const json = value && literalOf(value);
    if (json !== undefined && !defaults.has(name)) defaults.set(name, json);
  };
  for (const def of classes) {
    for (const [name, field] of def.fields) add(name, field.value && fieldDefault(field.value));
    for (const { name, fallback } of def.methods.get('__init__')?.parameters ?? []) {
      add(name, fallback);
    }
  }
  return defaults;
}

/** A constant as it is written, `4 * 32` included. */
export function literalOf(expr: Expr): Json | undefined {
  switch (expr.kind) {
    case 'number':
    case 'string':
    case 'boolean':
      return expr.value;
    case 'none':
      return null;
    case 'unary': {
      const of = literalOf(expr.of);
      return expr.op === '-' && typeof of === 'number' ? -of : undefined;
    }
    case 'binary': {
      const left = literalOf(expr.left);
      const right = literalOf(expr.right);
      if (typeof left !== 'number' || typeof right !== 'number') return undefined;
      if (expr.op === '*') return left * right;
      if (expr.op === '**') return left ** right;
      return expr.op === '+' ? left + right : expr.op === '-' ? left - right : undefined;
    }
    default:
      return undefined;
  }
}
