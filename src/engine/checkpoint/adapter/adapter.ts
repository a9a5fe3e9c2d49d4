// Reader: an adapter of PEFT (LoRA) over the model that it changes. What it makes is the merged model: base weights as
// they are, and those with updates as sums that are made when they are read (lowRank.ts).
import { EngineError } from '../../core/error.ts';
import { findTokenizer, holdsTokenizer } from '../beside.ts';
import type { JsonObject } from '../checkpoint.ts';
import { configOf } from '../configOf.ts';
import type { Container, Reader } from '../container.ts';
import { findWeights } from '../folder.ts';
import type { HeldFiles } from '../held.ts';
import { parseJsonObject } from '../json.ts';
import { quoted } from '../words.ts';
import { type Base, baseOf, MODEL } from './base.ts';
import { merged } from './merged.ts';
import { adapterSettings } from './settings.ts';

const CONFIG = 'adapter_config.json';
const WEIGHTS = /^adapter_model\.(?:safetensors|bin)$/;
/** PEFT's have a KB; patterns for every module some more. */
const MAX_CONFIG_BYTES = 1 << 20;

/** `readers`: those of the base and of the adapter's own weights. */
export function adapterReader(readers: readonly Reader[]): Reader {
  return {
    // Where the model lies there too, it is opened and the adapter is noted (beside.ts).
    sniffFolder: (names) => {
      const isAdapter = names.includes(CONFIG) && names.some((name) => WEIGHTS.test(name));
      return isAdapter && !names.some((name) => MODEL.test(name)) ? [CONFIG] : [];
    },
    several: { are: 'adapters', hint: 'Open the folder of one of them.' },
    sniff: async (_, name) => name === CONFIG,
    modelName: () => undefined,
    open: (held, path) => openAdapter(held, path, readers),
  };
}

async function openAdapter(
  held: HeldFiles,
  path: string,
  readers: readonly Reader[],
): Promise<Container> {
  const { files } = held;
  const folder = files.parent(path);
  const json = parseJsonObject(await held.readSaying(path, MAX_CONFIG_BYTES), path);
  const settings = adapterSettings(json, path);
  const name = (await files.list(folder)).find((one) => WEIGHTS.test(one));
  if (name === undefined) {
    const message = `${folder} has ${CONFIG} and no adapter_model.safetensors`;
    throw new EngineError('file-missing', message, { hint: 'Download the adapter again.' });
  }
  const base = await baseOf(files, readers, folder, settings);
  const part = held.part();
  const of = await base.reader.open(part.held, base.path);
  const own = await findWeights(files, readers, files.inside(folder, name));
  const update = await own.reader.open(held, own.path);
  const config = await configOf(of, held, base.path);
  const all = merged(path, settings, of.tensors, update.tensors, config.config);
  const hasTokenizer = holdsTokenizer(await files.list(folder));
  return {
    description: `PEFT adapter (${all.words}) on ${of.description}`,
    tensors: all.tensors,
    metadata: of.metadata,
    headerBytes: of.headerBytes + update.headerBytes,
    notes: [
      `An adapter (${all.words}) is merged into its base model ${quoted(base.name)}, found ${base.where}.`,
      ...base.notes,
      ...of.notes,
      ...update.notes,
      ...config.notes,
      ...all.notes,
    ],
    base: { name: base.name, revision: base.revision, weights: part.digest },
    config: all.config,
    configWords: config.words,
    tokenizer: hasTokenizer
      ? undefined
      : (of.tokenizer ?? (await tokenizerOf(held, base, all.config))),
  };
}

/** That of the base, where the adapter has none beside it; undefined: nor has the base. */
async function tokenizerOf(held: HeldFiles, { path }: Base, config: JsonObject | undefined) {
  if (!holdsTokenizer(await held.files.list(held.files.parent(path)))) return undefined;
  const { read } = await findTokenizer(held, path);
  return async () => (await read(config))!;
}
