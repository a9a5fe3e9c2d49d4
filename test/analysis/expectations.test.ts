// What is said of an expectation: passed and failed only where the verdict or the whole interval says so.
import { describe, expect, test } from 'vitest';
import {
  judgedAccuracy,
  judgedHolding,
  judgedPair,
  mayPass,
} from '../../src/engine/analysis/expectations.ts';
import type { Interval } from '../../src/protocol/coordinates.ts';
import type { CompareReport, InterpretReport, Verdict } from '../../src/protocol/report.ts';
import { cannedReports } from '../support/cannedReports.ts';

const compared = cannedReports.map(([, make]) => make()).find((one) => one.kind === 'compare')!;
const interpreted = cannedReports
  .map(([, make]) => make())
  .find((one) => one.kind === 'interpret')!;

type Ends = readonly [low: number, high: number];
type Case = {
  readonly verdict: Verdict;
  readonly reason?: string;
  readonly distance?: Ends;
  readonly full?: Ends | null;
};

function reportOf({ verdict, reason = 'straddles', distance = [0.2, 0.4], full }: Case) {
  const between = ([low, high]: Ends) => ({ value: (low + high) / 2, low, high });
  return {
    ...compared,
    verdict,
    reason: { ...compared.reason, code: reason },
    distance: { ...between(distance), set: ['a'], sites: [null, null] },
    sections: [{ kind: 'distances', full: full ? between(full) : null, merge: null }],
    provenance: {
      ...compared.provenance,
      parameters: { ...compared.provenance.parameters, margin: 0.3, fullMargin: 0.15 },
    },
  } as CompareReport;
}

const kinds = ['indistinguishable', 'same interpretation', 'different', 'not different'] as const;
const [P, F, U] = ['passed', 'failed', 'undecided'] as const;

/** What is found -> the outcome of each kind, in their order. */
const rows: readonly (readonly [Case, readonly string[]])[] = [
  [{ verdict: 'indistinguishable' }, [P, P, F, P]],
  [{ verdict: 'same interpretation', full: [0.1, 0.3] }, [U, P, F, P]],
  [{ verdict: 'same interpretation', full: [0.15, 0.3] }, [F, P, F, P]],
  [{ verdict: 'same interpretation', full: null }, [U, P, F, P]],
  [{ verdict: 'different' }, [F, F, P, F]],
  [{ verdict: 'inconclusive' }, [U, U, U, U]],
  [{ verdict: 'inconclusive', full: [0.5, 0.9] }, [F, U, U, U]],
  [{ verdict: 'inconclusive', distance: [0, 0.2] }, [U, U, U, U]], // no code that says what is missing
  [{ verdict: 'inconclusive', reason: 'controls', distance: [0, 0.2] }, [U, U, U, U]],
  [{ verdict: 'inconclusive', reason: 'no evidence', distance: [0, 0.2] }, [U, U, F, P]],
  [{ verdict: 'inconclusive', reason: 'no evidence', distance: [0, 0.3] }, [U, U, U, U]],
  [{ verdict: 'inconclusive', reason: 'evidence undecided', distance: [0, 0.2] }, [U, U, F, P]],
  [{ verdict: 'inconclusive', reason: 'too few pairs', distance: [0, 0.2] }, [U, U, U, U]],
  [{ verdict: 'not comparable', full: [0.5, 0.9] }, [U, U, U, U]],
];

test.each(rows)('%j', (found, wanted) => {
  const report = reportOf(found);
  const outcomes = kinds.map((expect) => {
    return judgedPair({ expect, a: 'x', b: 'y' }, report, ['x', 'y'], null).outcome;
  });
  expect(outcomes).toEqual(wanted);
});

