// Typed, checked reading of config.json: every number that shapes a model passes through here.
// A dialect says as data (`Settings`) under which keys transformers looks for a setting, and what it takes
// when there is none; docs/config.md is that data. What other keys say of the same thing is noted.
import type { Json, JsonObject } from '../checkpoint/checkpoint.ts';
import type { ConfigWords } from '../checkpoint/configWords.ts';
import { EngineError } from '../core/error.ts';
import type { Activation } from '../graph/spec.ts';
import { activations } from './activations.ts';

/** No released model is near these; a larger size is a broken or hostile config. */
const largestSize = 2 ** 24;
export const largestHead = 2 ** 14;
/** float32, in which everything is computed, holds nothing larger. */
export const largestNumber = 3.4e38;
/** Rotary bases and factors below turn faster than float32 resolves, and end in NaN. */
export const leastTurn = 0.001;

export type Setting = {
  /** Keys that transformers reads; where several are present the first of these counts. None: it is fixed. */
  readonly keys: readonly string[];
  /** What transformers takes when no key is there. Absent: the config must say it. */
  readonly absent?: Json;
  /** What null stands for. Absent: transformers 5 refuses null here, and so do we. */
  readonly nothing?: Json;
  /** A value that stands for null: HookedTransformer's -1. */
  readonly unset?: Json;
  /** Keys by which other families call the same; transformers passes them over in silence. */
  readonly passedOver?: readonly string[];
};

export type SettingName =
  | 'layers'
  | 'width'
  | 'heads'
  | 'kvHeads'
  | 'headWidth'
  | 'mlpWidth'
  | 'vocabulary'
  | 'channels'
  | 'buckets'
  | 'farthest'
  | 'gated'
  | 'newLayout'
  | 'oneKey'
  | 'parallelNorms'
  | 'positions'
  | 'types'
  | 'epsilon'
  | 'activation'
  | 'normalization'
  | 'tied'
  | 'attentionBias'
  | 'mlpBias'
  | 'parallel'
  | 'window'
  | 'useWindow'
  | 'windowFrom'
  | 'pattern'
  | 'theta'
  | 'localTheta'
  | 'share'
  | 'rotaryWidth'
  | 'originalPositions'
  | 'turning'
  | 'turningInterval'
  | 'layerKinds'
  | 'localWindow'
  | 'clip'
  | 'queryNorms'
  | 'norms'
  | 'normBefore'
  | 'finalNorm'
  | 'normWeights'
  | 'tokenWidth'
  | 'padding'
  | 'queryScalar'
  | 'scoreCap'
  | 'logitCap';

export type Settings = { readonly [name in SettingName]?: Setting };

/** Whether one of the settings is read from this key. */
export function isRead(settings: Settings, key: string): boolean {
  return Object.values(settings).some(({ keys }) => keys.includes(key));
}

/** A key that asks for what the graphs do not compute, unless it is absent, null or one of `allowed`. */
export type Refusal = {
  readonly key: string;
  readonly allowed: readonly Json[];
  /** What is allowed, where no value is. */
  readonly words?: string;
};

type Found = { readonly key: string; readonly value: Json; readonly isSaid: boolean };

/** One config.json, read by the settings of one model type; `words`: what it and its keys are called. */
export class Config {
  readonly json: JsonObject;
  readonly words: ConfigWords;
  /** Of transformers: "mistral". */
  readonly type: string;
  /** Where spellings disagree, and what was taken; a sentence each. */
  readonly notes: string[] = [];
  readonly #settings: Settings;

  constructor(json: JsonObject, type: string, settings: Settings, words: ConfigWords) {
    this.json = json;
    this.words = words;
    this.type = type;
    this.#settings = settings;
  }

  /** A whole number from `least` on. */
  size(name: SettingName, least = 1): number {
    const { key, value } = this.#find(name);
    const isSize = typeof value === 'number' && Number.isInteger(value) && value >= least;
    if (isSize && value <= largestSize) return value;
    throw this.wrong(key, this.json[key], `a whole number from ${least} to ${largestSize}`);
  }

  /** Whether this model type has such a setting at all. */
  has(name: SettingName): boolean {
    return this.#settings[name] !== undefined;
  }

  /** Whether the config has a say in it. */
  reads(name: SettingName): boolean {
    return this.#settings[name]?.keys.length !== 0;
  }

