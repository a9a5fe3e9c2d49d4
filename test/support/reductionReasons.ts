// Every reason of a reduction, with the sentences that are made of it.
import type { BeyondReport, ReductionReason, StepReport } from '../../src/protocol/reduction.ts';
import type { Rows } from './reasons.ts';

const at = { cut: 1, span: 'b', onward: false };
const reason: ReductionReason = {
  ...{ code: 'reduction', names: ['one', 'one'], tasks: ['hard', 'easy'] },
  ...{ verdict: 'reduces', why: 'same variables', margin: 0.3, fewest: 12, failed: [] },
  distance: { value: 0.02, low: 0, high: 0.06 },
  deciding: { sets: [['a', 'b'], ['x']], values: [0.9, 0.1], sites: [at, null] },
  seen: [{ set: ['a', 'b'], values: [0.97, 0.99] }],
  ...{ beyond: [], step: null, granularity: 'cut', interchanges: 4096, pairs: 512 },
};
const more: BeyondReport = {
  ...{ side: 0, set: ['a', 'c'], held: { value: 0.8, low: 0.7, high: 0.9 }, site: at },
  ...{ evidence: 'seen', isWhole: false },
};
const step: StepReport = {
  ...{ set: ['a', 'c'], held: { value: 0.8, low: 0.7, high: 0.9 }, site: at },
  evidence: 'seen',
};
const end =
  'Profile distance 0.02 [0.00, 0.06], margin 0.30, 512 pairs, of both tasks together, 4,096 interchanges at cut granularity.';

export const reductionReasons: Rows<ReductionReason> = [
  [
    'a task that reduces',
    reason,
    `one computes hard as it computes easy; held on both: {a, b} (0.97 and 0.99). ${end}`,
  ],
  [
    'two models, in part',
    { ...reason, names: ['one', 'two'], verdict: 'reduces in part', beyond: [more] },
    `one computes hard as two computes easy, in what both tasks have; held on both: {a, b} (0.97 and 0.99); one on hard holds {a, c} at \`b\` after block 0 (0.80), which easy cannot tell. ${end}`,
  ],
  [
    'a task that is otherwise',
    { ...reason, verdict: 'different', why: 'apart' },
    `one computes hard otherwise than it computes easy; one on hard holds {a, b} at \`b\` after block 0 (0.90), one on easy holds it less (0.10 at most). ${end}`,
  ],
  [
    'a task that is a step',
    {
      ...{ ...reason, verdict: 'contains the simple task', why: 'step', seen: [], step },
      beyond: [
        { ...more, isWhole: true },
        { ...more, isWhole: true, set: ['a', 'c', 'd'] },
      ],
    },
    `one computes easy on its way to hard: {a, c}, all that easy asks for, stands at \`b\` after block 0 (0.80); one on hard holds {a, c, d} at \`b\` after block 0 (0.80), which has all that easy asks for. ${end}`,
  ],
  [
    'a task that is no step',
    {
      ...{ ...reason, verdict: 'does not contain the simple task', why: 'no step' },
      step: { ...step, held: { value: 0.04, low: 0.02, high: 0.06 }, evidence: 'none' },
    },
    `one does not compute easy on its way to hard: {a, c}, all that easy asks for, is held nowhere (0.04, at most 0.06); held on both: {a, b} (0.97 and 0.99). ${end}`,
  ],
  [
    'a task that may be a step',
    {
      ...{ ...reason, verdict: 'inconclusive', why: 'step undecided', seen: [] },
      step: { ...step, held: { value: 0.4, low: 0.2, high: 0.6 }, evidence: 'undecided' },
    },
    `Whether one computes easy on its way to hard is open: {a, c}, all that easy asks for, may be held at \`b\` after block 0 (0.40 [0.20, 0.60]). ${end}`,
  ],
  [
    'tasks the wrong way round',
    {
      ...{ ...reason, verdict: 'inconclusive', why: 'no evidence', seen: [] },
      beyond: [{ ...more, side: 1, isWhole: true }],
    },
    `No place holds a set of variables that both tasks have, neither in one on hard nor in one on easy: there is no step on the way to compare; one on easy holds {a, c} at \`b\` after block 0 (0.80), which has all that hard asks for: hard is the simpler of the two. ${end}`,
  ],
  [
    'what may be more',
    {
      ...{ ...reason, verdict: 'inconclusive', why: 'beyond undecided' },
      beyond: [{ ...more, side: 1, evidence: 'undecided' }],
    },
    `In what both tasks have, one computes hard as it computes easy, held on both: {a, b} (0.97 and 0.99); whether more is held is open; one on easy may hold {a, c} at \`b\` after block 0 (0.80), which hard cannot tell. ${end}`,
  ],
  [
    'evidence that is open',
    { ...reason, verdict: 'inconclusive', why: 'evidence undecided' },
    `Whether a set of variables that both tasks have is held, in one on hard or in one on easy, is open. ${end}`,
  ],
  [
    'what cannot be read, though the simple task is a step',
    {
      ...{ ...reason, verdict: 'inconclusive', why: 'unreadable', step },
      beyond: [{ ...more, isWhole: true }],
    },
    `one on hard holds {a, b} at \`b\` after block 0 (0.90), one on easy holds it less (0.10 at most); but what is held at some places cannot be read; one on hard holds {a, c} at \`b\` after block 0 (0.80), all that easy asks for. ${end}`,
  ],
  [
    'what cannot be read',
    { ...reason, verdict: 'inconclusive', why: 'unreadable' },
    `one on hard holds {a, b} at \`b\` after block 0 (0.90), one on easy holds it less (0.10 at most); but what is held at some places cannot be read. ${end}`,
  ],
  [
    'the margin in the interval',
    {
      ...{ ...reason, verdict: 'inconclusive', why: 'straddles' },
      distance: { value: 0.28, low: 0.2, high: 0.41 },
    },
    'The profiles of one on hard and one on easy are about as far apart as the margin allows. Profile distance 0.28 [0.20, 0.41], margin 0.30, 512 pairs, of both tasks together, 4,096 interchanges at cut granularity.',
  ],
  [
    'a wide interval, from below the margin',
    {
      ...{ ...reason, verdict: 'inconclusive', why: 'straddles' },
      distance: { value: 0, low: 0, high: 0.45 },
    },
    'Too few pairs to tell: the profiles of one on hard and one on easy are 0.00 apart, but it may be up to 0.45, above the margin 0.30; more pairs should settle it. Profile distance 0.00 [0.00, 0.45], margin 0.30, 512 pairs, of both tasks together, 4,096 interchanges at cut granularity.',
  ],
  [
    'a wide interval, from above the margin',
    {
      ...{ ...reason, verdict: 'inconclusive', why: 'straddles' },
      distance: { value: 0.5, low: 0.2, high: 0.9 },
    },
    'Too few pairs to tell: the profiles of one on hard and one on easy are 0.50 apart, but it may be down to 0.20, below the margin 0.30; more pairs should settle it. Profile distance 0.50 [0.20, 0.90], margin 0.30, 512 pairs, of both tasks together, 4,096 interchanges at cut granularity.',
  ],
  [
    'a control that failed',
    { ...reason, verdict: 'inconclusive', why: 'controls', failed: ['one with shuffled weights'] },
    `Controls failed, so nothing is said: one with shuffled weights. ${end}`,
  ],
  [
    'too few pairs',
    { ...reason, verdict: 'inconclusive', why: 'too few pairs', distance: null, deciding: null },
    'One of the tasks has fewer than 12 different pairs, too few to say anything. No profile distance, 512 pairs, of both tasks together, 4,096 interchanges at cut granularity.',
  ],
];
