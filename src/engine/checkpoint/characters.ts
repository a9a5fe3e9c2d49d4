// Which meta.pkl of nanoGPT is a model's tokenizer: its program makes the model's vocabulary of the characters, so one of
// another number of characters is of other data.
import { type EngineError, isEngineError } from '../core/error.ts';
import type { JsonObject } from './checkpoint.ts';
import type { HeldFiles } from './held.ts';
import { charactersIn, characterTokenizer } from './metaPickle.ts';
import { grouped } from './words.ts';

/** `name`: for people, "meta.pkl beside the weights". */
export type MetaFile = { readonly path: string; readonly name: string };

type Characters = ReadonlyMap<string, number>;
type Look = MetaFile & { readonly found: Characters | EngineError };

/** Of these files, the preferred first. `vocabulary`: of the model, where it is known. */
export async function tokenizerOfCharacters(
  held: HeldFiles,
  files: readonly MetaFile[],
  vocabulary: number | undefined,
) {
  const looks: Look[] = [];
  for (const file of files) looks.push({ ...file, found: await lookedAt(held, file.path) });
  const fits = ({ found }: Look) =>
    isEngineError(found) || (found.size > 0 && (vocabulary ?? found.size) === found.size);
  const used = looks.find(fits);
  const notes = looks.flatMap((look) => {
    if (look === used) return [`The tokenizer is ${look.name}: each character is a token.`];
    const why = whyNot(look, used, vocabulary);
    return why === undefined ? [] : [`${look.name} ${why}.`];
  });
  const read = async (): Promise<JsonObject | undefined> => {
    if (used === undefined) return undefined;
    if (isEngineError(used.found)) throw used.found;
    return characterTokenizer(used.found);
  };
  return { read, notes };
}

/** An error is one of who reads it. */
async function lookedAt(held: HeldFiles, path: string): Promise<Characters | EngineError> {
  try {
    return await charactersIn(held, path);
  } catch (error) {
    if (isEngineError(error)) return error;
    throw error;
  }
}

/** undefined: it says the same as the one that is used. */
function whyNot(
  { found }: Look,
  used: Look | undefined,
  vocabulary: number | undefined,
): string | undefined {
  if (isEngineError(found)) return 'is not read';
  if (found.size === 0) return 'has no characters: it is not taken for the tokenizer';
  if (vocabulary !== undefined && found.size !== vocabulary) {
    const two = `${grouped(found.size)} characters, the vocabulary of the model has ${grouped(vocabulary)}`;
    return `has ${two}: it is not its tokenizer`;
  }
  if (used === undefined || isEngineError(used.found)) return 'is not read';
  const { found: taken } = used;
  if ([...found].every(([text, id]) => taken.get(text) === id)) return undefined;
  return 'says something else and is not taken';
}
