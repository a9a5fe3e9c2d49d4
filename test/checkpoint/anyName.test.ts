// A file is known by what is in it: called as any other format is, it opens as what it is.
import { cpSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { FloatTensor } from '../../src/engine/core/tensor.ts';
import { formats } from '../fuzz/formats.ts';
import { folderOf, opened, planted, safetensorsBytes } from '../support/checkpoints.ts';
import { torchFile } from '../support/containers.ts';
import { fixture } from '../support/fixture.ts';
import { npzBytes } from '../support/npy.ts';
import { readSafetensors } from '../support/safetensors.ts';

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

/** A folder is told by its names; one array of NumPy has its file's. */
const isTold = (seed: string) => statSync(seed).isDirectory() || seed.endsWith('.npy');
const files = formats.flatMap(({ name, seeds }) =>
  seeds.filter((seed) => !isTold(seed)).map((seed) => [name, seed] as const),
);

describe.each(files)('%s: %s', (_, seed) => {
  test.each(endings)('called model%s', async (ending) => {
    const own = await opened(seed);
    const folder = folderOf({ [`model${ending}`]: readFileSync(seed) });
    for (const beside of readdirSync(dirname(seed))) {
      if (beside !== basename(seed))
        cpSync(join(dirname(seed), beside), join(folder, beside), { recursive: true });
    }
    const renamed = await opened(join(folder, `model${ending}`));
    expect(renamed.container).toBe(own.container);
    expect([...renamed.tensors.keys()]).toEqual([...own.tensors.keys()]);
  });
});

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

describe('in a folder, too, content decides, and it is said', () => {
  const safetensors = fixture('checkpoints/gpt2/model.safetensors');
  const tensors = readSafetensors(safetensors) as ReadonlyMap<string, FloatTensor>;
  const bytes = {
    safetensors: readFileSync(safetensors),
    'PyTorch zip': torchFile(tensors),
    'NumPy npz': npzBytes(tensors),
  };
  const config = readFileSync(fixture('checkpoints/gpt2/config.json'));
  test.each([
    ['safetensors', 'pytorch_model.bin'],
    ['safetensors', 'model.onnx'],
    ['safetensors', 'weights.pt'],
    ['safetensors', 'run/checkpoint-3/pytorch_model.bin'],
    ['PyTorch zip', 'model.safetensors'],
    ['PyTorch zip', 'other.safetensors'],
    ['PyTorch zip', 'model.gguf'],
    ['NumPy npz', 'model.safetensors'],
    ['NumPy npz', 'pytorch_model.bin'],
  ] as const)('%s called %s', async (is, called) => {
    const beside = called.replace(/[^/]*$/, 'config.json');
    const root = planted({ [`m/${called}`]: bytes[is], [`m/${beside}`]: config });
    const found = await opened(join(root, called.startsWith('run') ? 'm/run' : 'm'));
    expect([...found.tensors.keys()].sort()).toEqual([...tensors.keys()].sort());
    expect(found.notes.join()).toContain('is of another format than its name says');
    expect(found.config).toBeDefined();
  });

  test.each(['model.safetensors', 'pytorch_model.bin'])(
    'rightly called: nothing is said, %s',
    async (name) => {
      const content = name === 'model.safetensors' ? bytes.safetensors : bytes['PyTorch zip'];
      const root = planted({ [`m/${name}`]: content, 'm/config.json': config });
      expect((await opened(join(root, 'm'))).notes.join()).not.toContain('another format');
    },
  );
});
