// What of a model a survey of eight pairs leaves to measure.
import { describe, expect, test } from 'vitest';
import { focusOf } from '../../src/engine/analysis/focus.ts';
import { profilesOf, sidesOf } from '../../src/engine/congruity/profiles.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import { siteKey } from '../../src/engine/forward/plan.ts';
import type { Responses } from '../../src/engine/forward/responses.ts';
import { occurrenceSet } from '../../src/engine/task/partSet.ts';
import {
  type Carried,
  type IdealModel,
  idealResponses,
  population,
  sampled,
} from '../support/idealModels.ts';

const [A, B, C, D] = [1, 2, 4, 8];
const none: Carried = { mask: 0 };
const apart: readonly Carried[] = [{ mask: A }, { mask: B }, { mask: C }, { mask: D }];
const end: readonly Carried[] = [none, none, none, { mask: A | B | C | D }];
const weights = [3, 2, -4, -1]; // no two sets of parts have the same effect

/** Eight pairs of a model of these cuts between its ends. */
function surveyOf(
  inner: readonly (readonly Carried[])[],
  { slope = 2, by = weights }: { readonly slope?: number; readonly by?: readonly number[] } = {},
): Responses {
  const model: IdealModel = { slope, cuts: [apart, ...inner, end] };
  return sampled(idealResponses(model, population(by, 64, 'pairs'), 'model'), [...Array(8).keys()]);
}

async function focused(...surveys: readonly Responses[]) {
  const profiles = await profilesOf(
    quietJob,
    surveys.map((survey) => sidesOf(survey)),
  );
  const cuts = surveys.map(({ plan }) => plan.at.length);
  return focusOf(quietJob, surveys, profiles, cuts);
}

describe('cuts', () => {
  const sums = [none, { mask: A | B }, none, { mask: C | D }];
  const partly = sums.map((site) => ({ ...site, instead: 0, share: 0.5 }));
  const diffs = [none, none, { mask: A | C }, { mask: B | D }];
  type Inner = readonly (readonly Carried[])[];
  const cases: readonly [what: string, models: readonly Inner[], kept: readonly number[][]][] = [
    [
      'the ends, and the two where a set is held best',
      [[apart, sums, sums, apart, apart]],
      [[0, 2, 3, 6]],
    ],
    [
      'of both models, where they have as many',
      [
        [sums, sums, apart, apart],
        [apart, apart, diffs, diffs],
      ],
      [
        [0, 1, 2, 3, 4, 5],
        [0, 1, 2, 3, 4, 5],
      ],
    ],
    [
      'of each its own, where they have not',
      [
        [sums, sums, apart],
        [apart, apart, sums, sums],
      ],
      [
        [0, 1, 2, 4],
        [0, 3, 4, 5],
      ],
    ],
    ['where nothing is held, the one least like the ends', [[apart, partly, end]], [[0, 2, 4]]],
    ['the ends of a model that has no others', [[]], [[0, 1]]],
  ];
  test.each(cases)('%s', async (_, models, kept) => {
    const foci = await focused(...models.map((inner) => surveyOf(inner, { slope: 0.3 })));
    expect(foci.map(({ cuts }) => cuts)).toEqual(kept);
    expect(foci.map(({ isCovered }) => isCovered)).toEqual(models.map(() => false));
  });
});

/** A part by which hardly an answer changes, and which pushes every one all the same. */
const faint = [3, 2, -4, -0.1];

describe('what surely changes nothing', () => {
  const cases: readonly [
    what: string,
    Carried,
    weights: readonly number[],
    slope: number,
    boolean,
  ][] = [
    ['a site without a part', none, weights, 2, true],
    ['not one of a part that changes answers', { mask: D }, weights, 2, false],
    ['one of a part that pushes no answer', { mask: D }, [3, 2, -4, -0.004], 2, true],
    ['not one that pushes answers which are too sure to change', { mask: D }, faint, 20, false],
  ];
  test.each(cases)('%s', async (_, site, by, slope, isSilent) => {
    const survey = surveyOf([[site, none, none, none]], { by, slope });
    const [{ silent, same }] = await focused(survey);
    const [at] = survey.plan.cuts[1];
    expect(silent.has(siteKey(survey.plan.sites[at]))).toBe(isSilent);
    const part = occurrenceSet(site.mask, survey.readings);
    expect(site.mask === 0 || same.has(part)).toBe(isSilent);
  });

  test('sets are run without parts that matter nowhere; nothing and everything are run', async () => {
    const survey = surveyOf([apart], { by: [3, 0, -4, 0] });
    const [{ same }] = await focused(survey);
    const set = (mask: number) => occurrenceSet(mask, survey.readings);
    expect(same.get(set(B | D))).toBe(set(0));
    expect(same.get(set(A | B))).toBe(set(A));
    expect(same.get(set(B | C | D))).toBe(set(C));
    expect([set(0), set(A), set(C), set(A | B | C | D)].filter((one) => same.has(one))).toEqual([]);
  });

  test('sets that eight pairs answer alike are run where their parts matter elsewhere', async () => {
    const survey = surveyOf([apart]);
    const set = (mask: number) => occurrenceSet(mask, survey.readings);
    const mixed = new Map(survey.mixed);
    mixed.set(set(A | B), mixed.get(set(A))!);
    const [{ same }] = await focused({ ...survey, mixed });
    expect([...same]).toEqual([]);
  });
});
