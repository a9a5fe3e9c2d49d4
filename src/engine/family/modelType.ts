// Which of a dialect's model types a config.json is for: by model_type, else by the class, else by the keys.
import type { Json, JsonObject } from '../checkpoint/checkpoint.ts';
import type { ConfigWords } from '../checkpoint/configWords.ts';
import { isJsonObject } from '../checkpoint/json.ts';
import { Config, isRead, shown, wrong } from './config.ts';
import type { Dialect } from './dialect.ts';
import { refusedEverywhere } from './refusals.ts';

/** What a config says of a dialect, and the words with which it does. Neither: it says nothing. */
export type Saying = {
  /** One of the dialect's types. */
  readonly type?: string;
  /** It is in another dialect, or computes otherwise, as Gemma with Llama's tensors. */
  readonly isOther?: boolean;
  readonly words?: string;
};

export function saying(
  config: JsonObject,
  words: ConfigWords,
  dialect: Dialect,
  all: readonly Dialect[],
): Saying {
  const { architectures, hidden_activation: activation } = config;
  const isSize = all.some((one) => one.typeIsSize && hasKeys(config, one.tellingKeys));
  const type = isSize ? undefined : config.model_type;
  const said = (key: string, value: Json) => `${words.it} says ${key} ${shown(value)}`;
  if (type !== undefined) {
    const isKnown = typeof type === 'string' && Object.hasOwn(dialect.types, type);
    return { ...(isKnown ? { type } : { isOther: true }), words: said('model_type', type) };
  }
  const isOther = (name: Json) => typeOfClass(config, dialect, name) === undefined;
  if (Array.isArray(architectures) && architectures.some(isOther)) {
    return { isOther: true, words: said('architectures', architectures) };
  }
  // Only Gemma's and its kin's configs have this key; their norms and embeddings are not Llama's.
  if (activation !== undefined && !reads(dialect, 'hidden_activation')) {
    return { isOther: true, words: said('hidden_activation', activation) };
  }
  const [first] = classesOf(config);
  if (first === undefined) return byKeys(config, words, dialect, all);
  return {
    type: typeOfClass(config, dialect, first),
    words: said('architectures', architectures!),
  };
}

/** The model type that a class is named after: of a larger model only where the config holds this one's. */
function typeOfClass(config: JsonObject, { types, within }: Dialect, name: Json) {
  if (typeof name !== 'string') return undefined;
  const names = Object.keys(types).filter((type) => {
    const key = within?.types[type];
    return isOf(name, type) && (key === undefined || config[key] !== undefined);
  });
  return names.find((type) => bare(type) === stem(name)) ?? names[0];
}

/** Some programs write no model_type, but keys that no other's config has together. */
function byKeys(
  config: JsonObject,
  { it }: ConfigWords,
  dialect: Dialect,
  all: readonly Dialect[],
): Saying {
  const told = all.find(({ tellingKeys }) => hasKeys(config, tellingKeys));
  if (!told) return {};
  const words = `${it} has ${told.tellingKeys.join(', ')}, as ${told.title}'s`;
  const [type] = Object.keys(told.types);
  return told === dialect ? { type, words } : { isOther: true, words };
}

function hasKeys(config: JsonObject, keys: readonly string[]): boolean {
  return keys.length > 0 && keys.every((key) => config[key] !== undefined);
}

/** Config of a model type, without what is not computed. `type` undefined: the tensors alone tell it, or `alike` ones. */
export function configOf(
  { json, words }: { readonly json: JsonObject; readonly words: ConfigWords },
  dialect: Dialect,
  type: string | undefined,
  alike: readonly string[],
): Config {
  const [first] = Object.keys(dialect.types);
  const part = type === undefined ? undefined : dialect.within?.types[type];
  const said = dialect.flattened?.(json, words) ?? json;
  const own = part === undefined ? said : ownConfig(json, words, part, `${type}_text`);
  const config = new Config(own, type ?? first, dialect.types[type ?? first], words);
  const refused = [...dialect.refused, ...refusedEverywhere];
  const unread = refused.filter(({ key }) => !config.readsKey(key));
  config.refuse(own, unread);
  const outside = unread.filter(({ key }) => key !== part);
  config.refuse(json, outside);
  if (type !== undefined) noteClass(config);
  else {
    const others = alike.length === 0 ? '' : `, a guess: they are those of ${alike.join(', ')} too`;
    config.noteOfIt(`has no model_type: read as ${first}, by the names of the tensors${others}`);
  }
  return config;
}

/** What a larger model's config says of this one: an object in it; but the class and whether it is tied it says itself. */
function ownConfig(json: JsonObject, words: ConfigWords, key: string, type: string): JsonObject {
  const { [key]: inner = {}, tie_word_embeddings, architectures, auto_map } = json;
  if (!isJsonObject(inner)) throw wrong(words, key, inner, 'an object');
  const { model_type: kind = type, tie_word_embeddings: tied } = inner;
  if (kind !== type) throw wrong(words, `${key}.model_type`, kind, `"${type}"`);
  const outer = {
    [`${key}.tie_word_embeddings`]: tied,
    tie_word_embeddings,
    architectures,
    auto_map,
  };
  const said = Object.entries({ ...inner, ...outer }).filter(([, value]) => value !== undefined);
  return Object.fromEntries(said);
}

/** Notes a class of another name than the model type's, and code of the checkpoint's own. */
function noteClass(config: Config): void {
  const { auto_map: code } = config.json;
  const others = classesOf(config.json).filter((name) => !isOf(name, config.type));
  if (others.length > 0) {
    const shownOthers = others.join(', ').slice(0, 80);
    config.note(
      `the class is ${shownOthers}, but model_type ${config.type} counts, as in transformers`,
    );
  }
  if (code !== undefined) {
    config.noteOfIt(`names code of its own (auto_map): it is not run, ${config.type} is computed`);
  }
}

/** The classes that a config names; none where it names none. */
export function classesOf({ architectures }: JsonObject): string[] {
  return Array.isArray(architectures) ? architectures.map(String) : [];
}

/** "GPT2LMHeadModel", "LlamaForCausalLM": a class of transformers, named after its model type. */
function stem(name: string): string {
  return name.replace(/(?:For[A-Z]|LMHead|DoubleHeads|(?:Encoder)?Model$).*$/, '').toLowerCase();
}

/** Whether a class is a model type's. The text part of a model that sees too has the class of the whole: Gemma3ForCausalLM of gemma3_text. */
function isOf(name: string, type: string): boolean {
  return [stem(name), `${stem(name)}text`].includes(bare(type));
}

function bare(type: string): string {
  return type.replace(/[_-]/g, '');
}

function reads({ types }: Dialect, key: string): boolean {
  return Object.values(types).some((settings) => isRead(settings, key));
}
