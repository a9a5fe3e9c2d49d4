// Rotary positions, as a config describes them: how fast each pair of a head's numbers turns. The rules are
// those of transformers 5.24 (modeling_rope_utils.py): rope_scaling, where it is there and not empty,
// takes the place of rope_parameters whole; what the one that counts leaves out comes from the keys beside it.
import type { Json, JsonObject } from '../checkpoint/checkpoint.ts';
import { isJsonObject } from '../checkpoint/json.ts';
import { quoted } from '../checkpoint/words.ts';
import type { Rotary } from '../graph/spec.ts';
import {
  type Config,
  inconsistent,
  isSame,
  largestNumber,
  leastTurn,
  numberBetween,
  shown,
  wrong,
} from './config.ts';

export type Positions = {
  readonly rotary: Rotary;
  /** The longest prompt for which these frequencies hold. */
  readonly longest: number;
};

/** Scaling rules by their name in rope_type. */
type Rule = (plain: Plain, rope: Rope) => Rotary & { readonly longest?: number };
export const rules: Readonly<Record<string, Rule>> = {
  default: ({ frequencies }) => ({ frequencies, scale: 1 }),
  linear: ({ frequencies }, rope) => {
    const factor = rope.number('factor');
    return { frequencies: frequencies.map((f) => f / factor), scale: 1 };
  },
  // Within max_position_embeddings, which no prompt exceeds, the base is the plain one.
  dynamic: ({ frequencies, width }, rope) => {
    rope.number('factor');
    if (width <= 2) throw turning(width);
    return { frequencies, scale: 1 };
  },
  llama3: ({ frequencies }, rope) => ({
    frequencies: frequencies.map((f) => llama3Frequency(f, rope)),
    scale: 1,
  }),
  yarn,
  longrope,
};

type Plain = {
  readonly frequencies: readonly number[];
  readonly width: number; // numbers of a head that turn, before rounding up to pairs
  readonly theta: number;
};

/** What each rule reads of its object beside type, base and share; and facts of training, which ask for nothing. */
const readBy: Readonly<Record<string, readonly string[]>> = {
  default: [],
  linear: ['factor'],
  dynamic: ['factor'],
  llama3: ['factor', 'low_freq_factor', 'high_freq_factor'],
  yarn: [
    ...['factor', 'attention_factor', 'beta_fast', 'beta_slow'],
    ...['mscale', 'mscale_all_dim', 'truncate'],
  ],
  longrope: ['factor', 'attention_factor', 'short_factor', 'long_factor'],
};
const readByAll = ['rope_type', 'type', 'rope_theta', 'partial_rotary_factor'];
const facts = ['original_max_position_embeddings', 'finetuned'];

/** `positions`: max_position_embeddings. `byShare`: the family turns a part of each head (GPT-NeoX). */
export function rotaryOf(
  config: Config,
  headWidth: number,
  positions: number,
  byShare: boolean,
): Positions {
  const rope = new Rope(config, positions);
  const theta = rope.inside('rope_theta') ?? config.between('theta', leastTurn, largestNumber);
  const type = rope.type();
  rope.noteUnread(type);
  const share = shareOf(config, rope, byShare, type);
  const width = Math.floor(headWidth * share);
  const pairs = Math.ceil(width / 2);
  if (width < 1 || 2 * pairs > headWidth) throw turning(width);
  const frequencies = Array.from({ length: pairs }, (_, i) => theta ** (-(2 * i) / width));
  const { longest = positions, ...rotary } = rules[type]({ frequencies, width, theta }, rope);
  if (![rotary.scale, ...rotary.frequencies].every(Number.isFinite)) {
    throw inconsistent(`config.json: ${rope.words()} makes frequencies that are not finite`);
  }
  return { rotary, longest: Math.min(longest, positions) };
}

