// What stands beside the weights: config and tokenizer. A step of a run may leave them to the run's folder.
import { EngineError, isEngineError } from '../core/error.ts';
import type { Files } from '../core/files.ts';
import { type MetaFile, tokenizerOfCharacters } from './characters.ts';
import type { JsonObject, MappingFile } from './checkpoint.ts';
import type { HeldFiles } from './held.ts';
import { parseJsonObject, parsePythonObject } from './json.ts';
import { isStep } from './runFolder.ts';
import { withTokenizerConfig } from './tokenizerConfig.ts';
import type { TokenizerParts } from './tokenizerParts.ts';
import { bertTokenizer, byteLevelTokenizer } from './vocabularyFiles.ts';
import { quoted, several } from './words.ts';

/** Configurations have a few KB; those that list every layer's quantisation reach one MB. */
const MAX_CONFIG_BYTES = 16 << 20;
/** The largest public tokenizers have 35 MB. */
const MAX_TOKENIZER_BYTES = 256 << 20;

export type Config = {
  readonly config: JsonObject | undefined;
  /** Why a config.json that is there cannot be read. */
  readonly problem: EngineError | undefined;
  readonly notes: readonly string[];
};

/** config.json of the model. One that is wrong hides no tensor: that is a problem, not an error. */
export async function readConfig(held: HeldFiles, weights: string): Promise<Config> {
  const found = await findBeside(held.files, weights, ['config.json']);
  if (!found) return { config: undefined, problem: undefined, notes: [] };
  const path = held.files.inside(found.folder, 'config.json');
  const notes = found.note ? [found.note] : [];
  try {
    const bytes = await held.readWhole(path, MAX_CONFIG_BYTES);
    const config = parsePythonObject(bytes, path, (odd) => {
      notes.push(`config.json ${odd}.`);
    });
    return { config, problem: undefined, notes };
  } catch (error) {
    if (!isEngineError(error)) throw error;
    return { config: undefined, problem: error, notes };
  }
}

/** A mapping of a large model has 20 kB. */
const MAX_MAPPING_BYTES = 1 << 20;

/** The one that the user names; else NAME.mapping.json beside NAME.pt, or the only one of the folder, where that is the checkpoint. */
export async function findMapping(
  held: HeldFiles,
  weights: string,
  path: string,
): Promise<MappingFile | undefined> {
  const { files } = held;
  const said = saidMapping(files, weights) ?? saidMapping(files, path);
  const place = said === undefined ? await mappingBeside(files, weights, path) : [said];
  if (place.length === 0) return undefined;
  const names = place.map((one) => files.base(one));
  if (place.length > 1) {
    const json = () => {
      throw new EngineError(
        'model-inconsistent',
        `${several(names)} are all mappings of ${files.base(path)}`,
        {
          hint: 'Keep one of them in the folder, or name it after the weights: model.mapping.json.',
        },
      );
    };
    return { file: names[0], json };
  }
  const read = await held.readWhole(place[0], MAX_MAPPING_BYTES).catch((error: unknown) => {
    if (said !== undefined || !isEngineError(error)) throw error;
    return error; // it hides no tensor
  });
  const json = () => {
    if (read instanceof EngineError) throw read;
    return parseJsonObject(read, names[0]);
  };
  return { file: names[0], json };
}

/** Of the file or folder, or of the nearest folder around it. */
function saidMapping(files: Files, path: string): string | undefined {
  const whole = (one: string) => files.inside(files.parent(one), files.base(one));
  const { mappings = [] } = files.places ?? {};
  const said = mappings.map(({ model, file }) => ({ at: whole(model), file }));
  for (let at = whole(path); said.length > 0; at = files.parent(at)) {
    const found = said.findLast((one) => one.at === at);
    if (found || files.parent(at) === at) return found?.file;
  }
  return undefined;
}

async function mappingBeside(files: Files, weights: string, path: string): Promise<string[]> {
  const folder = files.parent(weights);
  const own = `${files.base(weights).replace(/\.[^.]+$/, '')}.mapping.json`;
  const all = (await files.list(folder)).filter((name) => name.endsWith('.mapping.json'));
  const isFolder = (await files.kind(path)) === 'folder';
  const meant = all.includes(own) ? [own] : isFolder ? all : [];
  return meant.map((name) => files.inside(folder, name));
}

export type Tokenizer = {
  /** Reads it; undefined where there is none. */
  read(config: JsonObject | undefined): Promise<JsonObject | undefined>;
  readonly notes: readonly string[];
};

/** What is known of a model: what it was trained on, as its program calls it, and how many tokens it knows. */
export type Trained = {
  readonly dataset?: string | undefined;
  readonly vocabulary?: number | undefined;
};

/** What holds a tokenizer, the preferred first. */
const TOKENIZERS = [['tokenizer.json'], ['vocab.json', 'merges.txt'], ['vocab.txt']] as const;

