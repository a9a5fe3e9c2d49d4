// Data that somebody damaged: a file is read, or refused by a sentence; nothing else is thrown.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { encode } from 'fast-png';
import { gzipSync } from 'fflate';
import { expect, test } from 'vitest';
import { isEngineError } from '../../src/engine/core/error.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import { random } from '../../src/engine/core/random.ts';
import { readTable } from '../../src/engine/task/data/readTable.ts';
import { nodeFiles } from '../../src/platform/files.ts';
import { sha256 } from '../../src/platform/sha256.ts';
import { folderOf } from '../support/checkpoints.ts';
import { idx } from '../support/dataTasks.ts';

const disk = { files: nodeFiles(), sha256 };
const noise = (count: number) => {
  const rng = random('pixels');
  return Uint8Array.from({ length: count }, () => rng.below(256));
};
const pixels = idx(8, [3, 4, 4], [...noise(48)]);

/** What is damaged, in which file of a folder, and what is read. */
const kinds: readonly [what: string, file: string, read: string, bytes: Uint8Array][] = [
  ['a grey PNG', 'a/1.png', '', encode({ width: 7, height: 5, channels: 1, data: noise(35) })],
  [
    'a PNG of colours',
    'a/1.png',
    '',
    encode({ width: 6, height: 4, channels: 4, data: noise(96) }),
  ],
  ['IDX', 'd.idx', 'd.idx', pixels],
  ['IDX that is packed', 'd.gz', 'd.gz', gzipSync(pixels)],
  ['CSV', 'd.csv', 'd.csv', new TextEncoder().encode('x,y,kind\n1,2,a\n-3,4.5,b\n1e3,6,a\n')],
];
test.each(kinds)('%s, damaged in 120 ways', async (what, file, read, bytes) => {
  const folder = folderOf({ [file]: bytes });
  const rng = random(what);
  const found = { read: 0, refused: 0 };
  for (let i = 0; i < 120; i++) {
    writeFileSync(join(folder, file), damaged(bytes, rng));
    try {
      await readTable(quietJob, disk, join(folder, read), { input: undefined, others: [] });
      found.read++;
    } catch (error) {
      if (!isEngineError(error)) throw error;
      expect(error.message.length).toBeGreaterThan(10);
      found.refused++;
    }
  }
  expect(found.refused).toBeGreaterThan(20);
});

/** Some bytes changed, or an end cut off, or a piece doubled. */
function damaged(bytes: Uint8Array, rng: ReturnType<typeof random>): Uint8Array {
  const way = rng.below(4);
  if (way === 0) return bytes.slice(0, rng.below(bytes.length));
  const at = rng.below(bytes.length);
  if (way === 1) return Uint8Array.from([...bytes.slice(0, at), ...bytes.slice(at >> 1)]);
  const out = bytes.slice();
  for (let k = 0; k <= rng.below(4); k++) out[rng.below(out.length)] = rng.below(256);
  return out;
}
