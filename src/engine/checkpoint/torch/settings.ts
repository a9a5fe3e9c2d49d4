// The settings of a model that a training program saved beside it, for where no config.json lies.
import type { JsonObject } from '../checkpoint.ts';
import type { ConfigWords } from '../configWords.ts';
import { isJsonObject } from '../json.ts';
import { isModule } from './flatten.ts';
import type { ModelIn } from './modelIn.ts';
import { plainObject } from './plain.ts';
import { Dict, type Value } from './values.ts';

/** Where they stand, the likelier first: nanoGPT, Lightning, argparse. */
const NAMES = [
  ...['model_args', 'model_config', 'config', 'hyper_parameters', 'hparams', 'cfg', 'args'],
];
/** A key that speaks of a model's form, in the words of transformers, GPT-2 and TransformerLens. */
const FORM =
  /^(?:n_layers?|num_(?:hidden_)?layers|n_embd|d_model|hidden_size|n_heads?|num_(?:attention_)?heads)$/;

type Settings = { readonly config: JsonObject; readonly configWords: ConfigWords };

/** undefined: none of them speaks of a model. `file` is the file's name. */
export function settingsOf({ value, around }: ModelIn, file: string): Settings | undefined {
  const dicts = [...attributesOf(value), ...around.map(({ members }) => members)];
  for (const name of NAMES) {
    for (const members of dicts) {
      const found = formIn(name, members.get(name));
      if (found) return { config: found.config, configWords: wordsFor(file, found.at) };
    }
  }
  return undefined;
}

/** nanoGPT's "config" has all that its program was started with. */
export function datasetOf({ around }: ModelIn): string | undefined {
  for (const { members } of around) {
    const config = members.get('config');
    const dataset = config instanceof Dict ? config.named().get('dataset') : undefined;
    if (typeof dataset === 'string') return dataset;
  }
  return undefined;
}

/** Wrappers around a whole module, as DataParallel's, one in the other. */
const MAX_WRAPPERS = 4;

/** What stands in a whole module, and in the only one that it wraps. */
function attributesOf(value: Value): ReadonlyMap<string, Value>[] {
  const all: ReadonlyMap<string, Value>[] = [];
  for (let module = value; isModule(module) && all.length < MAX_WRAPPERS; ) {
    const attributes = module.state instanceof Dict ? module.state.named() : new Map();
    all.push(attributes);
    const inside = attributes.get('_modules');
    const parts: readonly Value[] = inside instanceof Dict ? [...inside.named().values()] : [];
    if (parts.length !== 1) break;
    [module] = parts;
  }
  return all;
}

type Form = { readonly at: string; readonly config: JsonObject };

/** The settings themselves, or those of the model among them, as Lightning's "hyper_parameters" has "model". */
function formIn(name: string, value: Value | undefined): Form | undefined {
  const all = plainObject(value);
  if (!all) return undefined;
  const inside = Object.entries(all).map(([key, part]) => ({ at: `${name}.${key}`, config: part }));
  return [{ at: name, config: all }, ...inside].find((each): each is Form => {
    return isJsonObject(each.config) && Object.keys(each.config).some((key) => FORM.test(key));
  });
}

function wordsFor(file: string, at: string): ConfigWords {
  return {
    file,
    it: `"${at}" of ${file}`,
    lacking: 'is None; allowed: a value, or no such key',
    key: (key) => key,
  };
}
