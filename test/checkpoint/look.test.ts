// What a reader sees of a file before it is known to be for it: what there is, and no more than a bound.
import { expect, test } from 'vitest';
import { lookInto } from '../../src/engine/checkpoint/look.ts';

const reads: readonly (readonly [string, number, number, number[]])[] = [
  ['its beginning', 0, 2, [0, 1]],
  ['its end, and no more than there is', 3, 9, [3, 4]],
  ['beyond its end', 9, 2, []],
  ['before its beginning, in a file that is shorter than asked for', -3, 4, [0]],
];
test.each(reads)('%s', async (_, offset, length, expected) => {
  const bytes = Uint8Array.of(0, 1, 2, 3, 4);
  const read = async (at: number, size: number) => {
    if (at < 0 || size < 0 || at + size > bytes.length) throw new RangeError('out of the file');
    return bytes.subarray(at, at + size);
  };
  expect([...(await lookInto({ size: 5, read }).read(offset, length))]).toEqual(expected);
});

test('all of one look together', async () => {
  const read = async (_: number, length: number) => new Uint8Array(length);
  const look = lookInto({ size: 1e9, read });
  expect(await look.read(1e9 - 65_536, 65_536)).toHaveLength(65_536);
  await expect(look.read(0, 65_536)).rejects.toMatchObject({ code: 'internal' });
});
