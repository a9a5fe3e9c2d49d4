// Rotary positions, as a config describes them: how fast each pair of a head's numbers turns. The rules are
// those of transformers 5.24 (modeling_rope_utils.py); where a config says one, rope.ts knows.
import type { Json } from '../checkpoint/checkpoint.ts';
import type { Rotary } from '../graph/spec.ts';
import { type Config, largestNumber, leastTurn, shown } from './config.ts';
import { layerRopes, type Rope, wholeRope } from './rope.ts';

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
    if (width <= 2) throw unturnable(rope, width);
    return { frequencies, scale: 1 };
  },
  llama3: ({ frequencies }, rope) => ({
    frequencies: frequencies.map((f) => llama3Frequency(f, rope)),
    scale: 1,
  }),
  yarn,
  longrope,
};

type Limits = {
  readonly rules?: readonly string[];
  /** It fails where an odd number of a head would turn; others turn one more. */
  readonly even?: boolean;
};

type Plain = {
  readonly frequencies: readonly number[];
  readonly width: number; // numbers of a head that turn, before rounding up to pairs
  readonly theta: number;
};

/**
 * `positions`: max_position_embeddings. `byShare`: the family turns a part of each head (GPT-NeoX). `limits`: what
 * transformers takes for it, where that is not everything.
 */
export function rotaryOf(
  config: Config,
  headWidth: number,
  positions: number,
  byShare: boolean,
  limits: Limits = {},
): Positions {
  return turning(config, wholeRope(config, positions), headWidth, positions, byShare, limits);
}

/** The same where a rule is said for the layers that see all, and one for those with a window (Gemma 3). */
export function layerRotaries(config: Config, headWidth: number, positions: number) {
  const { full, sliding } = layerRopes(config, positions);
  return {
    full: turning(config, full, headWidth, positions, false),
    sliding: turning(config, sliding, headWidth, positions, false),
  };
}

function turning(
  config: Config,
  rope: Rope,
  headWidth: number,
  positions: number,
  byShare: boolean,
  limits: Limits = {},
): Positions {
  const theta = rope.base();
  const type = rope.type(limits.rules ?? Object.keys(rules));
  rope.noteUnread(type);
  const share = shareOf(config, rope, byShare, type);
  const width = Math.floor(headWidth * share);
  const pairs = Math.ceil(width / 2);
  const isOdd = limits.even && width % 2 !== 0;
  if (width < 1 || 2 * pairs > headWidth || isOdd) throw unturnable(rope, width);
  const frequencies = Array.from({ length: pairs }, (_, i) => theta ** (-(2 * i) / width));
  const { longest = positions, ...rotary } = rules[type]({ frequencies, width, theta }, rope);
  if (![rotary.scale, ...rotary.frequencies].every(Number.isFinite)) {
    throw config.inconsistent(`${rope.words()} makes frequencies that are not finite`);
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
    return config.numberBetween(key, said, 0, 1);
  }
  if (said === undefined || said === null || said === 1) return 1;
  // Llama's own frequencies pass the key over; the scaled ones do not, and then its shapes do not fit.
  if (type !== 'default')
    throw config.wrong(key, said, `1 beside rope_type "${type}" of ${config.type}`);
  config.note(
    `${config.key(key)} is ${shown(said)}, but transformers turns whole heads of ${config.type}: so it is done`,
  );
  return 1;
}

function unturnable({ config }: Rope, width: number) {
  return config.inconsistent(
    `rotary positions turn ${width} numbers of a head; allowed: an even number from 2 on that the head holds`,
  );
}

/** Long waves are slowed by `factor`, short ones kept, those between blended. */
function llama3Frequency(frequency: number, rope: Rope): number {
  const factor = rope.number('factor');
  const low = rope.number('low_freq_factor');
  const high = rope.number('high_freq_factor');
  if (high <= low)
    throw rope.config.wrong('high_freq_factor', high, `a number above low_freq_factor, ${low}`);
  const turns = (rope.original() * frequency) / (2 * Math.PI);
  const blend = Math.min(1, Math.max(0, (turns - low) / (high - low)));
  return frequency * (blend + (1 - blend) / factor);
}

/** Peng et al. 2023: a ramp over the pairs, and longer vectors. */
function yarn({ frequencies, width, theta }: Plain, rope: Rope): Rotary {
  if (width % 2 !== 0) throw unturnable(rope, width);
  if (rope.json.factor === undefined) throw rope.config.wrong('factor', undefined, 'a number');
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
  if (width % 2 !== 0) throw unturnable(rope, width);
  const original = rope.original();
  const factors = rope.json.short_factor;
  if (!Array.isArray(factors) || factors.length !== frequencies.length) {
    throw rope.config.wrong('short_factor', factors, `a list of ${frequencies.length} numbers`);
  }
  const factor = rope.stretch();
  const usual = factor <= 1 ? 1 : Math.sqrt(1 + Math.log(factor) / Math.log(original));
  return {
    frequencies: frequencies.map(
      (f, i) =>
        f / rope.config.numberBetween('short_factor', factors[i] as Json, leastTurn, largestNumber),
    ),
    scale: rope.numberIfAny('attention_factor') ?? usual,
    longest: Math.floor(original),
  };
}
