// Reasons of models of which it is undecided whether they hold anything, or of one that does.
import type { MeasuredReason } from '../../src/protocol/reason.ts';
import { openLoss, weakened } from './findings.ts';
import { both, d, differing, distance, end, nothing, type Rows, tried } from './reasonParts.ts';

export const undecidedReasons: Rows<MeasuredReason> = [
  [
    'evidence undecided in the other',
    {
      ...{ code: 'evidence undecided', ...tried, distance, finding: both },
      evidence: ['seen', 'undecided'],
    },
    `one holds {a, b} at \`b\` after block 0; whether two holds {a, b} at \`b\` after block 0 is undecided. ${d}, ${end}`,
  ],
  [
    'evidence undecided in both',
    {
      ...{ code: 'evidence undecided', ...tried, distance, finding: nothing },
      evidence: ['undecided', 'undecided'],
    },
    `Whether one holds a set of variables by itself is undecided; whether two holds a set of variables by itself is undecided. ${d}, ${end}`,
  ],
  [
    'evidence undecided in both, which part in a set',
    {
      ...{ code: 'evidence undecided', ...tried, distance, finding: openLoss(0.55, 0.31) },
      evidence: ['undecided', 'undecided'],
    },
    `one may hold \`which\` after block 17 at \`S2\` and after (0.55); two holds it less purely (0.31 at most, after block 19 at \`S2\` and after); whether either holds a set of variables by itself is undecided. ${d}, ${end}`,
  ],
  [
    'evidence undecided in both, the other of which has more of a set that the one has nowhere',
    {
      ...{ code: 'evidence undecided', ...tried, distance, finding: openLoss(0.03, 0.47) },
      evidence: ['undecided', 'undecided'],
    },
    `two may hold \`which\` after block 19 at \`S2\` and after (0.47); one holds it nowhere beyond what the prompt itself says (0.03 at most); whether either holds a set of variables by itself is undecided. ${d}, ${end}`,
  ],
  ...(
    [
      ['hardly part', 0.55, 0.46],
      ['both have in half or more', 0.9, 0.52],
    ] as const
  ).map(([how, a, b]): Rows<MeasuredReason>[number] => [
    `evidence undecided in both, whose sets ${how}`,
    {
      ...{ code: 'evidence undecided', ...tried, distance },
      ...{ finding: openLoss(a, b), evidence: ['undecided', 'undecided'] },
    },
    `Whether one holds a set of variables by itself is undecided; whether two holds a set of variables by itself is undecided. ${d}, ${end}`,
  ]),
  [
    'evidence in the one alone, which does not set them apart',
    {
      ...{ code: 'evidence undecided', ...tried, distance, finding: differing },
      evidence: ['seen', 'none'],
    },
    `one holds {a, b} at \`,\` after block 0 (1.00); two holds it nowhere (0.02 at most); two holds no set of variables by itself; that does not set them apart. ${d}, ${end}`,
  ],
  [
    'what the one holds is weaker in the other, of which it is open whether it holds any',
    {
      ...{ code: 'evidence undecided', ...tried, distance, finding: weakened },
      evidence: ['seen', 'undecided'],
    },
    `one holds \`which\` after block 17 at \`S2\` and after (0.79); two holds it less purely (0.31 at most, after block 19 at \`S2\` and after); whether two holds a set of variables by itself is undecided. ${d}, ${end}`,
  ],
];
