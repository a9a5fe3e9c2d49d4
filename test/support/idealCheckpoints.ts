// Checkpoints of some blocks for reports: those of test/fixture, with their last block again as often
// as it takes, and a tokenizer that knows digits.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { random } from '../../src/engine/core/random.ts';
import { fixture } from './fixture.ts';
import { readSafetensors, writeSafetensors } from './safetensors.ts';
import { fixtureTokenizerJson } from './tokenizers.ts';

export type Family = 'gpt2' | 'llama';

/** In each: its number of blocks, what its config calls that, and how names of its blocks begin. */
const fixtures = {
  gpt2: [3, 'n_layer', 'transformer.h.'],
  llama: [3, 'num_hidden_layers', 'model.layers.'],
} as const;

/** Writes the checkpoint `name` into a folder and returns its path. */
export function writeCheckpoint(
  folder: string,
  {
    name,
    family,
    blocks,
  }: { readonly name: string; readonly family: Family; readonly blocks: number },
): string {
  const [own, key, prefix] = fixtures[family];
  const of = (file: string) => fixture(`checkpoints/${family}/${file}`);
  const tensors = [...readSafetensors(of('model.safetensors'))].flatMap(([tensor, value]) => {
    const last = `${prefix}${own - 1}.`;
    const places = tensor.startsWith(last)
      ? Array.from({ length: blocks - own + 1 }, (_, k) => own - 1 + k)
      : [];
    const copies = places.map((l) => [tensor.replace(last, `${prefix}${l}.`), value] as const);
    return copies.length > 0 ? copies : [[tensor, value] as const];
  });
  for (const [, { data }] of tensors.slice(0, 1)) data[0] = random(name).next(); // no two are one file
  const path = join(folder, name);
  mkdirSync(path);
  writeSafetensors(join(path, 'model.safetensors'), new Map(tensors));
  const config = JSON.parse(readFileSync(of('config.json'), 'utf8'));
  writeFileSync(join(path, 'config.json'), JSON.stringify({ ...config, [key]: blocks }));
  writeFileSync(join(path, 'tokenizer.json'), JSON.stringify(fixtureTokenizerJson('digits')));
  return path;
}
