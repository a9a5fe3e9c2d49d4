// A file is known by what is in it: called as any other format is, it opens as what it is.
import { cpSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { formats } from '../fuzz/formats.ts';
import { folderOf, opened, safetensorsBytes } from '../support/checkpoints.ts';

const endings = [
  '.safetensors',
  '.pt',
  '.bin',
  '.ckpt',
  '.gguf',
  '.onnx',
  '.h5',
  '.keras',
  '.npz',
  '',
];

describe.each(formats.flatMap(({ name, seeds }) => seeds.map((seed) => [name, seed] as const)))(
  '%s: %s',
  (_, seed) => {
    test.each(endings)('called model%s', async (ending) => {
      const own = await opened(seed);
      if (statSync(seed).isDirectory()) return; // told by its names
      const folder = folderOf({ [`model${ending}`]: readFileSync(seed) });
      for (const beside of readdirSync(dirname(seed))) {
        if (beside !== basename(seed))
          cpSync(join(dirname(seed), beside), join(folder, beside), { recursive: true });
      }
      const renamed = await opened(join(folder, `model${ending}`));
      expect(renamed.container).toBe(own.container);
      expect([...renamed.tensors.keys()]).toEqual([...own.tensors.keys()]);
    });
  },
);

test('a header of safetensors may be as long as any number that begins another format', async () => {
  const one = { w: { dtype: 'F32', shape: [1], data_offsets: [0, 4] } };
  const header = JSON.stringify(one);
  for (const first of [
    '\x80\x02',
    '\x80\x05',
    '(l',
    'PK',
    '}q',
    '\x08\x07',
    '\x93N',
    '\x89H',
    'GG',
    '{"',
  ]) {
    const length = first.charCodeAt(0) + 256 * first.charCodeAt(1);
    const folder = folderOf({ 'model.bin': safetensorsBytes(header.padEnd(length), 4) });
    expect((await opened(join(folder, 'model.bin'))).container).toBe('safetensors');
  }
});
