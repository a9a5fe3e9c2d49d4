// adapter_config.json of PEFT: what of it changes what is computed, and what is refused by name.
// github.com/huggingface/peft, src/peft/tuners/lora/config.py
import { EngineError } from '../../core/error.ts';
import type { Json, JsonObject } from '../checkpoint.ts';
import { isJsonObject } from '../json.ts';
import { quoted } from '../words.ts';

export type AdapterSettings = {
  /** As PEFT was given it: a name on the hub, or a path. */
  readonly base: string | undefined;
  readonly revision: string | undefined;
  /** What B A of a module is multiplied by. */
  readonly scale: (module: string, rank: number) => number;
  /** The ranks that a module's update may have. */
  readonly ranks: (module: string) => readonly number[];
  /** Whether it says that weights lie [in, out]; undefined: it says nothing. PEFT goes by the base (layout.ts). */
  readonly saysTurned: boolean | undefined;
  /** What is tied in the base stays tied. */
  readonly tiesAgain: boolean;
};

/** Keys that ask for what is not computed, and the values that do not. */
const refused: readonly (readonly [key: string, allowed: readonly Json[], what: string])[] = [
  ['use_dora', [false], 'DoRA'],
  ['use_qalora', [false], 'QA-LoRA'],
  ['lora_bias', [false], 'biases of LoRA itself'],
  ['layer_replication', [[]], 'layers that are replicated'],
  ['target_parameters', [[]], 'parameters as targets'],
  ['trainable_token_indices', [[], {}], 'single rows of the embedding'],
  ['alora_invocation_tokens', [[]], 'aLoRA, which begins within a text'],
  ['arrow_config', [], 'Arrow'],
  ['monteclora_config', [], 'MonteCLoRA'],
  ['use_bdlora', [], 'BD-LoRA'],
  ['kasa_config', [], 'KaSA'],
  ['velora_config', [], 'VeLoRA'],
];

/** Ways to begin that write into the base's weights, too: what they are then, no file says. */
const CHANGES_BASE = /^(?:pissa|olora|corda|loftq|lora_ga)/i;

/** More modules have no model; patterns are looked for in every module. */
const MAX_PATTERNS = 10_000;

/** Of a base: what is taken where none is named. */
const usual = ['', 'main'];

export function adapterSettings(json: JsonObject, file: string): AdapterSettings {
  const fail = (found: string, hint: string): never => {
    throw new EngineError('model-unknown', `${file}: ${found}`, { hint });
  };
  const merge = 'Merge it with merge_and_unload() of PEFT, and save the model.';
  const {
    peft_type: type,
    base_model_name_or_path: base,
    revision,
    init_lora_weights: init,
  } = json;
  if (type !== 'LORA') fail(`"peft_type" is ${short(type)}; allowed: "LORA"`, merge);
  for (const [key, allowed, what] of refused) {
    const value = json[key] ?? null;
    const isSame = (one: Json) => JSON.stringify(one) === JSON.stringify(value);
    if (value !== null && !allowed.some(isSame)) {
      fail(`"${key}" is ${short(value)}: ${what} is not computed`, merge);
    }
  }
  if (typeof (revision ?? '') !== 'string')
    fail(`"revision" is ${short(revision)}; allowed: a text`, 'Save it again.');
  if (typeof init === 'string' && CHANGES_BASE.test(init)) {
    const found = `"init_lora_weights" is ${short(init)}, which changes the base model's weights too`;
    fail(found, 'Convert it to plain LoRA as PEFT describes, or merge it.');
  }
  const positive = (key: string, value: Json | undefined): number => {
    if (typeof value === 'number' && Number.isFinite(value) && value !== 0) return value;
    return fail(`"${key}" is ${short(value)}; allowed: a number that is not 0`, 'Save it again.');
  };
  const alpha = positive('lora_alpha', json.lora_alpha ?? 8);
  const alphas = patterns(json, 'alpha_pattern', (found) => fail(found, merge));
  for (const [name] of alphas) {
    if (isPlain(name)) continue;
    fail(`"alpha_pattern" has ${quoted(name)}; allowed: names of modules, not expressions`, merge);
  }
  const isRs = json.use_rslora === true;
  return {
    base: typeof base === 'string' && base !== '' ? base : undefined,
    revision: typeof revision === 'string' && !usual.includes(revision) ? revision : undefined,
    scale: (module, rank) => {
      const own = alphas.find(([name]) => isOf(module, name));
      const over = isRs ? Math.sqrt(rank) : rank;
      return (own ? positive(`alpha_pattern.${own[0]}`, own[1]) : alpha) / over;
    },
    ranks: ranksOf(json, (found) => fail(found, 'Save the adapter again with PEFT.')),
    saysTurned: typeof json.fan_in_fan_out === 'boolean' ? json.fan_in_fan_out : undefined,
    tiesAgain: json.ensure_weight_tying === true,
  };
}

/** PEFT's, where none is said. */
const DEFAULT_RANK = 8;

/** Expressions are not run: what one asks for is allowed of every module that no name is of. */
function ranksOf(json: JsonObject, fail: (found: string) => never): AdapterSettings['ranks'] {
  const rank = (key: string, value: Json): number => {
    if (typeof value === 'number' && Number.isInteger(value) && value > 0) return value;
    return fail(`"${key}" is ${short(value)}; allowed: a whole number above 0`);
  };
  const general = rank('r', json.r ?? DEFAULT_RANK);
  const own = patterns(json, 'rank_pattern', fail).map(
    ([name, value]) => [name, rank(`rank_pattern.${name}`, value)] as const,
  );
  const others = own.filter(([name]) => !isPlain(name)).map(([, value]) => value);
  return (module) => {
    const named = own.find(([name]) => isOf(module, name));
    return named ? [named[1]] : [...new Set([general, ...others])];
  };
}

/** By names or ends of names of modules, as PEFT's patterns usually are, or by expressions. */
function patterns(json: JsonObject, key: string, fail: (found: string) => never): [string, Json][] {
  const value = json[key] ?? {};
  const entries = isJsonObject(value) ? Object.entries(value) : [];
  if (!isJsonObject(value) || entries.length > MAX_PATTERNS) fail(`"${key}" is no object of names`);
  return entries;
}

/** A name, and no expression. */
function isPlain(name: string): boolean {
  return /^\^?[\w.-]*$/.test(name);
}

function isOf(module: string, name: string): boolean {
  return `^${module}` === name || `.${module}`.endsWith(`.${name}`);
}

function short(value: Json | undefined): string {
  return value === undefined ? 'absent' : JSON.stringify(value).slice(0, 80);
}
