// Every reason and every remedy with the sentence that says it: rows of a name, the codes, the words.
import type {
  FleetReason,
  InterpretReason,
  MeasuredReason,
  Remedy,
  VerdictReason,
} from '../../src/protocol/reason.ts';
import { ab, all, findings, pairwise } from './findings.ts';

type Rows<Code> = readonly (readonly [name: string, code: Code, words: string])[];

const distance = { value: 0.834, low: 0.7811, high: 0.8749 };
const full = { value: 0.5, low: 0.05, high: 1 };
const tried = {
  names: ['one', 'two'],
  granularity: 'cut',
  interchanges: 40960,
  pairs: 1256,
} as const;
const end = 'Granularity: cut; 40,960 interchanges over 1,256 pairs.';

const [, differing, differ] = findings[0];
const [, shared, share] = findings[6];
const [, ordered, order] = findings[16];
const d = 'causal distance 0.83 [0.78, 0.87]';
const f = 'full distance 0.50 [0.05, 1.00]';

const measured: Rows<MeasuredReason> = [
  [
    'no interchange tells',
    { code: 'no interchange tells', ...tried, full, fullMargin: 0.15, finding: shared },
    `No interchange tells one from two: ${f}, below 0.15. ${share} ${end}`,
  ],
  [
    'same variables',
    { code: 'same variables', ...tried, distance, margin: 0.3, finding: shared },
    `one and two compute the answer by the same variables: ${d}, below 0.3. ${share} ${end}`,
  ],
  [
    'no evidence',
    { code: 'no evidence', ...tried, distance, full, finding: ordered },
    `No crisp intermediate was seen in one or two, so nothing shows how they compute the answer (${d}, ${f}). ${order} ${end}`,
  ],
  [
    'one-sided evidence',
    { code: 'one-sided evidence', ...tried, distance, finding: differing },
    `Nothing crisp sets one and two apart (${d}), but only one of them shows an intermediate. ${differ} ${end}`,
  ],
  [
    'straddles',
    { code: 'straddles', ...tried, distance, margin: 0.8, finding: differing },
    `The interval holds the margin 0.8: ${d}. ${differ} ${end}`,
  ],
  [
    'controls',
    { code: 'controls', ...tried, distance, full },
    `The controls overlap, so the distances of one and two cannot be read (${d}, ${f}). ${end}`,
  ],
  [
    'too few pairs',
    { code: 'too few pairs', ...tried, distance, full, differentPairs: 8, fewest: 12 },
    `Too few different pairs (8; a verdict takes 12) to tell how one and two compute the answer (${d}, ${f}). ${end}`,
  ],
];

const failed = { name: 'bad', accuracy: 0.336, floor: 0.8 };
const gates: Rows<Extract<VerdictReason & InterpretReason, { readonly code: string }>> = [
  [
    'one does not solve the task',
    { code: 'unsolved', failed: [failed] },
    "bad solves 33.6 % of the base prompts, under the task's floor of 80.0 %: a model that does not solve the task has no interpretation of it to compare.",
  ],
  [
    'neither does',
    { code: 'unsolved', failed: [failed, { ...failed, name: 'worse', accuracy: 0 }] },
    "bad solves 33.6 % of the base prompts, under the task's floor of 80.0 % and worse solves 0.0 % of the base prompts, under the task's floor of 80.0 %: a model that does not solve the task has no interpretation of it to compare.",
  ],
  [
    'of an older report',
    { code: 'said', explanation: 'As it was said.', settle: null },
    'As it was said.',
  ],
];

export const verdictReasons: Rows<VerdictReason> = [
  ...findings.map(
    ([name, finding, words]) =>
      [
        `apart: ${name}`,
        { code: 'apart', ...tried, distance, margin: 0.3, finding },
        `one and two compute the answer differently: ${d}, above 0.3. ${words} ${end}`,
      ] as const,
  ),
  ...measured,
  ...gates,
];

const alone = { code: 'interpretation', name: 'one', granularity: 'cut' } as const;
export const interpretReasons: Rows<InterpretReason> = [
  [
    'variables seen',
    { ...alone, seen: [ab.set, all.set], order: pairwise },
    'one computes {a, b} and {a, b, c, d} on the way to the answer. It brings a and b together at cut 1 and a+b, c and d together at cut 3.',
  ],
  [
    'nothing crisp',
    { ...alone, seen: [], order: [] },
    'one shows no crisp intermediate at cut granularity. It never brings two parts together at one place.',
  ],
  ...gates,
];

const usual = 'At least 12 different pairs; a few hundred are usual.';
const more = 'More pairs: about 2,700 should bring the interval to one side of 0.3.';
export const remedies: Rows<Remedy> = [
  ['more values', { code: 'more values', needed: 12, most: null }, usual],
  ['more values, and the task has them', { code: 'more values', needed: 12, most: 12 }, usual],
  [
    'more values than the task has',
    { code: 'more values', needed: 12, most: 11 },
    `${usual} The task has no more than 11: add values or pairs to it.`,
  ],
  ['more pairs', { code: 'more pairs', needed: 2700, margin: 0.3, most: null }, more],
  [
    'more pairs, and the task has them',
    { code: 'more pairs', needed: 2700, margin: 0.3, most: 5000 },
    more,
  ],
  [
    'more pairs than the task has',
    { code: 'more pairs', needed: 2700, margin: 0.3, most: 1296 },
    `${more} The task has no more than 1,296: add values or pairs to it.`,
  ],
  [
    'so near the margin that pairs will not do',
    { code: 'more than pairs', margin: 0.3 },
    'A finer granularity or more seeds: the distance lies so near 0.3 that more pairs will hardly settle it.',
  ],
  [
    'controls',
    { code: 'steadier task' },
    'More pairs, or a task whose answers depend more on the parts that change.',
  ],
  [
    'one-sided evidence',
    { code: 'finer or more seeds' },
    'A finer granularity (head, subspace), or more seeds of the model without a crisp intermediate.',
  ],
  [
    'no evidence',
    { code: 'finer or another task' },
    'A finer granularity (head, subspace), or a task that varies an intermediate the models may share.',
  ],
];

const fleetRun = { granularity: 'cut', interchanges: 40_960, pairs: 256 } as const;
const fleetEnd = 'Granularity: cut; 40,960 interchanges over 256 pairs.';

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
    'a fleet with a model that does not solve the task',
    {
      ...{ code: 'fleet', models: 2, ...fleetRun },
      failed: [{ name: 'b', accuracy: 0.336, floor: 0.8 }],
      verdicts: [{ verdict: 'not comparable', pairs: 1 }],
    },
    `2 models, 1 pair of them: 1 not comparable. b solves 33.6 % of the base prompts, under the task's floor of 80.0 %: a model that does not solve the task has no interpretation of it to compare. ${fleetEnd}`,
  ],
];
