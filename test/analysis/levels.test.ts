// Finer levels than the cuts, on two models of one sum that no interchange of a span tells apart: one carries a + b, the other
// a and b side by side (test/fixture/levels; make/levels.py). Numbers against transformers, numpy and scipy
// (make/levelNumbers.py).
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { compare } from '../../src/engine/analysis/compare.ts';
import { interpret } from '../../src/engine/analysis/interpret.ts';
import { headSweep } from '../../src/engine/analysis/levelSweeps.ts';
import { measured } from '../../src/engine/analysis/measure.ts';
import { runOf } from '../../src/engine/analysis/modelRun.ts';
import { withStudy } from '../../src/engine/analysis/study.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import { equalWeights } from '../../src/engine/numeric/resample.ts';
import { meanVariation, responsesAt } from '../../src/engine/signature/answers.ts';
import type { LevelsSection } from '../../src/protocol/levels.ts';
import type { CompareReport, InterpretReport } from '../../src/protocol/report.ts';
import { sectionOf } from '../../src/protocol/sections.ts';
import { explanation } from '../../src/words/reasons.ts';
import { faultsOf } from '../support/schema.ts';
import { testPorts } from '../support/stores.ts';

const folder = join(import.meta.dirname, '../fixture/levels');
const task = join(folder, 'task.json');
const expected: Expected = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8'));
const models = ['sums', 'copies'] as const;

type Row = { readonly directions: number; readonly strength: number };
type Expected = Record<
  (typeof models)[number],
  {
    readonly places: readonly {
      readonly cut: number;
      readonly span: string;
      readonly apart: Record<string, Row & { readonly unexplained: number }>;
      readonly used: Row;
    }[];
    readonly heads: readonly (readonly (readonly number[])[])[];
  }
>;

/** One for all: what a test ran the next one has. */
const ports = testPorts();
const quick = { task, memory: 1000, seed: 0, resamples: 100 } as const;

function levelsOf(report: CompareReport | InterpretReport): LevelsSection {
  const section = sectionOf(report, 'levels');
  if (section === undefined) throw new Error('the report has no levels');
  return section;
}

function compared(granularity: readonly ('cut' | 'head' | 'subspace')[]) {
  const [a, b] = models.map((name) => join(folder, name));
  return compare(quietJob, ports, { a, b, ...quick, granularity });
}

describe('two models that carry the same sets at the same spans', () => {
  let report: CompareReport;
  beforeAll(async () => {
    report = await compared(['cut', 'subspace']);
  });

  test('no cut tells them, a subspace does', () => {
    const verdicts = levelsOf(report).rows.map(({ granularity, ruling }) => [
      granularity,
      ruling?.verdict,
    ]);
    expect(verdicts).toEqual([
      ['cut', 'indistinguishable'],
      ['subspace', 'different'],
    ]);
    expect(report.verdict).toBe('indistinguishable');
    expect(faultsOf(report)).toEqual([]);
  });

  test('what they keep apart', () => {
    const readings = levelsOf(report).subspaces?.map(({ model, cut, span, parts }) => {
      return [models[model], cut, span, ...new Set(parts.map(({ reading }) => reading))];
    });
    expect(readings).toEqual(
      expect.arrayContaining([
        ['sums', 1, 'b', 'together'],
        ['sums', 1, 'd', 'together'],
        ['copies', 1, 'b', 'apart'],
        ['copies', 1, 'd', 'apart'],
      ]),
    );
  });

  test('directions at random do not', () => {
    const strengths = levelsOf(report).subspaces?.flatMap(({ parts }) =>
      parts.map(({ random }) => random ?? 0),
    );
    expect(Math.max(...strengths!)).toBeLessThan(0.1);
  });

  test.each(models)('%s: the numbers of its places are those of numpy', (name) => {
    const found = levelsOf(report).subspaces!.filter(({ model }) => models[model] === name);
    for (const { cut, span, apart, used } of expected[name].places) {
      const place = found.find((one) => one.cut === cut && one.span === span)!;
      for (const { part, directions, strength, unexplained } of place.parts) {
        expect([part, directions]).toEqual([part, apart[part].directions]);
        expect(Math.abs(strength - apart[part].strength)).toBeLessThan(1e-4);
        expect(Math.abs(unexplained - apart[part].unexplained)).toBeLessThan(1e-4);
      }
      expect(place.used!.directions).toBe(used.directions);
      expect(Math.abs(place.used!.strength - used.strength)).toBeLessThan(1e-4);
    }
  });
});

test.each(models)('%s: what its heads move is what transformers says', async (name) => {
  const request = { a: join(folder, name), ...quick };
  const { responses } = await withStudy(
    quietJob,
    testPorts(),
    request,
    [request.a],
    (study, run) => {
      const [candidate] = study.candidates;
      return measured(quietJob, run.ports, candidate, run.memory).then((sweep) =>
        headSweep(quietJob, run.ports, runOf(candidate, run.memory), sweep.responses, study.pairs),
      );
    },
  );
  const weights = equalWeights(responses.pairs);
  const alone = responses.plan.finer!.flatMap((finer, s) => {
    if (finer === undefined || !('heads' in finer) || finer.heads.length > 1) return [];
    const strength = meanVariation(responsesAt(responses, s), responses.clean, weights);
    return [{ wanted: expected[name].heads[finer.cut][finer.heads[0]][finer.span], strength }];
  });
  expect(alone).toHaveLength(3 * 4 * 6);
  for (const { wanted, strength } of alone) expect(Math.abs(strength - wanted)).toBeLessThan(1e-4);
});

test('a verdict at a finer level names it, and the place', async () => {
  const report = await compared(['subspace']);
  expect(report.verdict).toBe('different');
  expect(report.provenance.parameters.granularity).toBe('subspace');
  expect(explanation(report.reason)).toMatch(
    /^copies holds `.` in directions of its own at `.` after block 0 .* interchanges at subspace granularity\.$/,
  );
  expect(sectionOf(report, 'controls')?.rows).toHaveLength(6);
});

test('one model at its levels; the second time from the store, to the last bit', async () => {
  const ask = () =>
    interpret(quietJob, ports, {
      ...{ a: join(folder, 'copies'), ...quick },
      granularity: ['subspace', 'head'],
    });
  const [first, second] = [await ask(), await ask()];
  expect(second).toEqual({ ...first, timings: second.timings });
  expect(faultsOf(first)).toEqual([]);
  expect(first.models[0].profile?.find(({ set }) => set.join() === 'c')).toMatchObject({
    site: { cut: 1, span: 'd', part: 'c', apart: ['d'] },
  });
  expect(levelsOf(first).rows.map(({ granularity }) => granularity)).toEqual([
    'cut',
    'subspace',
    'head',
  ]);
});

test('what is no level is refused', async () => {
  await expect(compared(['block' as 'cut'])).rejects.toMatchObject({
    code: 'task-invalid',
    message: 'the granularity is block, allowed are cut, head, subspace',
  });
});
