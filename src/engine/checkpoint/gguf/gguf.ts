// Reader: a GGUF file, or the parts of one. Only headers are read to open it; they hold config and tokenizer too.
import { widen } from '../../core/dtype.ts';
import { count } from '../../core/tensor.ts';
import type { Container, Reader, StoredTensor } from '../container.ts';
import type { HeldFiles } from '../held.ts';
import { PlainStorage } from '../storage.ts';
import { grouped } from '../words.ts';
import { architectureOf, configOf } from './config.ts';
import { configWords } from './configWords.ts';
import { isGguf, MAGIC_BYTES } from './header.ts';
import { openParts, type Part, partOf } from './parts.ts';
import { tokenizerOf } from './tokenizer.ts';

/** One for two numbers of a head; a list of none fits no model, and is refused there. */
const MAX_ROPE_FACTORS = 1 << 13;

export const gguf: Reader = {
  // Where safetensors lie there too, they are what the GGUF files were made of.
  sniffFolder(names) {
    const seen = names.filter((name) => !name.startsWith('.'));
    if (seen.some((name) => /\.safetensors(?:\.index\.json)?$/.test(name))) return [];
    const all = seen.filter((name) => /\.gguf$/i.test(name));
    const models = all.filter((name) => !name.startsWith('mmproj')); // what makes an image into tokens
    const firsts = new Map((models.length > 0 ? models : all).toReversed().map(byModel));
    return [...firsts.values()].sort();
  },
  several: {
    are: 'models, each a GGUF file or the parts of one',
    hint: 'Open the file of one of them, of parts any. Of one model in several precisions F32, F16 and BF16 lose least, then those of most bits: Q8_0 less than Q4_K.',
  },
  /** By what is in it: whatever it is called. */
  async sniff(look) {
    return isGguf(await look.read(0, MAGIC_BYTES));
  },
  modelName: (file) => partOf(file)?.stem ?? file.replace(/\.gguf$/i, ''),
  open,
};

function byModel(name: string): [string, string] {
  const part = partOf(name);
  return [part ? `${part.stem} of ${part.count}` : name, name]; // the same model may be split in two ways
}

async function open(held: HeldFiles, path: string): Promise<Container> {
  const parts = await openParts(held, path);
  const [{ metadata, file }] = parts;
  const tensors = storedIn(parts);
  const tokenizer = tokenizerOf(metadata, file);
  const version = `GGUF ${parts[0].version}`;
  return {
    description: parts.length === 1 ? version : `${version}, ${parts.length} parts`,
    tensors,
    metadata: new Map([...metadata.keys()].map((key) => [key, metadata.shown(key)])),
    headerBytes: parts.reduce((sum, { bytes }) => sum + bytes, 0),
    notes: dequantised(tensors.values()),
    config: configOf(metadata, tensors, await ropeFactors(parts)),
    configWords: configWords(file, architectureOf(metadata)),
    tokenizer: tokenizer && (async () => tokenizer()),
  };
}

/** In the order of their places. */
function storedIn(parts: readonly Part[]): ReadonlyMap<string, StoredTensor> {
  const stored = new Map<string, StoredTensor>();
  for (const { source, file, entries, dataStart } of parts) {
    for (const { name, dtype, shape, offset, bytes } of entries) {
      const storage = new PlainStorage(source, dtype, dataStart + offset);
      stored.set(name, { name, dtype, shape, bytes, file, storage });
    }
  }
  return stored;
}

/** What the rotary frequencies are divided by, as Llama 3's file has it; undefined: it has none. */
async function ropeFactors(parts: readonly Part[]): Promise<readonly number[] | undefined> {
  for (const { source, entries, dataStart } of parts) {
    const found = entries.find(({ name }) => name === 'rope_freqs.weight');
    if (!found) continue;
    const { dtype, shape, offset, bytes } = found;
    const length = count(shape);
    if (!dtype.isWeight || length > MAX_ROPE_FACTORS) return [];
    const factors = new Float64Array(length);
    widen(dtype, await source.readEarly(dataStart + offset, bytes), factors);
    return [...factors];
  }
  return undefined;
}

/** A note where some are: of which types, and how many tensors of each. */
function dequantised(tensors: Iterable<StoredTensor>): string[] {
  const counts = new Map<string, number>();
  for (const { dtype } of tensors) {
    if (dtype.perBlock > 1) counts.set(dtype.name, (counts.get(dtype.name) ?? 0) + 1);
  }
  if (counts.size === 0) return [];
  const words = [...counts].sort().map(([name, count]) => `${name} (${grouped(count)})`);
  return [`Weights are dequantised: the file has tensors of the types ${words.join(', ')}.`];
}
