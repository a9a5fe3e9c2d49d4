// A packed array of NumPy that is larger than what is kept whole: read in slabs, and checked before any of it is used.
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { quietJob } from '../../src/engine/core/job.ts';
import { folderOf, opened, recorded } from '../support/checkpoints.ts';
import { npyBytes } from '../support/npy.ts';
import { zipBytes } from '../support/zips.ts';

describe('a packed array that is too large to be kept whole', () => {
  const numbers = new Float32Array(3000 * 5600); // 67.2 MB, of which little is not 0
  let file = Buffer.alloc(0);
  beforeAll(() => {
    for (let i = 0; i < numbers.length; i += 16) numbers[i] = Math.imul(i, 2654435761) >> 8;
    const data = npyBytes(new Uint8Array(numbers.buffer), { order: 'True', shape: '(3000, 5600)' });
    file = Buffer.from(zipBytes([{ name: 'w.npy', data, deflated: true }]));
  });

  test('its bytes pass a few times, also where the first index moves fastest', async () => {
    const record = recorded();
    const checkpoint = await opened(join(folderOf({ 'a.npz': file }), 'a.npz'), record.files);
    let [at, wrong] = [0, 0];
    for await (const piece of checkpoint.pieces(quietJob, 'w')) {
      for (let i = 0; i < piece.length; i += 7) {
        const [row, column] = [Math.floor((at + i) / 5600), (at + i) % 5600];
        if (piece[i] !== numbers[row + 3000 * column]) wrong++;
      }
      at += piece.length;
    }
    expect([at, wrong]).toEqual([numbers.length, 0]);
    expect(Math.round(record.bytes / file.length)).toBe(4); // to check it, and three slabs
  });

  test('refused before any of it is read: another checksum', async () => {
    const damaged = Buffer.from(file);
    damaged[damaged.lastIndexOf('PK\x01\x02') + 16] ^= 1;
    const checkpoint = await opened(join(folderOf({ 'a.npz': damaged }), 'a.npz'));
    await expect(checkpoint.readRows(quietJob, 'w', 0, 1)).rejects.toMatchObject({
      code: 'file-format',
      message: expect.stringMatching(/"w\.npy" in .* is damaged: its checksum is another/),
    });
  });
});