describe('stays as: the interpretation, and by how much the accuracy is lower', () => {
  test.each<readonly [Verdict, Ends | null, string]>([
    ['same interpretation', [-0.02, 0.02], P],
    ['indistinguishable', [-0.2, -0.1], P], // it has become better
    ['same interpretation', [-0.02, 0.05], P],
    ['same interpretation', [-0.02, 0.06], U],
    ['same interpretation', [0.04, 0.06], U],
    ['same interpretation', [0.06, 0.1], F],
    ['inconclusive', [0.06, 0.1], F],
    ['inconclusive', [-0.02, 0.02], U],
    ['not comparable', [0.3, 0.6], F],
    ['not comparable', [-0.1, 0.1], U],
    ['different', [0, 0], F],
    ['same interpretation', null, P], // no right answers are known
  ])('%s, lower by %j: %s', (verdict, lower, wanted) => {
    const report = reportOf({ verdict });
    const fall = lower && { value: lower[0], low: lower[0], high: lower[1] };
    const of = (model: string, as: string, more: Interval | null) =>
      judgedPair({ expect: 'stays as', model, as, drop: 0.05 }, report, ['x', 'y'], more);
    expect(of('y', 'x', fall).outcome).toBe(wanted); // the first answers so many more right
    const turned = fall && { value: -fall.value, low: -fall.high, high: -fall.low };
    expect(of('x', 'y', turned).outcome).toBe(wanted);
  });
});

const profile = (low: number, high: number) =>
  ({
    ...interpreted,
    task: { ...interpreted.task, variables: ['a', 'b'], parts: [{ id: 'S2', variable: null }] },
    models: [
      {
        ...interpreted.models[0],
        profile: [{ set: ['a', 'b'], value: (low + high) / 2, low, high, site: null }],
      },
    ],
  }) as unknown as InterpretReport;

test.each<readonly [readonly string[], Ends, string]>([
  [['a', 'b'], [0.5, 0.9], P],
  [['b', 'a'], [0.5, 0.9], P],
  [['a', 'b'], [0.49, 0.9], U],
  [['a', 'b'], [0.2, 0.49], F],
  [['a', 'b'], [0.2, 0.5], U],
  [['a'], [0.9, 1], U], // not told from others
  [['"S2"'], [0.9, 1], U],
  [['z'], [0.9, 1], 'error'],
  [['S2'], [0.9, 1], 'error'], // as it stands it is written with quotes
])('holds %j at least .5, {a, b} is held by %j: %s', (set, [low, high], wanted) => {
  const expectation = { expect: 'holds', model: 'x', set, atLeast: 0.5 } as const;
  expect(judgedHolding(expectation, profile(low, high)).outcome).toBe(wanted);
});

test('a model that does not solve the task holds nothing that is known', () => {
  const report = profile(0.9, 1);
  const unsolved = { ...report, models: [{ ...report.models[0], profile: null }] };
  const expectation = { expect: 'holds', model: 'x', set: ['a', 'b'], atLeast: 0.5 } as const;
  const judged = judgedHolding(expectation, unsolved);
  expect(judged).toMatchObject({ outcome: 'undecided', found: { held: null, solves: false } });
  expect(mayPass(judged)).toBe(false);
});

test.each<readonly [Ends | null, string, boolean]>([
  [[0.95, 1], P, false],
  [[0.9, 1], U, true],
  [[0.5, 0.94], F, false],
  [null, U, false],
])('an accuracy of .95 at least, %j: %s', (ends, wanted, allowed) => {
  const found = ends && { value: ends[1], low: ends[0], high: ends[1] };
  const judged = judgedAccuracy({ atLeast: 0.95 }, found, 100);
  expect([judged.outcome, mayPass(judged)]).toEqual([wanted, allowed]);
});

test.each<readonly [Case, boolean]>([
  [{ verdict: 'inconclusive' }, true],
  [{ verdict: 'same interpretation', full: [0.1, 0.3] }, true],
  [{ verdict: 'not comparable' }, false],
  [{ verdict: 'different' }, false],
])('%j may be let pass: %s', (found, wanted) => {
  const judged = judgedPair(
    { expect: 'indistinguishable', a: 'x', b: 'y' },
    reportOf(found),
    ['x', 'y'],
    null,
  );
  expect(mayPass(judged)).toBe(wanted);
});
