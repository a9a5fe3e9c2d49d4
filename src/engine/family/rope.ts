// Where a config says a rule of rotary positions, and which of two spellings counts, as transformers 5.24 reads it:
// what the object that counts leaves out comes from the keys beside it.
import type { Json, JsonObject } from '../checkpoint/checkpoint.ts';
import { isJsonObject } from '../checkpoint/json.ts';
import { quoted } from '../checkpoint/words.ts';
import { type Config, isSame, largestNumber, leastTurn, shown } from './config.ts';

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

/** An object that says a rule, and what counts beside it. */
type Said = {
  readonly json: JsonObject;
  readonly name: string; // "rope_scaling"
  /** The setting of the base, where the object has none. */
  readonly base: 'theta' | 'localTheta';
  /** One of several, each for layers of a kind. */
  readonly ofLayers: boolean;
};

export class Rope {
  readonly json: JsonObject;
  readonly name: string;
  /** That says it. */
  readonly config: Config;
  readonly #positions: number;
  readonly #said: Said;

  /** `positions`: max_position_embeddings. */
  constructor(config: Config, positions: number, said: Said) {
    this.config = config;
    this.#positions = positions;
    this.#said = said;
    this.json = said.json;
    this.name = said.name;
  }

  type(rules: readonly string[]): string {
    const { rope_type: said, type: old } = this.json;
    const type = said === undefined ? (old ?? 'default') : said;
    if (typeof type !== 'string' || !rules.includes(type)) {
      const known = rules.map((name) => `"${name}"`);
      const words = `${known.slice(0, -1).join(', ')} or ${known.at(-1)}`;
      throw this.config.wrong(
        `${this.name}.${said === undefined ? 'type' : 'rope_type'}`,
        type,
        words,
      );
    }
    if (said !== undefined && old !== undefined && said !== old) {
      this.config.note(
        `${this.name} has "type" ${shown(old)} and "rope_type" ${shown(said)}: rope_type is used, as transformers 5 does`,
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
      this.config.note(
        `${this.name} has ${quoted(key)} ${shown(value)}, which rope_type "${type}" does not read, as in transformers 5`,
      );
    }
  }

  /** The base inside the object counts before the one beside it. */
  base(): number {
    const [key, setting] = ['rope_theta', this.#said.base];
    const value = this.json[key];
    if (value === undefined) return this.config.between(setting, leastTurn, largestNumber);
    this.noteBeside(key, value, this.config.spellings(setting));
    return this.config.numberBetween(`${this.name}.${key}`, value, leastTurn, largestNumber);
  }

  /** Notes what keys beside the object say otherwise than `key` in it, which counts. */
  noteBeside(key: string, value: Json, outside: readonly string[]): void {
    for (const name of outside) {
      const beside = this.config.json[name];
      if (beside === undefined || isSame(beside, value)) continue;
      this.config.note(
        `${this.config.key(name)} is ${shown(beside)}, and ${this.config.key(key)} ${shown(value)} in ${this.name}: the latter is used, as transformers 5 does`,
      );
    }
  }

  number(key: string, fallback?: number): number {
    const { [key]: value = fallback } = this.json;
    return this.config.numberBetween(key, value, leastTurn, largestNumber);
  }

  /** As `number`, where absent and null mean that it is worked out. */
  numberIfAny(key: string): number | undefined {
    return (this.json[key] ?? null) === null ? undefined : this.number(key);
  }

  /** Positions before scaling. A key beside the object counts before the one in it, if that is the only one. */
  original(): number {
    const key = 'original_max_position_embeddings';
    const { [key]: said } = this.config.json;
    const isSetting = this.config.has('originalPositions');
    const beside = isSetting ? this.config.size('originalPositions') : said;
    const inside = this.json[key];
    if (beside === undefined || this.#said.ofLayers) {
      const found = this.number(key, inside === undefined ? this.#positions : undefined);
      this.noteBeside(key, found, [key]);
      return found;
    }
    if (inside !== undefined && !isSame(beside, inside)) {
      this.config.note(
        `${this.config.key(key)} is ${shown(beside)}, and ${shown(inside)} in ${this.name}: the former is used, as transformers 5 does`,
      );
    }
    return this.config.numberBetween(key, beside, 1, largestNumber);
  }

  /** How far positions are stretched: `factor`, else the ratio of the lengths. */
  stretch(): number {
    return this.numberIfAny('factor') ?? this.#positions / this.original();
  }

  words(): string {
    return `${this.name} ${shown(this.json)}`;
  }
}

/** For all layers: rope_scaling, where it is there and not empty, takes the place of rope_parameters whole. */
export function wholeRope(config: Config, positions: number): Rope {
  const scaling = nonEmpty(config, 'rope_scaling');
  const parameters = nonEmpty(config, 'rope_parameters');
  const name = scaling ? 'rope_scaling' : 'rope_parameters';
  const json = scaling ?? parameters ?? {};
  for (const [key, value] of Object.entries(json)) {
    const isOfLayers = isJsonObject(value) || (value === null && key.endsWith('_attention'));
    if (isOfLayers) throw config.wrong(`${name}.${key}`, value, 'one rule for all layers');
  }
  if (scaling && parameters && !isSame(scaling, parameters)) {
    config.note(
      `rope_scaling is ${shown(scaling)} beside rope_parameters ${shown(parameters)}: rope_scaling is used, as transformers 5 does`,
    );
  }
  return new Rope(config, positions, { json, name, base: 'theta', ofLayers: false });
}

const [FULL, SLIDING] = ['full_attention', 'sliding_attention'];

/**
 * Two rules, in rope_parameters. What rope_scaling says changes the one for the layers that see all; without
 * rope_parameters that is the default, whose rope_type stands before the "type" of old configs.
 */
export function layerRopes(config: Config, positions: number): { full: Rope; sliding: Rope } {
  const parameters = objectOrNone(config, config.json, 'rope_parameters');
  const scaling = objectOrNone(config, config.json, 'rope_scaling');
  const inside = (kind: string) =>
    objectOrNone(config, parameters ?? {}, kind, `rope_parameters.${kind}`);
  const [full, sliding] = [inside(FULL), inside(SLIDING)];
  if (parameters && scaling && !full) {
    const found = parameters[FULL];
    throw config.wrong(`rope_parameters.${FULL}`, found, 'a rule, for rope_scaling to change');
  }
  noteOthers(config, parameters ?? {});
  const usual = { rope_type: 'default' };
  const changed = { ...(full ?? usual), ...scaling };
  if (full && scaling && !isSame(full, changed)) {
    config.note(
      `rope_scaling is ${shown(scaling)} beside rope_parameters.${FULL} ${shown(full)}: its keys are used before those, as transformers 5 does`,
    );
  }
  const rope = (json: JsonObject, name: string, base: Said['base']) =>
    new Rope(config, positions, { json, name, base, ofLayers: true });
  return {
    full: rope(changed, scaling ? 'rope_scaling' : `rope_parameters.${FULL}`, 'theta'),
    sliding: rope(sliding ?? usual, `rope_parameters.${SLIDING}`, 'localTheta'),
  };
}

function noteOthers(config: Config, parameters: JsonObject): void {
  for (const [key, value] of Object.entries(parameters)) {
    if (key === FULL || key === SLIDING || value === null) continue;
    config.note(
      `rope_parameters has ${quoted(key)} ${shown(value)}, but ${config.type} reads ${FULL} and ${SLIDING} in it, as transformers 5 does`,
    );
  }
}

function nonEmpty(config: Config, key: string): JsonObject | undefined {
  const value = objectOrNone(config, config.json, key);
  return value && Object.keys(value).length > 0 ? value : undefined;
}

function objectOrNone(
  config: Config,
  json: JsonObject,
  key: string,
  name = key,
): JsonObject | undefined {
  const value = json[key];
  if (value === undefined || value === null) return undefined;
  if (!isJsonObject(value)) throw config.wrong(name, value, 'an object');
  return value;
}
