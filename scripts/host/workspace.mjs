// A workspace for the tests in the editor: the sample checkpoints, and things that are none.
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const sample = fileURLToPath(new URL('../../media/sample', import.meta.url));

/** As many as tell the samples apart; how many a user is given by default, other tests show. */
const PAIRS = 64;

/** @param {string} folder to make */
export function makeWorkspace(folder) {
  cpSync(sample, folder, { recursive: true });
  mkdirSync(join(folder, '.vscode'));
  const settings = { 'congruity.comparison.pairs': PAIRS };
  writeFileSync(join(folder, '.vscode/settings.json'), JSON.stringify(settings));
  mkdirSync(join(folder, 'empty'));
  writeFileSync(join(folder, 'empty/notes.txt'), 'nothing\n');
  writeFileSync(join(folder, 'broken.safetensors'), 'this is no header');
  for (const [step, from] of [
    ['checkpoint-500', 'ab-gpt2'],
    ['checkpoint-1000', 'ab-llama'],
  ]) {
    const target = join(folder, 'training', step);
    mkdirSync(target, { recursive: true });
    cpSync(join(sample, 'modsum', from, 'config.json'), join(target, 'config.json'));
    writeFileSync(join(target, 'pytorch_model.bin'), '');
  }
}
