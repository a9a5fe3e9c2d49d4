// Which of a family's model types a config.json is for, by model_type, class and tensors.
import type { Checkpoint, Json, JsonObject } from '../checkpoint/checkpoint.ts';
import { EngineError } from '../core/error.ts';
import { Config, refuse, shown } from './config.ts';
import { unknown } from './errors.ts';
import type { Family } from './family.ts';
import type { Named } from './names.ts';
import { refusedEverywhere } from './refusals.ts';

/** Config of the model type that the checkpoint is, without what is not computed. */
export function configOf(checkpoint: Checkpoint, family: Family, named: Named): Config {
  const { config: json } = checkpoint;
  if (!json) {
    if (checkpoint.configProblem) throw checkpoint.configProblem;
    throw new EngineError(
      'model-unknown',
      `${checkpoint.name}: no config.json beside the weights`,
      {
        hint: 'Put the config.json of the model into the same folder: heads and norms are not in the tensors.',
      },
    );
  }
  const other = otherFamily(json, family);
  if (other !== undefined) throw unknown(checkpoint, `config.json says ${other}`);
  refuse(json, [...family.refused, ...refusedEverywhere]);
  const type = typeOf(json, family);
  if (type !== undefined) return withClass(new Config(json, type, family.types[type]));
  const [first, ...rest] = Object.keys(family.types);
  const telling = [...named.tensors.keys()].find((name) =>
    family.optional.some((p) => p.test(name)),
  );
  if (rest.length > 0 && telling !== undefined) {
    const types = [first, ...rest].join(', ');
    throw unknown(
      checkpoint,
      `config.json has no model_type, and whether ${telling} counts depends on it (${types})`,
    );
  }
  const config = new Config(json, first, family.types[first]);
  config.note(`config.json has no model_type: read as ${first}, by the names of the tensors`);
  return config;
}

/** Notes a class of another name than the model type's, and code of the checkpoint's own. */
function withClass(config: Config): Config {
  const { architectures, auto_map: code } = config.json;
  const classes = Array.isArray(architectures) ? architectures.map(String) : [];
  const others = classes.filter((name) => stem(name) !== bare(config.type));
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
  return config;
}

/** model_type, or what the class in `architectures` is named after. */
function typeOf(config: JsonObject, { types }: Family): string | undefined {
  const { model_type: type, architectures } = config;
  if (typeof type === 'string') return type;
  const classes = Array.isArray(architectures) ? architectures.map(String) : [];
  return Object.keys(types).find((name) => classes.some((c) => stem(c) === bare(name)));
}

/** What in a config names a family with the same tensors that computes otherwise, as Gemma with Llama. */
function otherFamily(config: JsonObject, { types }: Family): string | undefined {
  const { model_type: type, architectures } = config;
  const said = (key: string, value: Json) => `${key} ${shown(value)}`;
  if (type !== undefined) {
    const isKnown = typeof type === 'string' && Object.hasOwn(types, type);
    return isKnown ? undefined : said('model_type', type);
  }
  const known = Object.keys(types).map(bare);
  const isOther = (name: Json) => typeof name !== 'string' || !known.includes(stem(name));
  if (Array.isArray(architectures) && architectures.some(isOther)) {
    return said('architectures', architectures);
  }
  // Only Gemma's and its kin's configs have this key; their norms and embeddings are not Llama's.
  const { hidden_activation: activation } = config;
  return activation === undefined ? undefined : said('hidden_activation', activation);
}

/** "GPT2LMHeadModel", "LlamaForCausalLM": a class of transformers, named after its model type. */
function stem(name: string): string {
  return name.replace(/(?:For[A-Z]|LMHead|DoubleHeads|Model$).*$/, '').toLowerCase();
}

function bare(type: string): string {
  return type.replaceAll('_', '');
}