  /** Whether a setting is read from this key. */
  readsKey(key: string): boolean {
    return isRead(this.#settings, key);
  }

  /** All keys by which the setting is said, those that are passed over last. */
  spellings(name: SettingName): readonly string[] {
    const { keys = [], passedOver = [] } = this.#settings[name] ?? {};
    return [...keys, ...passedOver];
  }

  /** As `size`, where null or an absent key may mean that there is none. */
  sizeIfAny(name: SettingName): number | undefined {
    return this.#find(name).value === null ? undefined : this.size(name);
  }

  between(name: SettingName, least: number, most: number): number {
    const { key, value } = this.#find(name);
    return this.numberBetween(key, value, least, most);
  }

  /** As `between`, where null or an absent key may mean that there is none. */
  betweenIfAny(name: SettingName, least: number, most: number): number | undefined {
    return this.#find(name).value === null ? undefined : this.between(name, least, most);
  }

  flag(name: SettingName): boolean {
    const { key, value } = this.#find(name);
    if (typeof value === 'boolean') return value;
    throw this.wrong(key, value, 'true or false');
  }

  word<Word extends string>(name: SettingName, allowed: readonly Word[]): Word {
    const { key, value } = this.#find(name);
    const word = allowed.find((one) => one === value);
    if (word !== undefined) return word;
    throw this.wrong(key, value, allowed.map((one) => JSON.stringify(one)).join(' or '));
  }

  activation(): Activation {
    const { key, value } = this.#find('activation');
    if (typeof value === 'string' && Object.hasOwn(activations, value)) return activations[value];
    throw this.wrong(key, value, Object.keys(activations).join(', '));
  }

  /** What the config says of a setting, for a note: `"tie_word_embeddings" is true`. */
  says(name: SettingName): string {
    return this.#words(this.#find(name));
  }

  /** Begins with the name of the file. */
  note(found: string): void {
    this.#add(`${this.words.file}: ${found}`);
  }

  /** Of the config as a whole: "has no model_type". */
  noteOfIt(rest: string): void {
    this.#add(`${this.words.it} ${rest}`);
  }

  #add(sentence: string): void {
    if (!this.notes.includes(sentence)) this.notes.push(sentence);
  }

  /** A key as it stands in the file, in quotes. */
  key(key: string): string {
    return `"${this.words.key(key)}"`;
  }

  /** The error for a value that the graphs do not compute. */
  wrong(key: string, found: Json | undefined, allowed: string): EngineError {
    return wrong(this.words, key, found, allowed);
  }

  inconsistent(found: string): EngineError {
    return inconsistent(this.words, found);
  }

  numberBetween(key: string, value: Json | undefined, least: number, most: number): number {
    if (typeof value === 'number' && value >= least && value <= most) return value;
    throw this.wrong(key, value, `a number from ${least} to ${most}`);
  }

  /** Throws for the first of `refusals` that the config, or the one around it, asks for. */
  refuse(json: JsonObject, refusals: readonly Refusal[]): void {
    for (const { key, allowed, words = notComputed } of refusals) {
      const value = json[key];
      if (value === undefined || value === null || allowed.some((v) => isSame(v, value))) continue;
      throw this.wrong(key, value, allowed.map((v) => JSON.stringify(v)).join(' or ') || words);
    }
  }

  #find(name: SettingName): Found {
    const setting = this.#settings[name];
    if (!setting) throw new EngineError('internal', `${this.type} has no setting ${name}`);
    const { keys, passedOver = [] } = setting;
    const present = keys.filter((key) => this.json[key] !== undefined);
    const found = this.#taken(setting, present[0]);
    for (const key of [...present.slice(1), ...passedOver]) {
      const other = this.json[key] ?? null;
      if (other === null || isSame(other, found.value)) continue;
      this.note(
        `${this.key(key)} is ${shown(other)}, but ${this.#words(found)}: that is used, as transformers 5 does for ${this.type}`,
      );
    }
    return found;
  }

  #taken({ keys, absent, nothing, unset }: Setting, key: string | undefined): Found {
    if (key === undefined) {
      const [usual = ''] = keys.slice(-1);
      if (absent === undefined) throw this.wrong(usual, undefined, 'what fits the tensors');
      return { key: usual, value: absent, isSaid: false };
    }
    const value = this.json[key] === unset ? null : this.json[key];
    if (value !== null) return { key, value, isSaid: true };
    if (nothing === undefined) throw this.inconsistent(`${this.key(key)} ${this.words.lacking}`);
    return { key, value: nothing, isSaid: true };
  }

  #words({ key, value, isSaid }: Found): string {
    if (isSaid) return `${this.key(key)} is ${shown(value)}`;
    const nothing = value === null ? 'none' : shown(value);
    return key
      ? `${this.key(key)} is absent, which means ${nothing}`
      : `${this.type} does not read it and takes ${nothing}`;
  }
}

const notComputed = 'no such key: transformers and this program do not compute it';

/** Before there is a Config. */
export function wrong(
  words: ConfigWords,
  key: string,
  found: Json | undefined,
  allowed: string,
): EngineError {
  const what = found === undefined ? 'is absent' : `is ${shown(found)}`;
  return inconsistent(words, `"${words.key(key)}" ${what}; allowed: ${allowed}`);
}

function inconsistent(words: ConfigWords, found: string): EngineError {
  return new EngineError('model-inconsistent', `${words.file}: ${found}`, {
    hint: belongs(words),
  });
}

export function belongs({ it }: ConfigWords): string {
  return `Check that ${it} belongs to these weights.`;
}

/** A value for people, cut short; JSON would write Infinity and NaN as null. */
export function shown(value: Json): string {
  return typeof value === 'number' ? String(value) : JSON.stringify(value).slice(0, 80);
}

export function isSame(a: Json, b: Json): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}
