// Every finding with the words that say it, of two models that are called one and two.
import type { Finding } from '../../src/protocol/reason.ts';

export const ab = { set: ['a', 'b'], cut: 1, span: 'b' };
const cd = { set: ['c', 'd'], cut: 1, span: 'd' };
const ac = { set: ['a', 'c'], cut: 2, span: 'c' };
const a = { set: ['a'], cut: 1, span: 'c' };
export const all = { set: ['a', 'b', 'c', 'd'], cut: 3, span: '=' };
export const pairwise = [
  { cut: 1, sets: [['a'], ['b']] },
  { cut: 3, sets: [['a', 'b'], ['c'], ['d']] },
];
const atOnce = [{ cut: 3, sets: [['a'], ['b'], ['c']] }];
const unmatched = { model: 1, cut: 2, span: '=', crisp: true, mismatch: 0.416 } as const;

export const findings: readonly (readonly [name: string, code: Finding, words: string])[] = [
  [
    'each merges its own',
    {
      code: 'variables differ',
      sides: [
        { code: 'own', seen: [ab, cd] },
        { code: 'own', seen: [ac] },
      ],
    },
    'one has merged {a, b} at `b` and {c, d} at `d` by cut 1; two merges {a, c} at `c` by cut 2.',
  ],
  [
    'each moves, merges and merges later',
    {
      code: 'variables differ',
      sides: [
        { code: 'own', seen: [a, ab, ac, all] },
        { code: 'own', seen: [a, ac] },
      ],
    },
    'one has moved {a} to `c` by cut 1, has merged {a, b} at `b` by cut 1, has merged {a, c} at `c` by cut 2 and has merged {a, b, c, d} at `=` by cut 3; two moves {a} to `c` by cut 1 and merges {a, c} at `c` by cut 2.',
  ],
  [
    'the other shows nothing crisp, and brings parts together',
    {
      code: 'variables differ',
      sides: [
        { code: 'own', seen: [ab] },
        { code: 'nothing crisp', order: pairwise },
      ],
    },
    'one has merged {a, b} at `b` by cut 1; two shows no crisp intermediate and brings a and b together at cut 1 and a+b, c and d together at cut 3.',
  ],
  [
    'the one shows nothing crisp, and never brings parts together',
    {
      code: 'variables differ',
      sides: [
        { code: 'nothing crisp', order: [] },
        { code: 'own', seen: [ab] },
      ],
    },
    'one shows no crisp intermediate and never brings two parts together at one place; two merges {a, b} at `b` by cut 1.',
  ],
  [
    'the other shows no more than the one',
    {
      code: 'variables differ',
      sides: [
        { code: 'own', seen: [cd] },
        { code: 'no more', sets: [ab.set] },
      ],
    },
    'one has merged {c, d} at `d` by cut 1; two shows nothing but {a, b}.',
  ],
  [
    'the one shows no more than the other',
    {
      code: 'variables differ',
      sides: [
        { code: 'no more', sets: [ab.set, cd.set] },
        { code: 'own', seen: [ac] },
      ],
    },
    'one shows nothing but {a, b} and {c, d}; two merges {a, c} at `c` by cut 2.',
  ],
  [
    'shared, at the same places',
    {
      code: 'variables shared',
      seen: [
        [ab, cd],
        [ab, cd],
      ],
      unmatched: null,
    },
    'Both have merged {a, b} at `b` and {c, d} at `d` by cut 1.',
  ],
  [
    'shared and moved, at the same place',
    { code: 'variables shared', seen: [[a], [a]], unmatched: null },
    'Both have moved {a} to `c` by cut 1.',
  ],
  [
    'one shared, at another place',
    { code: 'variables shared', seen: [[ab], [{ ...ab, span: ',' }]], unmatched: null },
    'one merges {a, b} at `b` by cut 1; two merges {a, b} at `,` by cut 1: the same variable at another place.',
  ],
  [
    'one shared, at another cut',
    { code: 'variables shared', seen: [[ab], [{ ...ab, cut: 2 }]], unmatched: null },
    'one merges {a, b} at `b` by cut 1; two merges {a, b} at `b` by cut 2: the same variable at another cut.',
  ],
  [
    'several shared, in another order: the same places',
    {
      code: 'variables shared',
      seen: [
        [ab, { ...cd, cut: 2 }],
        [cd, { ...ab, cut: 2 }],
      ],
      unmatched: null,
    },
    'one merges {a, b} at `b` by cut 1 and merges {c, d} at `d` by cut 2; two merges {c, d} at `d` by cut 1 and merges {a, b} at `b` by cut 2: the same variables at another cut.',
  ],
  [
    'several shared, one of them at another place',
    {
      code: 'variables shared',
      seen: [
        [ab, cd],
        [ab, { ...cd, span: '=' }],
      ],
      unmatched: null,
    },
    'one merges {a, b} at `b` and {c, d} at `d` by cut 1; two merges {a, b} at `b` and {c, d} at `=` by cut 1: the same variables at another place.',
  ],
  [
    'shared, but for a crisp site of the other',
    { code: 'variables shared', seen: [[ab], [ab]], unmatched },
    'Both have merged {a, b} at `b` by cut 1. But what arrives at crisp `=` at cut 2 of two acts on the answer as nothing in one does (mismatch 0.42).',
  ],
  [
    'shared, but for a hybrid site of the one',
    {
      code: 'variables shared',
      seen: [[ab], [ab]],
      unmatched: { ...unmatched, model: 0, crisp: false },
    },
    'Both have merged {a, b} at `b` by cut 1. But what arrives at `=` at cut 2 of one acts on the answer as nothing in two does (mismatch 0.42).',
  ],
  [
    'shared, but for a whole cut',
    {
      code: 'variables shared',
      seen: [[ab], [ab]],
      unmatched: { ...unmatched, span: null, crisp: false },
    },
    'Both have merged {a, b} at `b` by cut 1. But what arrives at cut 2 of two acts on the answer as nothing in one does (mismatch 0.42).',
  ],
  [
    'two orders',
    { code: 'order', orders: [pairwise, atOnce] },
    'one brings a and b together at cut 1 and a+b, c and d together at cut 3; two brings a, b and c together at cut 3.',
  ],
  [
    'one order',
    { code: 'order', orders: [atOnce, atOnce] },
    'Each brings a, b and c together at cut 3.',
  ],
  [
    'no order in one of them',
    { code: 'order', orders: [[], atOnce] },
    'one never brings two parts together at one place; two brings a, b and c together at cut 3.',
  ],
  [
    'no order in either',
    { code: 'order', orders: [[], []] },
    'Neither brings two parts together at one place.',
  ],
  [
    'one shared that moved, at another place',
    { code: 'variables shared', seen: [[a], [{ ...a, span: '=' }]], unmatched: null },
    'one moves {a} to `c` by cut 1; two moves {a} to `=` by cut 1: the same variable at another place.',
  ],
];
