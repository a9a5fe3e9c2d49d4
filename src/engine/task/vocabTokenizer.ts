// A tokenizer of nothing but words and their ids, as a task file says them: for models that were trained on ids.
import type { Json, JsonObject } from '../checkpoint/checkpoint.ts';
import { isJsonObject } from '../checkpoint/json.ts';

/**
 * A tokenizer.json; makeTokenizer says what is wrong with the ids. Where every word is one letter each letter of a text
 * is a token, else what stands between white space; white space itself is one where the vocabulary has it.
 */
export function vocabTokenizer(vocab: Json): JsonObject {
  const words = isJsonObject(vocab) ? Object.keys(vocab) : [];
  const ofLetters = words.every((word) => [...word].length === 1);
  const spaces = { type: 'WhitespaceSplit' };
  const pattern = { Regex: '[\\s\\S]' };
  const letters = { type: 'Split', pattern, behavior: 'Isolated', invert: false };
  const hasSpaces = words.some((word) => word.trim() === '');
  const pretokenizers = [...(hasSpaces ? [] : [spaces]), ...(ofLetters ? [letters] : [])];
  return {
    pre_tokenizer: { type: 'Sequence', pretokenizers },
    model: { type: 'WordLevel', vocab },
  };
}
