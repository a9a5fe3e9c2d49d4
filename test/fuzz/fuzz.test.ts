// 300 damaged files of every format; `npm run fuzz` makes 5,000 of each.
import { expect, test } from 'vitest';
import { nodeFiles } from '../../src/platform/files.ts';
import { folderOf } from '../support/checkpoints.ts';
import { formats } from './formats.ts';
import { outcomeOf } from './judge.ts';

const CASES = 300;

test.each(formats)('$name, damaged: opened or refused in one sentence', async (format) => {
  const counts = { opened: 0, refused: 0 };
  for (let number = 0; number < CASES; number++) {
    counts[await outcomeOf(format, number, folderOf({}), nodeFiles())]++;
  }
  expect(counts.refused).toBeGreaterThan(CASES / 10); // else the damage is of no use
});
