// Models whose algorithm is known, through the whole engine: numbers as the reference has them, verdicts
// as they must be. A handful of each task; `npm run truth` takes all of them.
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { nodePorts } from '../../src/platform/ports.ts';
import { shared } from '../support/fixture.ts';
import { share } from '../support/share.ts';
import { coordinateLines, readExpectedCoordinates } from '../truth/coordinates.ts';
import { readExpected } from '../truth/expected.ts';
import { agreement, type Line, verdicts } from '../truth/judge.ts';
import { runTask, type TaskRun } from '../truth/task.ts';

/** In each: two placements of one algorithm in two families, another algorithm, and one more. */
const chosen: readonly [task: string, models: readonly string[]][] = [
  [
    'modsum',
    [
      'ab-gpt2-1a',
      'ab-at-comma-llama-2a',
      'bc-llama-2b',
      'direct-llama-2a',
      'unsolved-at-comma-gpt2-1b',
    ],
  ],
  ['cmpsum', ['sums-gpt2-3a', 'sums-at-comma-llama-2b', 'diffs-gpt2-1b', 'natural-llama-2b']],
  ['max4', ['tree-llama-2a', 'tree-at-comma-gpt2-1c', 'chain-gpt2-3a', 'direct-llama-2b']],
];

const root = shared('ground-truth');

describe.each(share(chosen, 1))('%s', (task, models) => {
  const folder = join(root ?? '', task);
  let run: TaskRun;
  beforeAll(async () => {
    if (!root) return;
    const extent = { names: models, copied: models.slice(0, 1), resamples: 200 };
    run = await runTask(nodePorts({ cache: false, threads: 1 }), folder, extent);
  });

  const checkLines = (what: string, lines: () => Line[] | Promise<Line[]>) =>
    test(what, async ({ skip }) => {
      if (!root) return skip('the ground-truth models (../shared/ground-truth) are not here');
      const found = await lines();
      expect(found.length).toBeGreaterThan(3);
      expect(found.filter(({ met }) => !met)).toEqual([]);
    });

  checkLines('merging and the full and merge distances are those of the reference', () =>
    agreement(run, readExpected(join(folder, 'expected.json'))),
  );
  checkLines('coordinates, profiles and their distances are those of the reference', () =>
    coordinateLines(run, readExpectedCoordinates(join(folder, 'expected-coordinates.json'))),
  );
  checkLines('verdicts are never wrong', () => verdicts(run));
});
