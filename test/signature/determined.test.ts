// Where other weights fit as well, none of them are told.
import { expect, test } from 'vitest';
import { quietJob } from '../../src/engine/core/job.ts';
import { classesOf } from '../../src/engine/signature/classes.ts';
import { coordinatesOf } from '../../src/engine/signature/coordinates.ts';
import { determinedSites, firmWeights } from '../../src/engine/signature/determined.ts';
import { variableSet } from '../../src/engine/task/partSet.ts';
import { plainReadings } from '../support/answeredOnly.ts';
import { mixture, model, said } from '../support/said.ts';

const readings = plainReadings(2);
const [nothing, a, b, both] = [0, 1, 2, 3].map((mask) => variableSet(mask, readings));
const sets = [nothing, a, b, both];
const on25 = (letter: string, others = '') => (others + letter.repeat(25)).slice(0, 25);

type Case = {
  readonly what: string;
  /** Answers on {}, {a}, {b} and {a, b}. */
  readonly mixed: readonly Float32Array[];
  readonly site: Float32Array;
  readonly determined: boolean;
};

const crisp = ['a', 'b', 'c', 'd'].map((letter) => said(on25(letter)));
/** F_ab + F_0 = F_a + F_b: the two parts change the answer independently of one another. */
const additive = [
  mixture([0.5, on25('a')], [0.5, on25('c')]),
  mixture([0.5, on25('b')], [0.5, on25('c')]),
  mixture([0.5, on25('a')], [0.5, on25('d')]),
  mixture([0.5, on25('b')], [0.5, on25('d')]),
];
const half = (g: Float32Array, h: Float32Array) => g.map((x, k) => (x + h[k]) / 2);
/** {a} and {b} answer differently on this many pairs of 25. */
const nearly = (pairs: number) => [
  said(on25('a')),
  said(on25('b')),
  said(on25('b', 'c'.repeat(pairs))),
  said(on25('d')),
];

const cases: readonly Case[] = [
  {
    what: 'half {a} and half {b} are half {a, b} and half nothing, though no two sets are alike',
    mixed: additive,
    site: half(additive[1], additive[2]),
    determined: false,
  },
  {
    what: '{a} alone is no mixture of the others',
    mixed: additive,
    site: additive[1],
    determined: true,
  },
  { what: 'sets that differ everywhere', mixed: crisp, site: crisp[1], determined: true },
  { what: 'a hybrid of them', mixed: crisp, site: half(crisp[1], crisp[2]), determined: true },
  {
    what: 'two classes that differ on 2 pairs of 25',
    mixed: nearly(2),
    site: nearly(2)[1],
    determined: false,
  },
  { what: 'on 3 pairs of 25', mixed: nearly(3), site: nearly(3)[1], determined: true },
  { what: 'on 1: they are one class', mixed: nearly(1), site: nearly(1)[1], determined: true },
  {
    what: 'the two classes are not what the site holds',
    mixed: nearly(2),
    site: nearly(2)[3],
    determined: true,
  },
  {
    what: 'they are a fifth of what it holds: the rest is firm',
    mixed: nearly(2),
    site: mixture([0.8, on25('d')], [0.2, on25('b')]),
    determined: true,
  },
  {
    what: 'they are most of what it holds',
    mixed: nearly(2),
    site: mixture([0.2, on25('d')], [0.8, on25('b')]),
    determined: false,
  },
  {
    what: 'a mixture that leaves half of the response: the fit is what it is all the same',
    mixed: crisp,
    site: said(on25('b', 'c'.repeat(12))),
    determined: true,
  },
  { what: 'a site that holds nothing', mixed: nearly(2), site: nearly(2)[0], determined: true },
  {
    what: 'all sets are one class',
    mixed: Array(4).fill(crisp[0]),
    site: crisp[3],
    determined: true,
  },
];

test.each(cases)('$what: $determined', async ({ mixed, site, determined }) => {
  const answers = model(new Map(sets.map((set, g) => [set, mixed[g]])), [site]);
  const coordinates = await coordinatesOf(quietJob, answers, sets);
  const classes = await classesOf(quietJob, [answers], sets);
  const firm = await firmWeights(quietJob, answers, coordinates, classes);
  expect([...determinedSites(coordinates, classes, firm)]).toEqual([determined ? 1 : 0]);
});

test('by class: what is firm, what is not, and what is too little to tell', async () => {
  const mixed = nearly(2);
  const sites = [
    mixture([0.75, on25('d')], [0.25, on25('b')]),
    mixture([0.92, on25('d')], [0.08, on25('b')]),
  ];
  const answers = model(new Map(sets.map((set, g) => [set, mixed[g]])), sites);
  const coordinates = await coordinatesOf(quietJob, answers, sets);
  const classes = await classesOf(quietJob, [answers], sets);
  const firm = await firmWeights(quietJob, answers, coordinates, classes);
  // {b} holds nothing of the first site, but might as well hold what {a} does.
  expect([...firm]).toEqual([...[1, 0, 0, 1], ...[1, 1, 1, 1]]);
});