/** The part of a head that turns. */
function shareOf(config: Config, rope: Rope, byShare: boolean, type: string): number {
  const key = 'partial_rotary_factor';
  const said = rope.json[key] ?? (byShare ? undefined : config.json[key]);
  if (byShare) {
    if (said === undefined) return config.between('share', 0, 1);
    rope.noteBeside(key, said, [key, 'rotary_pct']);
    return part(key, said);
  }
  if (said === undefined || said === null || said === 1) return 1;
  // Llama's own frequencies pass the key over; the scaled ones do not, and then its shapes do not fit.
  if (type !== 'default') throw wrong(key, said, `1 beside rope_type "${type}" of ${config.type}`);
  config.note(
    `config.json: "${key}" is ${shown(said)}, but transformers turns whole heads of ${config.type}: so it is done`,
  );
  return 1;
}

function part(key: string, value: Json): number {
  return numberBetween(key, value, 0, 1);
}

function turning(width: number) {
  return inconsistent(
    `config.json: rotary positions turn ${width} numbers of a head; allowed: an even number from 2 on that the head holds`,
  );
}

/** The object that counts: rope_scaling, else rope_parameters, else nothing. */
class Rope {
  readonly json: JsonObject;
  readonly name: string;
  readonly #config: Config;
  readonly #positions: number;

  constructor(config: Config, positions: number) {
    this.#config = config;
    this.#positions = positions;
    const scaling = nonEmpty(config.json, 'rope_scaling');
    const parameters = nonEmpty(config.json, 'rope_parameters');
    this.name = scaling ? 'rope_scaling' : 'rope_parameters';
    this.json = scaling ?? parameters ?? {};
    for (const [key, value] of Object.entries(this.json)) {
      const isOfLayers = isJsonObject(value) || (value === null && key.endsWith('_attention'));
      if (isOfLayers) throw wrong(`${this.name}.${key}`, value, 'one rule for all layers');
    }
    if (scaling && parameters && !isSame(scaling, parameters)) {
      config.note(
        `config.json: rope_scaling is ${shown(scaling)} beside rope_parameters ${shown(parameters)}: rope_scaling is used, as transformers 5 does`,
      );
    }
  }

  type(): string {
    const { rope_type: said, type: old } = this.json;
    const type = said === undefined ? (old ?? 'default') : said;
    if (typeof type !== 'string' || !Object.hasOwn(rules, type)) {
      const known = Object.keys(rules).map((name) => `"${name}"`);
      const words = `${known.slice(0, -1).join(', ')} or ${known.at(-1)}`;
      throw wrong(`${this.name}.${said === undefined ? 'type' : 'rope_type'}`, type, words);
    }
    if (said !== undefined && old !== undefined && said !== old) {
      this.#config.note(
        `config.json: ${this.name} has "type" ${shown(old)} and "rope_type" ${shown(said)}: rope_type is used, as transformers 5 does`,
      );
    }
    return type;
  }

  /** Notes keys that ask for something, and that the rule passes over, as transformers 5 does. */
  noteUnread(type: string): void {
    const known = [...readByAll, ...facts, ...readBy[type]];
    for (const [key, value] of Object.entries(this.json)) {
      const asksNothing = value === null || (key === 'factor' && value === 1);
      if (known.includes(key) || asksNothing) continue;
      this.#config.note(
        `config.json: ${this.name} has ${quoted(key)} ${shown(value)}, which rope_type "${type}" does not read, as in transformers 5`,
      );
    }
  }

  /** A base inside the object, which counts before the one beside it. */
  inside(key: string): number | undefined {
    const value = this.json[key];
    if (value === undefined) return undefined;
    this.noteBeside(key, value, [key, 'rotary_emb_base']);
    return numberBetween(`${this.name}.${key}`, value, leastTurn, largestNumber);
  }

  /** Notes what keys beside the object say otherwise than `key` in it, which counts. */
  noteBeside(key: string, value: Json, outside: readonly string[]): void {
    for (const name of outside) {
      const beside = this.#config.json[name];
      if (beside === undefined || isSame(beside, value)) continue;
      this.#config.note(
        `config.json: "${name}" is ${shown(beside)}, and "${key}" ${shown(value)} in ${this.name}: the latter is used, as transformers 5 does`,
      );
    }
  }

  number(key: string, fallback?: number): number {
    const { [key]: value = fallback } = this.json;
    return numberBetween(key, value, leastTurn, largestNumber);
  }

  /** As `number`, where absent and null mean that it is worked out. */
  numberIfAny(key: string): number | undefined {
    return (this.json[key] ?? null) === null ? undefined : this.number(key);
  }

  /** Positions before scaling. A key beside the object counts before the one in it. */
  original(): number {
    const key = 'original_max_position_embeddings';
    const { [key]: beside } = this.#config.json;
    const inside = this.json[key];
    if (beside === undefined)
      return this.number(key, inside === undefined ? this.#positions : undefined);
    if (inside !== undefined && !isSame(beside, inside)) {
      this.#config.note(
        `config.json: "${key}" is ${shown(beside)}, and ${shown(inside)} in ${this.name}: the former is used, as transformers 5 does`,
      );
    }
    return numberBetween(key, beside, 1, largestNumber);
  }

  /** How far positions are stretched: `factor`, else the ratio of the lengths. */
  stretch(): number {
    return this.numberIfAny('factor') ?? this.#positions / this.original();
  }

  words(): string {
    return `${this.name} ${shown(this.json)}`;
  }
}

