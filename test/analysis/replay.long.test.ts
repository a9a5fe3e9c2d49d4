// The simulation of runs in looks (npm run truth -- looks) is of the runs that the product makes.
import { dirname } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { compare } from '../../src/engine/analysis/compare.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import type { Interval } from '../../src/engine/numeric/statistics.ts';
import { sample } from '../support/samples.ts';
import { testPorts } from '../support/stores.ts';
import { optionsWith } from '../truth/looks.ts';
import { replayer } from '../truth/replay.ts';
import { type StoredTask, storedIn } from '../truth/task.ts';

const task = sample('task.json');
const resamples = 200;

describe('a comparison told from stored responses', () => {
  const ports = testPorts();
  let stored: StoredTask;
  beforeAll(async () => {
    stored = await storedIn(ports, dirname(task));
  });

  test.each([
    ['ab-gpt2', 'bc-llama'],
    ['ab-gpt2', 'ab-llama'],
    ['ab-gpt2', 'ab-gpt2'], // whose cuts are all measured in the end
  ] as const)('is that of %s and %s', async (a, b) => {
    const request = { a: sample(a), b: sample(b), task, memory: 1000, resamples, work: 1_000_000 };
    const report = await compare(quietJob, ports, request);
    const order = [...Array(stored.pairs).keys()];
    const of = (name: string) => stored.models.find((model) => model.name === name)!;
    const replay = replayer(order, optionsWith(stored.seed, resamples));
    const { found, pairs, level, work, standing } = await replay(of(a), of(b));
    const { distance, models } = found.intervals;
    expect({ pairs, level, work, standing, verdict: found.verdict }).toEqual({
      pairs: report.task.pairs,
      level: report.provenance.parameters.level,
      work: report.provenance.interchanges - report.looks!.shares!.interchanges,
      standing: report.looks!.stopped,
      verdict: report.verdict,
    });
    expect(report.distance).toMatchObject({ ...distance });
    const ends = (entries: readonly Interval[]) =>
      entries.map(({ low, high }) => [low, high]).sort(([x, y], [z, w]) => x - z || y - w);
    expect(report.models.map(({ profile }) => ends(profile!))).toEqual(
      models.map(({ entries }) => ends(entries)),
    );
  });
});
