// Reader: a file of torch.save, whatever its ending: state dicts, what training programs save, whole modules,
// TorchScript. Its pickle is run on a machine that calls nothing; numbers are read when asked for.
import { EngineError } from '../../core/error.ts';
import { TELLING_BYTES } from '../beginsLike.ts';
import type { Container, Reader } from '../container.ts';
import type { HeldFiles, HeldSource } from '../held.ts';
import { lookInto } from '../look.ts';
import { type Room, wholeRoom } from '../safetensorsHeader.ts';
import { shardedReader } from '../sharded.ts';
import { grouped, oneLine, several } from '../words.ts';
import { openArchive } from './archive.ts';
import { isModule } from './flatten.ts';
import { ENDING, formOf, noTorchFile } from './form.ts';
import { openLegacy } from './legacy.ts';
import { type ModelIn, modelIn } from './modelIn.ts';
import { isArray } from './numpy.ts';
import type { Opened } from './opened.ts';
import { inWords } from './plain.ts';
import { datasetOf, settingsOf } from './settings.ts';
import { statedIn } from './stated.ts';
import { stored } from './stored.ts';
import { Dict, type Value } from './values.ts';

const WHOLE = 'pytorch_model.bin';
/** What lies beside a model and is none: of trainers, and parts of models that have readers or advice of their own. */
const NO_MODEL =
  /^\.|^(?:optimizer|scheduler|sampler|scaler|rng_state|random_states|training_args|consolidated\.\d|mp_rank|zero_pp_rank)|optim_states|-\d{5}-of-\d{5}/;
/** Where these lie, files of the same endings are theirs: TF.js' shards, parts of distributed checkpoints. */
const OTHERS = /^model\.json$|\.safetensors(?:\.index\.json)?$|\.gguf$|\.distcp$|^\.metadata$/;
/** Names that stand in a note or a row; of whole modules there are hundreds. */
const MAX_NAMES = 50;

export const torch: Reader = {
  // Where safetensors lie there too, transformers loads those.
  sniffFolder(names) {
    if (names.some((name) => OTHERS.test(name))) return [];
    if (names.includes(WHOLE)) return [WHOLE];
    return names.filter(
      (name) => /\.(?:pt|pth|pth\.tar|bin|ckpt)$/i.test(name) && !NO_MODEL.test(name),
    );
  },
  several: { are: `files of PyTorch and no ${WHOLE}`, hint: 'Open one of them.' },
  sniff: async (look, name) => (await formOf(look, name)) !== undefined,
  modelName: (file) => (file === WHOLE ? undefined : file.replace(ENDING, '')),
  open: openTorch,
};

/** pytorch_model.bin in several files, with an index. */
export const shardedTorch = shardedReader({
  title: 'PyTorch',
  whole: WHOLE,
  ending: '.bin',
  isFor: (names) => !names.some((name) => OTHERS.test(name)),
  open: openShard,
});

async function openShard(held: HeldFiles, path: string, room: Room): Promise<Container> {
  const shard = await openTorch(held, path);
  if (shard.tensors.size <= room.tensors && shard.headerBytes <= room.headerBytes) return shard;
  const found = `${path} has ${grouped(shard.tensors.size)} tensors`;
  const allowed = `${grouped(wholeRoom.tensors)} are allowed in all files of a checkpoint`;
  throw new EngineError(
    'file-unsafe',
    `${found} and ${grouped(shard.headerBytes)} bytes of headers: ${allowed}`,
  );
}

async function openTorch(held: HeldFiles, path: string): Promise<Container> {
  const source = await held.open(path);
  const file = held.files.base(path);
  const opened = await openForm(source, file);
  const model = modelIn(opened.value, path);
  if (!model) throw noModel(path, opened.value);
  const inert = [...opened.inert];
  return {
    description: opened.description + (isModule(model.value) ? ', a whole module' : ''),
    tensors: await stored(source, file, opened, model.tensors),
    metadata: metadataOf(model, inert),
    headerBytes: opened.headerBytes,
    notes: [...model.notes, ...(inert.length > 0 ? [keptAsData(inert)] : [])],
    ...settingsOf(model, file),
    configYields: true,
    dataset: datasetOf(model),
    stated: statedIn(model.value),
  };
}

async function openForm(source: HeldSource, file: string): Promise<Opened> {
  const { path } = source;
  switch (await formOf(lookInto(source), file)) {
    case 'archive':
      return openArchive(source);
    case 'pickle':
      return openLegacy(source);
    case 'tar':
      throw new EngineError('file-format', `${path} is in PyTorch's tar form of before 2017`, {
        hint: 'Load it in PyTorch 1 where you trust it, and save it again.',
      });
    case undefined:
      throw noTorchFile(path, await lookInto(source).read(0, TELLING_BYTES));
  }
}

/** What else the file holds, for people to see. */
function metadataOf({ others }: ModelIn, inert: readonly string[]): ReadonlyMap<string, string> {
  const rows = new Map([...others].map(([name, is]) => [oneLine(name), oneLine(is)]));
  if (inert.length === 0) return rows;
  const more = inert.length > MAX_NAMES ? `, and ${inert.length - MAX_NAMES} more` : '';
  return rows.set('Python objects kept as data', inert.slice(0, MAX_NAMES).join(', ') + more);
}

function keptAsData(names: readonly string[]): string {
  return `Of Python's objects in the file nothing is made or run; they are kept as data: ${several(names)}.`;
}

/** NumPy's, in the file's own dict or in one of those in it, as detectron2 has them in "model". */
function arraysOf(value: Dict): string[] {
  const inside = [...value.named().values()].filter((part) => part instanceof Dict);
  const dicts = new Set([value, ...inside]); // one may stand in it often
  return [...dicts].flatMap((dict) =>
    [...dict.named()].filter(([, part]) => isArray(part)).map(([name]) => name),
  );
}

function noModel(path: string, value: Value): EngineError {
  const holds = value instanceof Dict ? [...value.named().keys()] : [];
  const arrays = value instanceof Dict ? arraysOf(value) : [];
  if (arrays.length > 0) {
    const message = `${path} holds no tensors of a model, but arrays of NumPy: ${several(arrays)}`;
    return new EngineError('file-format', message, {
      hint: 'Make tensors of them with torch.from_numpy and save them with torch.save, or save them with numpy.savez.',
    });
  }
  const found = holds.length > 0 ? several(holds) : oneLine(inWords(value));
  return new EngineError('file-format', `${path} holds no tensors of a model, but ${found}`, {
    hint: 'Choose the file that holds the weights.',
  });
}
