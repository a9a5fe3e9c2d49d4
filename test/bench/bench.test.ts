// What the benchmarks make of what they measure; the measurements themselves are no test.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { gateOf } from '../../src/engine/analysis/gate.ts';
import { baseAnswers } from '../../src/engine/analysis/measure.ts';
import { withSubjects } from '../../src/engine/analysis/models.ts';
import { prepareTask } from '../../src/engine/analysis/prepare.ts';
import { settingsOf } from '../../src/engine/analysis/settings.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import { nodePorts } from '../../src/platform/ports.ts';
import type { Ran } from '../real/runs.ts';
import { interpret } from '../support/cannedReports.ts';
import { figuresOf, type Moments } from './first.ts';
import { writeIoiModel, writeIoiTask } from './ioiModel.ts';
import { agreement, type Theirs, total } from './lens.ts';
import { writeWork } from './lensWork.ts';
import { cost, profileFigure } from './real.ts';

const folder = mkdtempSync(join(tmpdir(), 'congruity-bench-test-'));
afterAll(() => rmSync(folder, { recursive: true }));

const small = { layers: 8, width: 128, heads: 4, vocabulary: 400, positions: 32 };

describe('a model at random with IOI planted', () => {
  const model = join(folder, 'model');
  writeIoiModel(model, small, 1);
  const task = writeIoiTask(folder, 32);

  test('solves it, and says its names', async () => {
    const ports = nodePorts({ cache: false, threads: 1 });
    const gate = await withSubjects(quietJob, ports, [model], async (subjects) => {
      const settings = settingsOf({ pairs: 32 });
      const { candidates } = await prepareTask(quietJob, ports, task, subjects, settings);
      const said = await baseAnswers(quietJob, ports, candidates[0], 2000);
      return gateOf('model', candidates[0].tokens, said);
    });
    expect(gate.accuracy).toBeGreaterThanOrEqual(gate.floor);
    expect(gate.mass).toBeGreaterThan(0.5);
  });

  test('is work for TransformerLens: every span at every cut from every donor, and our own answers', async () => {
    const { work, ours } = await writeWork(folder, { model, task }, { pairs: 4, few: 2 });
    const { prompts, series, answers, regions } = JSON.parse(readFileSync(work, 'utf8'));
    const [responses, ...shares] = series;
    const [spans, cuts, parts, joint] = [14, small.layers + 1, 5, 5];
    expect(regions.map((of: unknown[]) => of.length)).toEqual([spans, spans, spans, spans]);
    expect(responses.sites).toHaveLength(cuts * (spans + joint));
    expect(shares.map(({ sites }: { sites: unknown[] }) => sites.length)).toEqual(
      Array(parts).fill(cuts * spans),
    );
    for (const { donor } of series) expect(prompts[donor]).toHaveLength(4);
    expect(ours).toHaveLength(responses.sites.length * 2 * answers.length);
  });
});

describe('how soon something is seen', () => {
  const at = (seconds: number, cpu?: number) => ({ seconds, cpu });
  const rows: readonly [string, Moments, [string, boolean][]][] = [
    [
      'in time',
      { structure: at(0.7, 0.4), swept: at(5, 4), told: at(12.04, 16.4) },
      [
        ['0.7 s, 0.4 s of CPU', true],
        ['7.0 s, 12.4 s of CPU; 12.0 s, 16.4 s of CPU from the request', true],
      ],
    ],
    [
      'too late, where nobody tells of processors',
      { structure: at(1.2), swept: at(1), told: at(12) },
      [
        ['1.2 s', false],
        ['11.0 s; 12.0 s from the request', false],
      ],
    ],
  ];
  test.each(rows)('%s', (_, moments, wanted) => {
    expect(figuresOf('model', moments).map(({ found, met }) => [found, met])).toEqual(wanted);
  });
});

describe('TransformerLens beside us', () => {
  const way = (p: number) => ({ seconds: 20, processor: 10, answers: { 1: [[p], [0.5]] } });
  const theirs = (p: number): Theirs => ({
    cache: { seconds: 2, processor: 1 },
    ...{ of: 90, done: 10 },
    ways: { hooks: way(0.25), tuned: way(p) },
  });
  const ours = Float32Array.of(9, 9, 9, 9, 0.25, 0.5, 9, 9); // [2 sites, few 4, K 1]

  test('what was not run is as dear as what was', () => {
    expect(total(theirs(0), 'hooks')).toBe(91);
  });

  test.each([
    [0.25, true],
    [0.2502, false],
  ])('an answer of %d against .25', (p, met) => {
    expect(agreement(theirs(p), ours)).toMatchObject({ met });
  });
});

describe('an answer against a full run', () => {
  const entry = (name: string, value: number) => {
    return { set: [name], value, low: value, high: value, site: null };
  };
  const ran = (...profile: readonly ReturnType<typeof entry>[]): Ran => {
    const report = interpret();
    const given = { ...report, models: [{ ...report.models[0], profile }] };
    const name = { models: [{ name: 'm', path: '/m' }], task: 'ioi', pairs: 16 };
    return { ...name, day: '2026-11-27', seconds: 60, megabytes: 900, given };
  };
  const asked = { models: [{ name: 'm', path: '/m' }], task: 'ioi' } as const;

  test.each([
    ['a tenth is near', [entry('a', 0.5)], [entry('a', 0.59)], true],
    ['more is not', [entry('a', 0.5)], [entry('a', 0.61)], false],
    ['small ones may be anything', [entry('a', 0.1)], [entry('a', 0.29)], true],
    ['one that is absent is none', [], [entry('a', 0.31)], false],
    ['and one that the full run lacks', [entry('a', 0.31)], [], false],
  ] as const)('%s', (_, few, all, met) => {
    expect(profileFigure(ran(...few), ran(...all))).toMatchObject({ met });
  });

  test.each([
    [480, true],
    [479, false],
  ])('a minute of %d s as an eighth', (seconds, met) => {
    expect(cost(asked, ran(), { seconds, how: 'kept' }, 8)).toMatchObject({ met });
  });
});
