// What the inspection says beyond the list of tensors: ties, and that all of it can cross.
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { inspect } from '../../src/engine/analysis/inspect.ts';
import { tiesOf } from '../../src/engine/analysis/ties.ts';
import { type StoredTensor, sharing } from '../../src/engine/checkpoint/container.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import { nodeFiles } from '../../src/platform/files.ts';
import { sha256 } from '../../src/platform/sha256.ts';
import { folderOf, opened, safetensorsBytes } from '../support/checkpoints.ts';
import { fixture } from '../support/fixture.ts';

const ports = { files: nodeFiles(), sha256 };

test.each(['gpt2', 'gpt2-sharded', 'llama', 'bert'])(
  '%s can cross to another process',
  async (name) => {
    const view = await inspect(quietJob, ports, { path: fixture(`checkpoints/${name}`) });
    expect(structuredClone(view)).toEqual(view);
    expect(Object.keys(view.tensors[0]).sort()).toEqual([
      'bytes',
      'dtype',
      'file',
      'name',
      'shape',
    ]);
  },
);

describe('ties', () => {
  test('a family that reads its answers with the embedding says so', async () => {
    const { tied } = await inspect(quietJob, ports, { path: fixture('checkpoints/gpt2') });
    expect(tied).toEqual([
      {
        name: 'transformer.wte.weight',
        with: 'output head',
        why: 'GPT-2 reads its answers with it too',
      },
    ]);
  });

  test('a family with a head of its own has none', async () => {
    const { tied } = await inspect(quietJob, ports, { path: fixture('checkpoints/gpt_neox') });
    expect(tied).toEqual([]);
  });

  test('a name that save_model left out is in the metadata', async () => {
    const header = {
      __metadata__: { 'lm_head.weight': 'wte.weight', format: 'pt', 'wte.weight': 'wte.weight' },
      'wte.weight': { dtype: 'F32', shape: [1], data_offsets: [0, 4] },
    };
    const folder = folderOf({ 'model.safetensors': safetensorsBytes(header, 4) });
    const checkpoint = await opened(join(folder, 'model.safetensors'));
    expect(tiesOf(checkpoint, undefined)).toMatchObject([
      { name: 'wte.weight', with: 'lm_head.weight' },
    ]);
  });

  test('the same bytes of the same file, empty tensors aside', () => {
    const at = (name: string, offset: number | undefined, bytes: number, path = 'x') =>
      ({ name, bytes, storage: { path, offset } }) as StoredTensor;
    const shared = sharing([
      at('a', 8, 0),
      at('b', 8, 0),
      at('c', 8, 4),
      at('d', 8, 4),
      at('e', 12, 0),
      at('f', 8, 4),
      at('g', 8, 8),
      at('h', 12, 4),
      at('i', 12, 4, 'y'),
      at('j', undefined, 4),
      at('k', undefined, 4),
    ]);
    expect([...shared]).toEqual([
      ['d', 'c'],
      ['f', 'c'],
    ]);
  });
});