/** Whether a tokenizer lies among the files of a folder. */
export function holdsTokenizer(present: readonly string[]): boolean {
  return TOKENIZERS.some((names) => names.every((name) => present.includes(name)));
}

/**
 * Finds tokenizer.json, or the vocabulary files that were there before it, neither of which is read yet; or nanoGPT's.
 */
export async function findTokenizer(
  held: HeldFiles,
  weights: string,
  trained: Trained = {},
): Promise<Tokenizer> {
  for (const names of TOKENIZERS) {
    const found = await findBeside(held.files, weights, names);
    if (!found) continue;
    const notes = found.note ? [found.note] : [];
    const parts = await partsIn(held, found.folder);
    const [first] = names;
    if (first === 'tokenizer.json') {
      const path = held.files.inside(found.folder, first);
      const read = async (config: JsonObject | undefined) => {
        const json = parseJsonObject(await held.readWhole(path, MAX_TOKENIZER_BYTES), path);
        return withTokenizerConfig(json, parts, config);
      };
      return { read, notes };
    }
    const make = first === 'vocab.json' ? byteLevelTokenizer : bertTokenizer;
    return {
      read: (config) => make(parts, config),
      notes: [
        ...notes,
        `The tokenizer is made from ${names.join(' and ')}: there is no tokenizer.json.`,
      ],
    };
  }
  const files = await metaFiles(held.files, weights, trained.dataset);
  return tokenizerOfCharacters(held, files, trained.vocabulary);
}

const META = 'meta.pkl';

/** Beside the weights; and nanoGPT has it in the data set's folder, which lies in data/ beside the run's. */
async function metaFiles(
  files: Files,
  weights: string,
  dataset: string | undefined,
): Promise<MetaFile[]> {
  const own = files.parent(weights);
  const data = files.inside(files.parent(own), 'data');
  const isName = dataset !== undefined && /^[\w-][\w. -]*$/.test(dataset);
  const beside = await findBeside(files, weights, [META]);
  const folders = [
    ...(beside ? [beside.folder] : []),
    ...(isName ? [files.inside(data, dataset)] : []),
  ];
  const found: MetaFile[] = [];
  for (const folder of folders) {
    const path = files.inside(folder, META);
    if (await isMissing(files, path)) continue;
    const where = folder === own ? 'beside the weights' : `of ${quoted(files.base(folder))}`;
    found.push({ path, name: `${META} ${where}` });
  }
  return found;
}

/** transformers with PEFT applies an adapter that lies in the folder; here the weights are taken as they are. */
export async function noteAdapter(files: Files, weights: string): Promise<string[]> {
  const own = files.parent(weights);
  if (files.base(weights) === 'adapter_config.json') return []; // it is applied
  if ((await files.kind(files.inside(own, 'adapter_config.json'))) === 'missing') return [];
  return [
    'adapter_config.json stands beside the weights: the adapter (LoRA) is not applied; if it is not merged into them, merge it with merge_and_unload() of PEFT.',
  ];
}

type Found = { readonly folder: string; readonly note: string | undefined };

/** The folder that holds all of these: the weights' own, or for a step of a run the run's. */
async function findBeside(
  files: Files,
  weights: string,
  names: readonly string[],
): Promise<Found | undefined> {
  const own = files.parent(weights);
  const holdsAll = async (folder: string) => {
    for (const name of names) {
      if (await isMissing(files, files.inside(folder, name))) return false;
    }
    return true;
  };
  if (await holdsAll(own)) return { folder: own, note: undefined };
  const run = files.parent(own);
  if (!isStep(files.base(own)) || !(await holdsAll(run))) return undefined;
  const verb = names.length === 1 ? 'is' : 'are';
  const note = `${names.join(' and ')} ${verb} taken from the run's folder ${files.base(run)}.`;
  return { folder: run, note };
}

/** What cannot be looked at is there: reading it says why it cannot be read. */
async function isMissing(files: Files, path: string): Promise<boolean> {
  try {
    return (await files.kind(path)) === 'missing';
  } catch (error) {
    if (isEngineError(error)) return false;
    throw error;
  }
}

/** Reads the small files of a tokenizer by name, from one folder. */
async function partsIn(held: HeldFiles, folder: string): Promise<TokenizerParts> {
  const { files } = held;
  const present = new Set(await files.list(folder));
  const bytesOf = (name: string) => held.readWhole(files.inside(folder, name), MAX_TOKENIZER_BYTES);
  return {
    folder,
    text: async (name) => {
      const bytes = await bytesOf(name);
      try {
        return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
      } catch (cause) {
        const message = `${files.inside(folder, name)} is not UTF-8 text`;
        throw new EngineError('file-format', message, { cause });
      }
    },
    json: async (name) => {
      if (!present.has(name)) return undefined;
      return parseJsonObject(await bytesOf(name), files.inside(folder, name));
    },
  };
}
