// nanoGPT's meta.pkl: which id each character has, as the program that prepared the data set pickled it: {"stoi": {"a": 0},
// "itos": {0: "a"}, "vocab_size": 1}. Its pickle is run as those of checkpoints are: nothing is called.
// github.com/karpathy/nanoGPT, data/shakespeare_char/prepare.py and sample.py
import { EngineError } from '../core/error.ts';
import type { JsonObject } from './checkpoint.ts';
import type { HeldFiles } from './held.ts';
import { unpickledWhole } from './torch/pickle.ts';
import { Dict, type Value } from './torch/values.ts';
import { torchWorld } from './torch/world.ts';
import { quoted } from './words.ts';

/** Every character that there is would take 40 MB; those of a language take 100 kB. */
const MAX_BYTES = 16 << 20;

/** The id of each; empty: it has no characters, but words, or something else. */
export async function charactersIn(
  held: HeldFiles,
  path: string,
): Promise<ReadonlyMap<string, number>> {
  const bytes = await held.readWhole(path, MAX_BYTES);
  const outside = () => {
    throw wrong(path, 'names something outside of its pickle');
  };
  const value = unpickledWhole(bytes, path, torchWorld(path, outside));
  const vocab = vocabularyIn(value, path);
  const isOfCharacters = [...vocab.keys()].every((text) => [...text].length === 1);
  return isOfCharacters ? vocab : new Map();
}

/** A tokenizer.json in which each is a token. */
export function characterTokenizer(characters: ReadonlyMap<string, number>): JsonObject {
  const pattern = { Regex: '[\\s\\S]' };
  return {
    pre_tokenizer: { type: 'Split', pattern, behavior: 'Isolated', invert: false },
    model: { type: 'WordLevel', vocab: Object.fromEntries(characters) },
  };
}

/** Empty: it has none. */
function vocabularyIn(value: Value, path: string): ReadonlyMap<string, number> {
  const { stoi, itos } = value instanceof Dict ? Object.fromEntries(value.named()) : {};
  const texts = textsIn(itos);
  if (!(stoi instanceof Dict)) return new Map([...texts].map(([id, text]) => [text, id]));
  const vocab = new Map<string, number>();
  for (const [text, id] of stoi.pairs()) {
    if (typeof text !== 'string' || !isId(id))
      throw wrong(path, 'has a "stoi" that is not of texts and ids');
    vocab.set(text, id);
    if (texts.size === 0 || texts.get(id) === text) continue;
    throw wrong(path, `says two things of ${quoted(text)}, in "stoi" and in "itos"`);
  }
  return vocab;
}

/** By id; a dict, or a list in the order of ids. */
function textsIn(itos: Value | undefined): ReadonlyMap<number, string> {
  const pairs =
    itos instanceof Dict ? [...itos.pairs()] : Array.isArray(itos) ? [...itos.entries()] : [];
  return new Map(
    pairs.filter((pair): pair is [number, string] => isId(pair[0]) && typeof pair[1] === 'string'),
  );
}

function isId(value: Value): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function wrong(path: string, found: string): EngineError {
  return new EngineError('file-format', `${path} ${found}`, {
    hint: 'Prepare the data set again, or put the tokenizer.json of the model beside its weights.',
  });
}
