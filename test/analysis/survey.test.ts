// Where a survey of few pairs looks: coarsely, then between cuts that hold different things.
import { describe, expect, test } from 'vitest';
import { type Glances, surveyed } from '../../src/engine/analysis/survey.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import type { SitePlan } from '../../src/engine/forward/plan.ts';
import type { Sweep } from '../../src/engine/forward/responses.ts';
import { type Carried, idealResponses, population, sampled } from '../support/idealModels.ts';
import { glancedAt, sitesAt } from '../truth/stored.ts';

const [A, B, C, D] = [1, 2, 4, 8];
const none: Carried = { mask: 0 };
const apart: readonly Carried[] = [{ mask: A }, { mask: B }, { mask: C }, { mask: D }];
const end: readonly Carried[] = [none, none, none, { mask: A | B | C | D }];
const pairs = [...Array(8).keys()];

/** All of a model whose parts lie apart up to a cut, and whose last span has everything from there on. */
function wholeOf(cuts: number, from: number): Sweep {
  const model = {
    slope: 2,
    cuts: Array.from({ length: cuts }, (_, cut) => (cut < from ? apart : end)),
  };
  const all = idealResponses(model, population([3, 2, -4, -1], 64, 'pairs'), 'model');
  const responses = sampled(all, pairs);
  const quiet = { noOp: 0, wholeCut: 0, interchanges: 0, mass: 1, massChange: 0 };
  return { ...quiet, responses, silent: new Set() };
}

/** `serves`: whether a first block of pairs can be told of; undefined: nobody is told. */
async function surveyOf(whole: Sweep, serves?: boolean) {
  const { plan } = whole.responses;
  const seen: number[] = [];
  const told: number[] = [];
  const sighting = {
    tell: async ({ responses }: Sweep) => void told.push(responses.pairs),
    serves: () => serves === true,
  };
  const glances: { readonly cuts: readonly number[]; readonly isFirst: boolean }[] = [];
  const of: Glances = {
    cuts: plan.at.length,
    sitesAt: (cuts): SitePlan => sitesAt(plan, cuts, cuts).plan,
    async glance({ at }, isFirst, few) {
      glances.push({ cuts: at, isFirst });
      seen.push(few);
      return glancedAt(whole, pairs.slice(0, few), at);
    },
  };
  const found = await surveyed(quietJob, of, serves === undefined ? undefined : sighting);
  return { found, glances, seen, told };
}

describe('a survey', () => {
  const cases: readonly [string, cuts: number, from: number, rounds: readonly number[][]][] = [
    ['takes every cut of a small model', 5, 2, [[0, 1, 2, 3, 4]]],
    ['and of the largest that is small', 9, 4, [[0, 1, 2, 3, 4, 5, 6, 7, 8]]],
    ['takes every other cut, and the last', 12, 12, [[0, 2, 4, 6, 8, 10, 11]]],
    [
      'halves what lies between cuts that hold different things, until none lies there',
      31,
      18,
      [[0, 4, 8, 12, 16, 20, 24, 28, 30], [18], [17]],
    ],
    ['also next to an end', 31, 30, [[0, 4, 8, 12, 16, 20, 24, 28, 30], [29]]],
  ];
  test.each(cases)('%s', async (_, cuts, from, rounds) => {
    const whole = wholeOf(cuts, from);
    const { found, glances } = await surveyOf(whole);
    expect(glances).toEqual(rounds.map((at, k) => ({ cuts: at, isFirst: k === 0 })));
    const all = rounds.flat().sort((a, b) => a - b);
    const atOnce = glancedAt(whole, pairs, all);
    expect(found.responses.plan).toEqual(atOnce.responses.plan);
    expect(found.responses.site).toEqual(atOnce.responses.site);
    expect(found.interchanges).toBe(atOnce.interchanges);
  });

  test.each<[string, boolean | undefined, number[], number[]]>([
    ['of its first block, where all of it is run once', true, [4, 8, 8, 8], [4]],
    ['of the first round, where pairs would be run twice', false, [8, 8, 8], [8]],
    ['to nobody', undefined, [8, 8, 8], []],
  ])('tells %s', async (_, serves, wanted, tells) => {
    const { seen, told } = await surveyOf(wholeOf(31, 18), serves);
    expect([seen, told]).toEqual([wanted, tells]);
  });
});
