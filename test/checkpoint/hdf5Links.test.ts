// What an HDF5 file leads to: soft links in it, numbers of other files, and where it begins itself.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { openHdf5 } from '../../src/engine/checkpoint/hdf5/hdf5.ts';
import { nodeFiles } from '../../src/platform/files.ts';
import { folderOf, opened } from '../support/checkpoints.ts';
import { at, h5Of, numbersOf, sourceOf, upTo } from '../support/hdf5.ts';

describe.each(['links', 'links-latest'])('%s: soft links', (name) => {
  const [w, seven] = [upTo(6), [7]];
  const named = [
    ['real/w', w],
    ['soft', w],
    ['chain', w],
    ['group/w', w],
    ['real/beside', seven],
    ['group/beside', seven],
    ['group/inside/v', seven],
    ['through', seven],
  ] as const;
  test.each(named)('%s has the numbers that it leads to', async (path, numbers) => {
    expect(await numbersOf(await h5Of(name), path)).toEqual(numbers);
  });

  test('what leads round is not followed, and what leads nowhere is told', async () => {
    const { groups, datasets, notes } = await h5Of(name);
    expect([...groups.keys()].sort()).toEqual(['', 'group', 'group/inside', 'real', 'real/inside']);
    expect(datasets.size).toBe(9);
    expect([...notes].sort()).toEqual([
      '"lost" is a link to "nowhere/x", which is not there.',
      '"ping" is a link to "pong", which is not there.',
      '"pong" is a link to "ping", which is not there.',
      '"round" is a link to "round", which is not there.',
    ]);
  });

  test('two names of one tensor are one weight', async () => {
    const { sharing } = await opened(at(name));
    expect([...sharing.keys()]).toContain('soft');
  });
});

test.each([512, 1024, 4096])('a user block of %i bytes before it', async (bytes) => {
  const h5 = await h5Of(`block${bytes}`);
  expect(await numbersOf(h5, 'w')).toEqual(upTo(6));
  expect(await numbersOf(h5, 'packed')).toEqual(upTo(37 * 23));
  const { container, tensors } = await opened(at(`block${bytes}`));
  expect([container, [...tensors.keys()].sort()]).toEqual(['HDF5', ['packed', 'w']]);
  // The same behind another number of somebody else's bytes than it says.
  const own = readFileSync(at(`block${bytes}`)).subarray(bytes);
  const moved = folderOf({ 'm.h5': Buffer.concat([Buffer.alloc(2048), own]) });
  const again = await openHdf5(await sourceOf(`${moved}/m.h5`, nodeFiles()));
  expect(await numbersOf(again, 'w')).toEqual(upTo(6));
});

describe('numbers of other files', () => {
  test('a virtual dataset is listed, and says why it has no numbers', async () => {
    const h5 = await h5Of('virtual');
    expect(await numbersOf(h5, 'w')).toEqual([1]);
    await expect(numbersOf(h5, 'virtual')).rejects.toMatchObject({
      code: 'file-format',
      message: expect.stringContaining('is put together of other datasets (a virtual one)'),
      hint: expect.stringContaining('save its numbers in the file itself'),
    });
    expect(h5.elsewhere).toEqual([expect.stringContaining('"outside" leads into another file')]);
  });

  test('external storage refuses the file', async () => {
    await expect(h5Of('external')).rejects.toMatchObject({
      code: 'file-unsafe',
      message: expect.stringContaining('"w" of'),
      hint: 'Nothing outside the file is opened: save it in one.',
    });
  });
});
