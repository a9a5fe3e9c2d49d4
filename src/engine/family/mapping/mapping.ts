// What a mapping file says of a checkpoint: which tensors are which parts of a transformer, and what is computed of them.
// media/mapping.schema.json is the same for editors. Read strictly: a field that nobody knows is refused by its place.
import type { Json, JsonObject } from '../../checkpoint/checkpoint.ts';
import { isJsonObject } from '../../checkpoint/json.ts';
import { quoted } from '../../checkpoint/words.ts';
import { EngineError } from '../../core/error.ts';
import type { Activation } from '../../graph/spec.ts';
import { activations } from '../activations.ts';

/** Where weight and bias of a part are; "{n}" stands for the number of a block. */
export type MappedPart = {
  readonly weight: string | undefined;
  readonly bias: string | undefined;
  /** How the weight lies, as einops writes it: "(h d) in"; undefined: as nn.Linear has it. */
  readonly axes: string | undefined;
};

/** Parts of a mapping: for each what it may be. */
export const parts = ['tokens', 'positions', 'embeddingNorm', 'finalNorm', 'head'] as const;
const blockParts = [
  ...(['norm1', 'q', 'k', 'v', 'qkv', 'out', 'norm1After'] as const),
  ...(['norm2', 'gate', 'up', 'gateUp', 'down', 'norm2After'] as const),
] as const;
export type PartName = (typeof parts)[number];
export type BlockPartName = (typeof blockParts)[number];

export type Settings = {
  readonly blocks: number;
  /** The number of the first block in names. */
  readonly firstBlock: number;
  readonly heads: number;
  readonly kvHeads: number;
  readonly norm: 'layer' | 'rms';
  readonly epsilon: number;
  /** What norms multiply by: the weight, or 1 + weight. */
  readonly gain: 'weight' | '1 + weight';
  /** Where norms stand: before attention and MLP, after their sum with the stream, or before and after them. */
  readonly norms: 'before' | 'after' | 'around';
  readonly parallel: boolean;
  readonly causal: boolean;
  readonly activation: Activation;
  readonly positions: 'learned' | 'rotary' | 'none';
  readonly rotary: {
    readonly base: number;
    /** The part of each head that turns. */
    readonly share: number;
    /** Numbers that turn together: i and i + half of them, or 2 i and 2 i + 1. */
    readonly pairs: 'halves' | 'neighbours';
  };
  /** The longest prompt; undefined: as many as the table of positions has. */
  readonly longest: number | undefined;
  /** What the rows of tokens are multiplied by, before positions are added. */
  readonly tokenScale: number;
  /** What scores are multiplied by; undefined: 1 / sqrt(head width). */
  readonly scoreScale: number | undefined;
  readonly tied: boolean;
};

export type Mapping = {
  readonly file: string;
  readonly settings: Settings;
  readonly tensors: ReadonlyMap<PartName, MappedPart>;
  readonly block: ReadonlyMap<BlockPartName, MappedPart>;
  /** Patterns of names that no part needs: "*" stands for anything, "{n}" for a number. */
  readonly ignored: readonly string[];
  /** Nobody has confirmed it. */
  readonly isGuess: boolean;
  readonly unsure: readonly string[];
};

/** Larger sizes are broken or hostile. */
const largestSize = 2 ** 24;
const mostBlocks = 10_000;
/** Of names and lists in a file that people write. */
const mostIgnored = 1000;

/** Throws EngineError 'model-inconsistent' naming the field, what was found and what is allowed. */
export function readMapping(json: JsonObject, file: string): Mapping {
  const known = [
    '$schema',
    'guess',
    'unsure',
    'evidence',
    'settings',
    'tensors',
    'block',
    'ignored',
  ];
  const top = new Fields(json, file, '', known);
  const settings = settingsOf(top.object('settings'));
  const said = json.settings as JsonObject; // an object, else settingsOf had thrown
  return {
    file,
    settings,
    tensors: partsOf(top.object('tensors', parts), parts),
    block: partsOf(top.object('block', blockParts), blockParts),
    ignored: top.texts('ignored'),
    isGuess: top.flag('guess', false),
    unsure: top.texts('unsure').filter((doubt) => isOpen(doubt, said)),
  };
}

/** Of a doubt about a setting ('settings.heads: 2, ...', as guess.ts writes it) whether that still says so. */
function isOpen(doubt: string, settings: JsonObject): boolean {
  const [, name, value] =
    /^settings\.(\w+): (true|false|"[^"]*"|[\d.e+-]+)(?:,|$)/.exec(doubt) ?? [];
  const said = name === undefined ? undefined : settings[name];
  return said === undefined || JSON.stringify(said) === value;
}

