// What is said of training runs: a sentence a run, and how runs lie to each other.
import { describe, expect, test } from 'vitest';
import type { TrajectoryReason } from '../../src/protocol/reason.ts';
import { explanation } from '../../src/words/reasons.ts';

type Run = TrajectoryReason['runs'][number];

const run: Run = {
  ...{ name: 'run-a', steps: 8, solving: 8, last: 'step-8', settled: 'step-5' },
  evidence: 'seen',
  ...{ change: { at: 'step-5', low: 'step-5', high: 'step-5' }, breaks: ['step-5'], open: 0 },
};

function said(runs: readonly Partial<Run>[], lasts: TrajectoryReason['lasts'] = []): string {
  return explanation({
    ...{ code: 'trajectory', runs: runs.map((one) => ({ ...run, ...one })), lasts },
    ...{ granularity: 'cut', interchanges: 1000, pairs: 64 },
  });
}

const numbers = ' 64 pairs, 1,000 interchanges at cut granularity.';

describe('of a run', () => {
  test.each<[string, Partial<Run>, string]>([
    [
      'that settles and changes at once',
      {},
      'run-a settles at step-5: from there on every checkpoint has the interpretation of the last one that solves the task, step-8; its interpretation changes at step-5 (whichever pairs are drawn).',
    ],
    [
      'of which one is open before it settles',
      { open: 1, change: null, breaks: [] },
      'run-a settles at step-5: from there on every checkpoint has the interpretation of the last one that solves the task, step-8 (of 1 before step-5 it is open whether they have it); no change of it is sure.',
    ],
    [
      'whose change is unsure, with a break elsewhere',
      {
        settled: null,
        open: 2,
        change: { at: 'step-4', low: 'step-3', high: 'step-5' },
        breaks: ['step-2'],
      },
      "run-a has not surely settled before step-8, its last checkpoint that solves the task (of 2 it is open whether they have the last one's); its interpretation changes at step-4 (between step-3 and step-5); surely different from the checkpoint before: step-2.",
    ],
    [
      'whose last checkpoint holds nothing',
      { evidence: 'none', change: null, breaks: [] },
      'From step-5 of run-a on no interchange tells a checkpoint from the last one that solves the task, step-8, which holds no set of variables by itself; no change of it is sure.',
    ],
    [
      'that goes there and back',
      { settled: 'step-6', change: null, breaks: ['step-3', 'step-6'] },
      'run-a settles at step-6: from there on every checkpoint has the interpretation of the last one that solves the task, step-8; surely different from the checkpoint before: step-3 and step-6.',
    ],
    [
      'that does not change',
      { settled: 'step-1', change: null, breaks: [] },
      'run-a settles at step-1: from there on every checkpoint has the interpretation of the last one that solves the task, step-8; no change of it is sure.',
    ],
    [
      'of which one checkpoint solves the task',
      { solving: 1, settled: null, change: null, breaks: [] },
      'Of run-a only step-8 solves the task, so there is nothing to compare it with; 7 of 8 checkpoints do not solve the task and are compared with nothing.',
    ],
    [
      'of which none does',
      { solving: 0, last: null, settled: null, change: null, breaks: [] },
      'None of the 8 checkpoints of run-a solves the task.',
    ],
  ])('%s', (_, change, sentence) => {
    expect(said([change])).toBe(sentence + numbers);
  });
});

test('of several it says the first three, how many settle, and how the last ones lie to each other', () => {
  const runs = ['a', 'b', 'c', 'd'].map((name) => ({
    name,
    settled: name === 'b' ? null : `step-${name}`,
  }));
  const words = said(runs, [
    { verdict: 'different', pairs: 5 },
    { verdict: 'same interpretation', pairs: 1 },
  ]);
  expect(words).toContain(
    '1 more run below. 3 of 4 runs settle before their last checkpoint, at step-a, step-c and step-d.',
  );
  expect(words).toContain(
    'The last checkpoints of every two runs beside each other: same interpretation in 1 pair and different in 5 pairs.',
  );
});
