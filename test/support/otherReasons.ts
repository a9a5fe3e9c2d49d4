// Every reason of a fleet and a layer map, with the sentences that are made of it.
import type { CalibrateReason } from '../../src/protocol/calibration.ts';
import type { FleetReason, LayersReason } from '../../src/protocol/reason.ts';
import type { Rows } from './reasons.ts';

const fleetRun = { granularity: 'cut', interchanges: 40_960, pairs: 256 } as const;
const fleetEnd = '256 pairs, 40,960 interchanges at cut granularity.';

export const fleetReasons: Rows<FleetReason> = [
  [
    'a fleet',
    {
      ...{ code: 'fleet', models: 20, failed: [], ...fleetRun },
      verdicts: [
        { verdict: 'different', pairs: 150 },
        { verdict: 'indistinguishable', pairs: 2 },
        { verdict: 'inconclusive', pairs: 38 },
      ],
    },
    `20 models, 190 pairs of them: 2 indistinguishable, 38 inconclusive and 150 different. ${fleetEnd}`,
  ],
  [
    'a fleet of which some are compared',
    {
      ...{ code: 'fleet', models: 20, failed: [], ...fleetRun },
      verdicts: [{ verdict: 'different', pairs: 150 }],
    },
    `20 models, 190 pairs of them: 150 different and 40 not compared yet. ${fleetEnd}`,
  ],
  [
    'a fleet with a model that does not solve the task',
    {
      ...{ code: 'fleet', models: 2, ...fleetRun },
      failed: [{ name: 'b', accuracy: 0.336, floor: 0.8 }],
      verdicts: [{ verdict: 'not comparable', pairs: 1 }],
    },
    `2 models, 1 pair of them: 1 not comparable; b solves 33.6 % of the base prompts, under the task's floor of 80.0 %: a model that does not solve the task has no interpretation of it to compare. ${fleetEnd}`,
  ],
];

const one = { value: 1, low: 1, high: 1 };
const truth = { code: 'calibration', models: 15, tasks: 2, same: 21, different: 28 } as const;

export const calibrateReasons: Rows<CalibrateReason> = [
  [
    'a calibration',
    {
      ...{ ...truth, verdict: { wrong: 0, decided: 48 } },
      ranking: [
        { title: 'x', auroc: one },
        { title: 'y', auroc: one },
        { title: 'z', auroc: { value: 0.4931, low: 0.3, high: 0.7 } },
      ],
    },
    'On 15 models of 2 tasks of which it is known how they compute (21 pairs compute alike, 28 do not), x and y tell these apart best (AUROC 1.000); of 3 methods z is last (0.493); compare gives no wrong verdict, 48 of 49 pairs decided.',
  ],
  [
    'a calibration of two methods that tell the same',
    {
      ...{ ...truth, same: 1, different: 1, verdict: { wrong: 1, decided: 2 } },
      ranking: [
        { title: 'x', auroc: one },
        { title: 'y', auroc: one },
      ],
    },
    'On 15 models of 2 tasks of which it is known how they compute (1 pair computes alike, 1 does not), x and y tell these apart equally well (AUROC 1.000); compare gives 1 wrong verdict, 2 of 2 pairs decided.',
  ],
  [
    'a calibration of one method',
    { ...truth, models: 3, tasks: 1, verdict: null, ranking: [{ title: 'x', auroc: one }] },
    'On 3 models of 1 task of which it is known how they compute (21 pairs compute alike, 28 do not), x tells these apart (AUROC 1.000).',
  ],
  [
    'a calibration that says nothing',
    { ...truth, verdict: null, ranking: [] },
    'On 15 models of 2 tasks of which it is known how they compute (21 pairs compute alike, 28 do not), no method says anything of all of them.',
  ],
];

const compared = { names: ['one', 'two'], measure: 'debiased CKA', prompts: 1000 } as const;

export const layersReasons: Rows<LayersReason> = [
  [
    'layers',
    {
      ...{ code: 'layers', ...compared, position: 'answer', permutations: 99 },
      ...{ best: { a: 3, b: 5, value: 0.932, p: 0.01 }, compared: 144, beyondChance: 31 },
    },
    'By debiased CKA where the answer is read, block 3 of one and block 5 of two are most alike; 31 of 144 pairs of blocks are more alike than chance makes them; alike does not mean that the same is computed. 0.93, p 0.01, 1,000 prompts, 99 permutations.',
  ],
  [
    'layers without permutations',
    {
      ...{ code: 'layers', ...compared, position: 'all', permutations: 0 },
      ...{ best: { a: 0, b: 0, value: 0.5, p: null }, compared: 9, beyondChance: null },
    },
    'By debiased CKA at every span of a prompt, block 0 of one and block 0 of two are most alike; what chance gives was not looked at; alike does not mean that the same is computed. 0.50, 1,000 prompts, 0 permutations.',
  ],
  [
    'layers that do not vary',
    {
      ...{ code: 'layers', ...compared, position: 'mean', permutations: 99 },
      ...{ best: null, compared: 0, beyondChance: 0 },
    },
    'By debiased CKA in the mean over the tokens of a prompt, no two blocks can be compared: none varies over the prompts. 1,000 prompts, 99 permutations.',
  ],
];