function settingsOf(of: Fields): Settings {
  const heads = of.whole('heads', 1, largestSize);
  const norms = of.word('norms', ['before', 'after', 'around'], 'before');
  const positions = of.word('positions', ['learned', 'rotary', 'none']);
  const rotary = of.object('rotary', ['base', 'share', 'pairs']);
  const settings: Settings = {
    blocks: of.whole('blocks', 1, mostBlocks),
    firstBlock: of.whole('firstBlock', 0, mostBlocks, 0),
    heads,
    kvHeads: of.whole('kvHeads', 1, heads, heads),
    norm: of.word('norm', ['layer', 'rms']),
    epsilon: of.between('epsilon', 0, 1),
    gain: of.word('gain', ['weight', '1 + weight'], 'weight'),
    norms,
    parallel: of.flag('parallel', false),
    causal: of.flag('causal', true),
    activation: activations[of.word('activation', Object.keys(activations))],
    positions,
    rotary: {
      base: rotary.between('base', 1, 1e12, 10_000),
      share: rotary.between('share', 0, 1, 1),
      pairs: rotary.word('pairs', ['halves', 'neighbours'], 'halves'),
    },
    longest: of.wholeIfAny('longest', 1, largestSize),
    tokenScale: of.between('tokenScale', 1e-6, 1e6, 1),
    scoreScale: of.betweenIfAny('scoreScale', 1e-9, 1e6),
    tied: of.flag('tied', false),
  };
  of.checkKeys(Object.keys(settings));
  if (settings.parallel && norms !== 'before')
    throw of.wrong('parallel', true, 'false where norms are not "before"');
  if (positions !== 'learned' && settings.longest === undefined) {
    throw of.wrong(
      'longest',
      undefined,
      'the longest prompt, where there is no table of positions',
    );
  }
  return settings;
}

function partsOf<Name extends string>(
  of: Fields,
  names: readonly Name[],
): ReadonlyMap<Name, MappedPart> {
  const found = names.filter((name) => of.has(name));
  return new Map(
    found.map((name): [Name, MappedPart] => {
      const part = of.object(name, ['weight', 'bias', 'axes']);
      return [
        name,
        { weight: part.name('weight'), bias: part.name('bias'), axes: part.name('axes') },
      ];
    }),
  );
}

/** The fields of one object of the file. */
class Fields {
  readonly #json: JsonObject;
  readonly #file: string;
  readonly #at: string;

  constructor(json: JsonObject, file: string, at: string, known?: readonly string[]) {
    this.#json = json;
    this.#file = file;
    this.#at = at;
    if (known) this.checkKeys(known);
  }

  checkKeys(known: readonly string[]): void {
    const odd = Object.keys(this.#json).find((key) => !known.includes(key));
    if (odd !== undefined)
      throw this.#error(`the key ${quoted(odd)} is not known`, known.join(', '), '');
  }

  has(key: string): boolean {
    return this.#json[key] !== undefined && this.#json[key] !== null;
  }

  /** An object of fields; one that is absent has none. */
  object(key: string, known?: readonly string[]): Fields {
    const value = this.#json[key] ?? {};
    if (!isJsonObject(value)) throw this.wrong(key, value, 'an object');
    return new Fields(value, this.#file, `${this.#at}${key}.`, known);
  }

  /** A name or pattern. */
  name(key: string): string | undefined {
    const value = this.#json[key] ?? undefined;
    if (value === undefined || (typeof value === 'string' && value !== '')) return value;
    throw this.wrong(key, value, 'a text');
  }

  texts(key: string): readonly string[] {
    const value = this.#json[key] ?? [];
    const isList = Array.isArray(value) && value.every((one) => typeof one === 'string');
    if (isList && value.length <= mostIgnored) return value as readonly string[];
    throw this.wrong(key, value, `a list of at most ${mostIgnored} texts`);
  }

  flag(key: string, absent: boolean): boolean {
    const value = this.#json[key] ?? absent;
    if (typeof value === 'boolean') return value;
    throw this.wrong(key, value, 'true or false');
  }

  word<Word extends string>(key: string, allowed: readonly Word[], absent?: Word): Word {
    const value = this.#json[key] ?? absent;
    const word = allowed.find((one) => one === value);
    if (word !== undefined) return word;
    throw this.wrong(key, value, allowed.map((one) => JSON.stringify(one)).join(', '));
  }

  whole(key: string, least: number, most: number, absent?: number): number {
    const value = this.#json[key] ?? absent;
    if (Number.isInteger(value) && this.#isIn(value, least, most)) return value as number;
    throw this.wrong(key, value, `a whole number from ${least} to ${most}`);
  }

  wholeIfAny(key: string, least: number, most: number): number | undefined {
    return this.has(key) ? this.whole(key, least, most) : undefined;
  }

  between(key: string, least: number, most: number, absent?: number): number {
    const value = this.#json[key] ?? absent;
    if (this.#isIn(value, least, most)) return value as number;
    throw this.wrong(key, value, `a number from ${least} to ${most}`);
  }

  betweenIfAny(key: string, least: number, most: number): number | undefined {
    return this.has(key) ? this.between(key, least, most) : undefined;
  }

  wrong(key: string, found: Json | undefined, allowed: string): EngineError {
    const what = found === undefined ? 'is missing' : `is ${JSON.stringify(found).slice(0, 80)}`;
    return this.#error(what, allowed, key);
  }

  #isIn(value: Json | undefined, least: number, most: number): boolean {
    return typeof value === 'number' && value >= least && value <= most;
  }

  #error(what: string, allowed: string, key: string): EngineError {
    const place = `${this.#at}${key}`.replace(/\.$/, '');
    const message = `${this.#file}: ${place === '' ? '' : `${place} `}${what}; allowed: ${allowed}`;
    return new EngineError('model-inconsistent', message, {
      hint: 'docs/mapping.md says what every field means; one that fits the tensors can be guessed.',
    });
  }
}
