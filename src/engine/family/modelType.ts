// Which of a dialect's model types a config.json is for: by model_type, else by the class, else by the keys.
import type { Json, JsonObject } from '../checkpoint/checkpoint.ts';
import { Config, isRead, refuse, shown } from './config.ts';
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

export function saying(config: JsonObject, dialect: Dialect, all: readonly Dialect[]): Saying {
  const { model_type: type, architectures, hidden_activation: activation } = config;
  const names = Object.keys(dialect.types);
  const said = (key: string, value: Json) => `config.json says ${key} ${shown(value)}`;
  if (type !== undefined) {
    const isKnown = typeof type === 'string' && Object.hasOwn(dialect.types, type);
    return { ...(isKnown ? { type } : { isOther: true }), words: said('model_type', type) };
  }
  const typeOf = (name: Json) =>
    typeof name === 'string' ? names.find((one) => isOf(name, one)) : undefined;
  const isOther = (name: Json) => typeOf(name) === undefined;
  if (Array.isArray(architectures) && architectures.some(isOther)) {
    return { isOther: true, words: said('architectures', architectures) };
  }
  // Only Gemma's and its kin's configs have this key; their norms and embeddings are not Llama's.
  if (activation !== undefined && !reads(dialect, 'hidden_activation')) {
    return { isOther: true, words: said('hidden_activation', activation) };
  }
  const [first] = classesOf(config);
  if (first === undefined) return byKeys(config, dialect, all);
  return {
    type: typeOf(first),
    words: said('architectures', architectures!),
  };
}

/** Some programs write no model_type, but keys that no other's config has together. */
function byKeys(config: JsonObject, dialect: Dialect, all: readonly Dialect[]): Saying {
  const told = all.find(({ tellingKeys: keys }) => {
    return keys.length > 0 && keys.every((key) => config[key] !== undefined);
  });
  if (!told) return {};
  const words = `config.json has ${told.tellingKeys.join(', ')}, as ${told.title}'s`;
  const [type] = Object.keys(told.types);
  return told === dialect ? { type, words } : { isOther: true, words };
}

/** Config of a model type, without what is not computed. `type` undefined: the tensors alone tell it. */
export function configOf(json: JsonObject, dialect: Dialect, type: string | undefined): Config {
  const [first] = Object.keys(dialect.types);
  const config = new Config(json, type ?? first, dialect.types[type ?? first]);
  const refused = [...dialect.refused, ...refusedEverywhere];
  refuse(
    json,
    refused.filter(({ key }) => !config.readsKey(key)),
  );
  if (type !== undefined) noteClass(config);
  else config.note(`config.json has no model_type: read as ${first}, by the names of the tensors`);
  return config;
}

/** Notes a class of another name than the model type's, and code of the checkpoint's own. */
function noteClass(config: Config): void {
  const { auto_map: code } = config.json;
  const others = classesOf(config.json).filter((name) => !isOf(name, config.type));
  if (others.length > 0) {
    const shownOthers = others.join(', ').slice(0, 80);
    config.note(
      `config.json: the class is ${shownOthers}, but model_type ${config.type} counts, as in transformers`,
    );
  }
  if (code !== undefined) {
    config.note(
      `config.json names code of its own (auto_map): it is not run, ${config.type} is computed`,
    );
  }
}

/** The classes that a config names; none where it names none. */
export function classesOf({ architectures }: JsonObject): string[] {
  return Array.isArray(architectures) ? architectures.map(String) : [];
}

/** "GPT2LMHeadModel", "LlamaForCausalLM": a class of transformers, named after its model type. */
function stem(name: string): string {
  return name.replace(/(?:For[A-Z]|LMHead|DoubleHeads|Model$).*$/, '').toLowerCase();
}

/** Whether a class is a model type's. The text part of a model that sees too has the class of the whole: Gemma3ForCausalLM of gemma3_text. */
function isOf(name: string, type: string): boolean {
  const [one, other] = [stem(name), type.replaceAll('_', '')];
  return one === other || `${one}text` === other;
}

function reads({ types }: Dialect, key: string): boolean {
  return Object.values(types).some((settings) => isRead(settings, key));
}
