// What a fleet in looks tells before its end: on the sample checkpoints, with the real runtime.
import { describe, expect, test } from 'vitest';
import { fleet } from '../../src/engine/analysis/fleet.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import type { FleetReport } from '../../src/protocol/report.ts';
import { type FleetPair, sectionOf } from '../../src/protocol/sections.ts';
import { explanationOf } from '../../src/words/report.ts';
import { watchedJob } from '../support/jobs.ts';
import { bytesOf } from '../support/reports.ts';
import { sample, shuffledSample } from '../support/samples.ts';
import { faultsOf } from '../support/schema.ts';
import { memoryStore, testPorts } from '../support/stores.ts';

const run = { task: sample('task.json'), memory: 1000, resamples: 200, work: 1_000_000 };
const solving = [sample('ab-gpt2'), sample('bc-llama'), sample('ab-llama')];
const store = memoryStore();

const pairsOf = (report: FleetReport) => sectionOf(report, 'fleet')!.pairs;
const isCompared = ({ reason }: FleetPair) => reason !== 'survey' && reason !== 'unsolved';
const seen = (report: FleetReport) => report.models.map(({ sites }) => Number(sites !== null));
const workOf = ({ provenance }: FleetReport) => provenance.interchanges;

/** What was told of it while its looks were made: before any two were compared, and since. */
let made: ReturnType<typeof makeFour> | undefined;
const four = () => {
  made ??= makeFour();
  return made;
};
async function makeFour() {
  const [first, ...others] = solving;
  const models = [first, shuffledSample('ab-llama'), ...others];
  const told: FleetReport[] = [];
  const request = { ...run, models };
  const report = await fleet(quietJob, testPorts(store), request, (so) => told.push(so));
  const survey = told.filter((so) => !pairsOf(so).some(isCompared));
  return { report, told, survey, looks: told.slice(survey.length) };
}

describe('a fleet of three that solve the task, and one, the second, that does not', () => {
  test('tells whole reports that say they are not done', async () => {
    const { told, report } = await four();
    for (const so of told) {
      expect(so.looks!.stopped).toBeNull();
      expect(faultsOf(JSON.parse(bytesOf(so)))).toEqual([]);
      expect(explanationOf(so)).toMatch(/^So far: 4 models, 6 pairs of them: /);
    }
    expect(report.looks!.stopped).toBe('settled');
    expect(told.map(workOf)).toEqual([...told.map(workOf)].sort((x, y) => x - y));
    expect(workOf(told.at(-1)!)).toBeLessThanOrEqual(workOf(report));
  });

  test('tells of every model after its first round and after its first look', async () => {
    const { survey } = await four();
    const [one, two, three] = [
      [1, 0, 0, 0],
      [1, 0, 1, 0],
      [1, 0, 1, 1],
    ];
    expect(survey.map(seen)).toEqual([one, one, two, two, three, three]);
    for (const so of survey) {
      expect(so.models.map(({ profile }) => profile)).toEqual(Array(4).fill(null));
      expect(so.looks!.looks).toHaveLength(1);
      const { cuts } = so.looks!.looks[0];
      expect(cuts.map((at) => Number(at.length > 0))).toEqual(seen(so));
    }
  });

  test('two that are not compared yet have no number and no verdict', async () => {
    const { survey, looks } = await four();
    const nothing = { distance: null, full: null, merge: null, pairs: null, level: null };
    const open = pairsOf(survey[0]).filter(({ a, b }) => a !== 1 && b !== 1);
    expect(open).toHaveLength(3);
    for (const pair of open) {
      expect(pair).toMatchObject({ verdict: 'inconclusive', reason: 'survey', ...nothing });
    }
    const unsolved = pairsOf(survey[0]).filter(({ a, b }) => a === 1 || b === 1);
    expect(unsolved.map(({ reason }) => reason)).toEqual(Array(3).fill('unsolved'));
    const notComparable = { verdict: 'not comparable', pairs: 3 };
    expect(survey[0].reason.verdicts).toEqual([notComparable]);
    expect(looks[0].reason.verdicts.reduce((sum, { pairs }) => sum + pairs, 0)).toBe(4);
    expect(explanationOf(looks[0])).toContain(' and 2 not compared yet; ');
  });

  test('tells of every two when they were compared, and again when they were looked at once more', async () => {
    const { looks, report } = await four();
    const numbers = looks.map((so) =>
      pairsOf(so)
        .filter(isCompared)
        .map(({ pairs }) => pairs!),
    );
    expect(numbers.slice(0, 3)).toEqual([[16], [16, 16], [16, 16, 16]]);
    const totals = numbers.map((of) => of.reduce((sum, pairs) => sum + pairs, 0));
    expect(totals).toEqual([...totals].sort((x, y) => x - y));
    expect(pairsOf(looks.at(-1)!)).toEqual(pairsOf(report));
    for (const so of looks) {
      const most = Math.max(...so.looks!.looks.map(({ pairs }) => pairs));
      expect(pairsOf(so).every(({ pairs }) => (pairs ?? 0) <= most)).toBe(true);
    }
  });

  test('has of every two the level of their own look', async () => {
    const { report } = await four();
    const levels = new Map(report.looks!.looks.map(({ pairs, level }) => [pairs, level]));
    const compared = pairsOf(report).filter(isCompared);
    expect(new Set(compared.map(({ pairs }) => pairs)).size).toBeGreaterThan(1);
    for (const { pairs, level } of compared) expect(level).toBe(levels.get(pairs!));
    expect(report.looks!.level).toBe(0.95); // as asked for
    expect(report.provenance.parameters.level).toBe(report.looks!.looks.at(-1)!.level);
    const [measured, levelsOf] = [
      report.models.filter(({ profile }) => profile),
      [...levels.values()],
    ];
    expect(measured).toHaveLength(3);
    for (const { level } of measured) expect(levelsOf).toContain(level);
    expect(report.models[1].level).toBeUndefined(); // it was never measured
  });

  test('a look has the cuts of every model, in the order of the report', async () => {
    const { report } = await four();
    for (const { cuts } of report.looks!.looks) {
      expect(cuts).toHaveLength(4);
      expect(cuts[1]).toEqual([]);
    }
  });
});

test('a fleet that is stopped has told what it knew, and goes on from there', async () => {
  const fresh = memoryStore();
  const told: FleetReport[] = [];
  const on = '2 of 3: ab-gpt2 and ab-llama: Resampling the pairs';
  const request = { ...run, models: solving, stages: 1 };
  const stopped = fleet(watchedJob({ on }), testPorts(fresh), request, (so) => told.push(so));
  await expect(stopped).rejects.toMatchObject({ code: 'cancelled' });
  expect(pairsOf(told.at(-1)!).map(isCompared)).toEqual([true, false, false]);
  const again = await fleet(quietJob, testPorts(fresh), request);
  expect(bytesOf(again)).toBe(bytesOf(await fleet(quietJob, testPorts(), request)));
});

test('all at once nothing is told before the end', async () => {
  const told: FleetReport[] = [];
  const { work: _, ...rest } = run;
  const request = { ...rest, models: solving, pairs: 16 };
  const report = await fleet(quietJob, testPorts(store), request, (so) => told.push(so));
  expect(told).toEqual([]);
  expect(pairsOf(report).map(({ pairs, level }) => [pairs, level])).toEqual(
    Array(3).fill([16, 0.95]),
  );
});
