// Every reason and every remedy with the sentence that says it: rows of a name, the codes, the words.
import type {
  InterpretReason,
  MeasuredReason,
  Remedy,
  VerdictReason,
} from '../../src/protocol/reason.ts';
import { ab, cd, hardlyApart, openLoss, parting, shared, weakened } from './findings.ts';

export type Rows<Code> = readonly (readonly [name: string, code: Code, words: string])[];

const distance = { value: 0.834, low: 0.7811, high: 0.8749 };
const full = { value: 0.5, low: 0.05, high: 1 };
const tried = {
  names: ['one', 'two'],
  granularity: 'cut',
  interchanges: 40960,
  pairs: 1256,
} as const;
const end = '1,256 pairs, 40,960 interchanges at cut granularity.';

const [, both] = shared[0];
const [, differing, part] = parting[0];
const [, nothing] = parting.find(([name]) => name === 'no set to tell apart')!;
const d = 'Profile distance 0.83 [0.78, 0.87]';
const f = 'full distance 0.50 [0.05, 1.00]';
const margin = { margin: 0.3 };
const untold =
  'The answers tell no set of variables from both nothing and everything, so no step between the prompt and the answer can be seen in';

const measured: Rows<MeasuredReason> = [
  [
    'other regions',
    {
      ...{ code: 'other regions', ...tried, region: 'top left', moves: [0.01, 0.4] },
      ...{ input: distance, margin: 0.5 },
    },
    `two and one answer by different regions of the input: where \`top left\` is taken from another row their answers move by 0.40 and 0.01. Unlike by 0.83 [0.78, 0.87], margin 0.50, ${end}`,
  ],
  [
    'no interchange tells',
    { code: 'no interchange tells', ...tried, full, fullMargin: 0.15, finding: both },
    `No interchange tells one from two; both hold {a, b} at \`b\` after block 0. Full distance 0.50 [0.05, 1.00], margin 0.15, ${end}`,
  ],
  [
    'no interchange tells, and nothing is held',
    { code: 'no interchange tells', ...tried, full, fullMargin: 0.15, finding: nothing },
    `No interchange tells one from two. Full distance 0.50 [0.05, 1.00], margin 0.15, ${end}`,
  ],
  [
    'only the input',
    { code: 'only the input', ...tried, distance, full, finding: nothing },
    `Only what the input does to the answers of one and two was compared: between input and answer no region has a place of its own in both of them, as after a first dense layer, so how they compute it is not seen. ${d}, ${f}, ${end}`,
  ],
  [
    'no evidence',
    { code: 'no evidence', ...tried, distance, full, finding: { ...nothing, idle: ['d'] } },
    `Neither one nor two holds a set of variables by itself between the prompt and the answer, so how they compute it is not seen; \`d\` does not matter. ${d}, ${f}, ${end}`,
  ],
  [
    'no evidence, and no sets to tell apart',
    { code: 'no evidence', ...tried, distance: null, full, finding: nothing },
    `${untold} one or two. Full distance 0.50 [0.05, 1.00], ${end}`,
  ],
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
  [
    'unreadable',
    { code: 'unreadable', ...tried, distance, ...margin, unread: 1, finding: differing },
    `one holds {a, b} at \`,\` after block 0 (1.00); two shows it at 0.02 at most, but cannot be read at this granularity, so whether it holds that too is open. ${d}, margin 0.30, ${end}`,
  ],
  [
    'unreadable, the one',
    {
      ...{ code: 'unreadable', ...tried, distance, ...margin, unread: 0 },
      finding: { seen: [[], [cd]], deciding: null, idle: [] },
    },
    `two holds {c, d} at \`d\` after block 0; one cannot be read at this granularity, so whether it holds that too is open. ${d}, margin 0.30, ${end}`,
  ],
  [
    'straddles',
    { code: 'straddles', ...tried, distance, margin: 0.8, finding: differing },
    `It is open whether they are apart: ${part.slice(0, -1)}. ${d}, margin 0.80, ${end}`,
  ],
  ...hardlyApart.map(
    (finding) =>
      [
        `straddles, where they differ by ${finding.deciding?.values}`,
        { code: 'straddles', ...tried, distance, margin: 0.8, finding },
        `It is open whether they are apart: both hold \`which\` at \`S2\` after block 17. ${d}, margin 0.80, ${end}`,
      ] as const,
  ),
  [
    'a control failed under a difference',
    {
      ...{ code: 'controls', ...tried, distance, full, finding: differing },
      ...{ would: 'different', failed: ['one on disjoint halves of the pairs'] },
    },
    `Without the failed control (one on disjoint halves of the pairs) the verdict would be \`different\`: ${part.slice(0, -1)}. ${d}, ${f}, ${end}`,
  ],
  [
    'controls failed under what both hold',
    {
      ...{ code: 'controls', ...tried, distance: null, full, finding: both },
      ...{ would: 'same interpretation', failed: ['the first', 'the second'] },
    },
    `Without the failed controls (the first and the second) the verdict would be \`same interpretation\`: both hold {a, b} at \`b\` after block 0. Full distance 0.50 [0.05, 1.00], ${end}`,
  ],
  [
    'too few pairs',
    { code: 'too few pairs', ...tried, distance, full, differentPairs: 8, fewest: 12 },
    `Too few different pairs (8; a verdict takes 12) to tell how one and two compute the answer. ${d}, ${f}, ${end}`,
  ],
  [
    'a survey of models that differ',
    { code: 'survey', ...tried, finding: differing },
    `A first look: ${part.slice(0, -1)}. ${end}`,
  ],
  [
    'a survey of one of them',
    { code: 'survey', ...tried, finding: null },
    `A first look at one; two is not looked at yet. ${end}`,
  ],
  [
    'a task without variables',
    { code: 'name variables', ...tried, full, fullMargin: 0.15 },
    `The task names no variables, so of one and two only whether an interchange tells them apart can be said. Full distance 0.50 [0.05, 1.00], margin 0.15, ${end}`,
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
  ...parting.map(
    ([name, finding, words]) =>
      [
        `apart: ${name}`,
        { code: 'apart', ...tried, distance, ...margin, finding },
        `${words} ${d}, margin 0.30, ${end}`,
      ] as const,
  ),
  ...shared.map(
    ([name, finding, words]) =>
      [
        `same variables: ${name}`,
        { code: 'same variables', ...tried, distance, ...margin, finding },
        `${words} ${d}, margin 0.30, ${end}`,
      ] as const,
  ),
  ...measured,
  ...gates,
];

const run = { granularity: 'cut', interchanges: 40_960, pairs: 1256 } as const;
const most = { set: ['a', 'b'], value: 0.414 };
const alone = { code: 'interpretation', name: 'one', ...run, most, idle: [] } as const;
export const interpretReasons: Rows<InterpretReason> = [
  [
    'sets are held',
    { ...alone, seen: [ab, cd], idle: ['e'] },
    `one holds {a, b} at \`b\` and {c, d} at \`d\` after block 0; \`e\` does not matter. ${end}`,
  ],
  [
    'none is',
    { ...alone, seen: [] },
    `one holds no set of variables by itself between the prompt and the answer ({a, b} 0.41 at most). ${end}`,
  ],
  ['there is none to hold', { ...alone, seen: [], most: null }, `${untold} one. ${end}`],
  ...gates,
];

const usual = 'At least 12 different pairs; a few hundred are usual.';
const more = 'More pairs: about 2,700 should show on which side of 0.3 it lies.';
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
    'A finer granularity or more seeds: what was measured lies so near 0.3 that more pairs will hardly settle it.',
  ],
  [
    'controls',
    { code: 'steadier task' },
    'More pairs, or a task whose answers depend more on the variables that change.',
  ],
  [
    'unreadable',
    { code: 'finer or more seeds' },
    'A finer granularity (head, subspace), or more seeds of the model that cannot be read.',
  ],
  [
    'no evidence',
    { code: 'finer or another task' },
    'A finer granularity (head, subspace), or a task that varies an intermediate the models may share.',
  ],
  [
    'no place inside',
    { code: 'places inside' },
    'Pictures with regions, of which convolutions keep the places inside; what single units of a dense layer hold would take a finer level, which there is not for models of rows.',
  ],
  [
    'a task without variables',
    { code: 'name variables' },
    'A task file with a template and named variables, so that what a place holds can be told.',
  ],
];
