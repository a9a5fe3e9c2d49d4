// Whether the tokenizer of a real GGUF file gives llama.cpp's ids, on the texts of test/fixture/tokenizers/gguf.json.
// Its answers are kept (ggufReal.json, made by test/fixture/make/ggufTokenizers.py): it need not be installed.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openCheckpoint } from '../../src/engine/checkpoint/open.ts';
import { unbounded } from '../../src/engine/core/bounded.ts';
import { makeTokenizer } from '../../src/engine/task/tokenizer.ts';
import { nodeFiles } from '../../src/platform/files.ts';
import { sha256 } from '../../src/platform/sha256.ts';

/** From the checkout's root, where programs run. */
const kept = (name: string) =>
  JSON.parse(readFileSync(join('test/fixture/tokenizers', name), 'utf8'));

export type TokensTold = {
  readonly texts: number;
  /** Those whose ids are others than llama.cpp's. */
  readonly differ: readonly string[];
};

/** `name` is the model's in ggufReal.json; undefined where llama.cpp was not asked of it. */
export async function tokensAgainstLlama(
  name: string,
  path: string,
): Promise<TokensTold | undefined> {
  const wanted: readonly (readonly number[])[] | undefined = kept('ggufReal.json')[name];
  if (!wanted) return undefined;
  const texts: readonly string[] = kept('gguf.json').texts;
  const checkpoint = await openCheckpoint(nodeFiles(), sha256, path);
  try {
    const json = await checkpoint.tokenizer();
    if (!json) throw new Error(`${path} has no tokenizer`);
    const tokenizer = makeTokenizer(json, path, unbounded);
    const differ = texts.filter((text, i) => {
      return String(tokenizer.ids(text, false)) !== String(wanted[i]);
    });
    return { texts: texts.length, differ };
  } finally {
    await checkpoint.close();
  }
}
