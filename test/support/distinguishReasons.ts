// Every reason of a search for inputs on which two models part, with the sentences that are made of it.
import type { DistinguishReason } from '../../src/protocol/distinguish.ts';
import type { Rows } from './reasons.ts';

const place = { cut: 1, span: 'b', onward: false };
const search: DistinguishReason['search'] = {
  ...{ by: 'answers', outcome: 'part', searched: 216, found: { units: 20, mean: 0.98 } },
  region: [
    { variable: 'a', of: null, values: ['5'] },
    { variable: 'c', of: null, values: ['0', '1', '2'] },
  ],
  held: { value: 0.93, low: 0.8, high: 0.97, units: 42 },
  ...{ outside: 0.01, otherAnswer: 0.9, accuracy: [1, 0.1], p: 0.005, permutations: 199, at: null },
};
const reason: DistinguishReason = {
  ...{ code: 'distinguishing', names: ['one', 'two'], verdict: 'they part', margin: 0.3, search },
  ...{ interchanged: true, prompts: { outcome: 'part', held: search.held } },
  ...{ granularity: 'cut', interchanges: 4096, pairs: 128 },
};
const alike = { value: 0, low: 0, high: 0.05, units: 42 };
const run = '128 pairs, 4,096 interchanges at cut granularity.';
const interchanges: DistinguishReason['search'] = {
  ...{ ...search, by: 'interchanges', searched: 128, accuracy: null },
  at: { set: ['a', 'b'], holder: 1, sites: [{ ...place, span: 'c' }, place] },
};

export const distinguishReasons: Rows<DistinguishReason> = [
  [
    'prompts on which they part',
    reason,
    `Where \`a\` is 5 and \`c\` is 0, 1 or 2, one and two answer otherwise; of 42 prompts that this was not found on 90.0 % have another first answer; elsewhere they are 0.01 apart; right there are 100.0 % of one and 10.0 % of two. Apart 0.93 [0.80, 0.97] on 42 prompts, margin 0.30, p 0.005 of 199 permutations, 216 prompts searched, ${run}`,
  ],
  [
    'interchanged pairs on which they part',
    {
      ...reason,
      search: {
        ...interchanges,
        region: [{ variable: 'a', of: 'source', values: [...'12345678'] }],
      },
      prompts: { outcome: 'open', held: null },
    },
    `On plain prompts it is open whether one and two answer alike; after {a, b} is swapped in from another prompt where two holds it (at \`b\` after block 0; in one at \`c\` after block 0 comes nearest) they answer otherwise where \`a\` of the source is 1, 2, 3, 4, 5, 6 or one of 2 more; of 42 pairs that this was not found on 90.0 % have another first answer; elsewhere they are 0.01 apart. Apart 0.93 [0.80, 0.97] on 42 pairs, margin 0.30, p 0.005 of 199 permutations, 128 pairs searched, ${run}`,
  ],
  [
    'interchanged pairs, whichever',
    {
      ...{ ...reason, prompts: { outcome: 'alike', held: alike } },
      search: { ...interchanges, region: [], outside: null, p: 0.56 },
    },
    `On plain prompts one and two answer alike (0.00 apart); after {a, b} is swapped in from another prompt where two holds it (at \`b\` after block 0; in one at \`c\` after block 0 comes nearest) they answer otherwise; of 42 pairs that this was not found on 90.0 % have another first answer. Apart 0.93 [0.80, 0.97] on 42 pairs, margin 0.30, no part of the task stands out (p 0.56 of 199 permutations), 128 pairs searched, ${run}`,
  ],
  [
    'nothing that sets them apart',
    {
      ...{ ...reason, verdict: 'alike' },
      search: { ...search, held: { value: 0, low: 0, high: 0.09, units: 42 } },
    },
    `On average over the prompts of the task, and with a set of variables interchanged that one of them holds, one and two answer alike within the margin; hardly one input sets them further apart. Apart 0.00 [0.00, 0.09] on 42 prompts, margin 0.30, p 0.005 of 199 permutations, 216 prompts searched, ${run}`,
  ],
  [
    'alike, and nothing to interchange',
    {
      ...{ ...reason, verdict: 'inconclusive', interchanged: false },
      search: { ...search, outcome: 'alike', held: { value: 0, low: 0, high: 0.09, units: 42 } },
    },
    `On average over all prompts that were searched one and two answer alike; neither is seen to hold a set of variables purely, so that no interchanged runs are compared. Apart 0.00 [0.00, 0.09] on 42 prompts, margin 0.30, p 0.005 of 199 permutations, 216 prompts searched, ${run}`,
  ],
  [
    'prompts alike, interchanged runs open',
    {
      ...{ ...reason, verdict: 'inconclusive' },
      search: { ...search, outcome: 'alike', held: { value: 0, low: 0, high: 0.09, units: 42 } },
    },
    `On average over all prompts that were searched one and two answer alike; whether they do when their runs are interchanged is open. Apart 0.00 [0.00, 0.09] on 42 prompts, margin 0.30, p 0.005 of 199 permutations, 216 prompts searched, ${run}`,
  ],
  [
    'alike on average, single prompts apart',
    {
      ...{ ...reason, verdict: 'inconclusive' },
      search: {
        ...{ ...search, outcome: 'open', region: [], outside: null, otherAnswer: 0.19 },
        held: { value: 0.19, low: 0.1, high: 0.28, units: 42 },
      },
    },
    `On average one and two are less than the margin apart all over the task, but by more on single inputs, and no part of the task that was searched says on which; of 42 prompts that this was not found on 19.0 % have another first answer; right there are 100.0 % of one and 10.0 % of two. Apart 0.19 [0.10, 0.28] on 42 prompts, margin 0.30, no part of the task stands out (p 0.005 of 199 permutations), 216 prompts searched, ${run}`,
  ],
  [
    'too few to tell',
    { ...reason, verdict: 'inconclusive', search: { ...search, outcome: 'open', held: null } },
    `It is open whether one and two answer otherwise where \`a\` is 5 and \`c\` is 0, 1 or 2. Too few inputs to measure it on, margin 0.30, p 0.005 of 199 permutations, 216 prompts searched, ${run}`,
  ],
];