function nonEmpty(config: JsonObject, key: string): JsonObject | undefined {
  const value = config[key];
  if (value === undefined || value === null) return undefined;
  if (!isJsonObject(value)) throw wrong(key, value, 'an object');
  return Object.keys(value).length > 0 ? value : undefined;
}

/** Long waves are slowed by `factor`, short ones kept, those between blended. */
function llama3Frequency(frequency: number, rope: Rope): number {
  const factor = rope.number('factor');
  const low = rope.number('low_freq_factor');
  const high = rope.number('high_freq_factor');
  if (high <= low) throw wrong('high_freq_factor', high, `a number above low_freq_factor, ${low}`);
  const turns = (rope.original() * frequency) / (2 * Math.PI);
  const blend = Math.min(1, Math.max(0, (turns - low) / (high - low)));
  return frequency * (blend + (1 - blend) / factor);
}

/** Peng et al. 2023: a ramp over the pairs, and longer vectors. */
function yarn({ frequencies, width, theta }: Plain, rope: Rope): Rotary {
  if (width % 2 !== 0) throw turning(width);
  if (rope.json.factor === undefined) throw wrong('factor', undefined, 'a number');
  const factor = rope.stretch();
  const original = rope.original();
  const pairOf = (turns: number) =>
    (width * Math.log(original / (turns * 2 * Math.PI))) / (2 * Math.log(theta));
  const whole = rope.json.truncate !== false;
  const first = pairOf(rope.numberIfAny('beta_fast') ?? 32);
  const last = pairOf(rope.numberIfAny('beta_slow') ?? 1);
  const low = Math.max(whole ? Math.floor(first) : first, 0);
  const high = Math.min(whole ? Math.ceil(last) : last, width - 1);
  const span = high === low ? 0.001 : high - low; // a step, without dividing by 0
  const slowed = frequencies.map((f, i) => {
    const ramp = Math.min(1, Math.max(0, (i - low) / span));
    return (f / factor) * ramp + f * (1 - ramp);
  });
  const [mscale, all] = [rope.numberIfAny('mscale'), rope.numberIfAny('mscale_all_dim')];
  const lengthen = (by = 1) => (factor <= 1 ? 1 : 0.1 * by * Math.log(factor) + 1);
  const usual = mscale && all ? lengthen(mscale) / lengthen(all) : lengthen();
  return { frequencies: slowed, scale: rope.numberIfAny('attention_factor') ?? usual };
}

/** Ding et al. 2024: a factor a pair; up to the original length the short ones. */
function longrope({ frequencies, width }: Plain, rope: Rope): Rotary & { longest: number } {
  if (width % 2 !== 0) throw turning(width);
  const original = rope.original();
  const factors = rope.json.short_factor;
  if (!Array.isArray(factors) || factors.length !== frequencies.length) {
    throw wrong('short_factor', factors, `a list of ${frequencies.length} numbers`);
  }
  const factor = rope.stretch();
  const usual = factor <= 1 ? 1 : Math.sqrt(1 + Math.log(factor) / Math.log(original));
  return {
    frequencies: frequencies.map(
      (f, i) => f / numberBetween('short_factor', factors[i] as Json, leastTurn, largestNumber),
    ),
    scale: rope.numberIfAny('attention_factor') ?? usual,
    longest: Math.floor(original),
  };
}
