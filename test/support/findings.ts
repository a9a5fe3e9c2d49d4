// Every finding with the words that say it, of two models that are called one and two.
import type { SitePlace } from '../../src/protocol/coordinates.ts';
import type { Finding, Sighting } from '../../src/protocol/reason.ts';

const at = (cut: number, span: string, onward = false): SitePlace => ({ cut, span, onward });
const sees = (set: readonly string[], value: number, site: SitePlace): Sighting => {
  return { set, value, site };
};
export const ab = sees(['a', 'b'], 1, at(1, 'b'));
export const cd = sees(['c', 'd'], 0.9, at(1, 'd'));
export const which = sees(['which'], 0.79, at(18, 'S2'));
const bc = sees(['b', 'c'], 0.93, at(2, '='));
const a = sees(['a'], 0.6, at(1, '='));
const token = sees(['"S2"'], 0.8, at(3, 'to'));
const tokens = sees(['"S1"', '"S2"'], 0.7, at(4, 'to'));
const onward: Sighting = { ...which, site: at(18, 'S2', true) };
const more = sees(['which', 'place'], 0.95, at(16, 'place', true));
const moved = (one: Sighting, site: SitePlace): Sighting => ({ ...one, site });
type Deciding = NonNullable<Finding['deciding']>;
export const deciding = (
  of: Sighting,
  values: Deciding['values'],
  sites: Deciding['sites'],
): Deciding => ({ set: of.set, values, sites });

type Rows = readonly (readonly [name: string, code: Finding, words: string])[];

/** What both hold. */
export const shared: Rows = [
  [
    'one set, at the same place',
    { seen: [[ab], [ab]], deciding: null, idle: [] },
    'Both hold {a, b} at `b` after block 0.',
  ],
  [
    'a variable alone, and variables that do not matter',
    { seen: [[which], [which]], deciding: null, idle: ['place', 'thing'] },
    'Both hold `which` at `S2` after block 17; `place` and `thing` do not matter.',
  ],
  [
    'at a span and after it',
    { seen: [[onward], [onward]], deciding: null, idle: ['place'] },
    'Both hold `which` after block 17 at `S2` and after; `place` does not matter.',
  ],
  [
    'a token',
    { seen: [[token], [token]], deciding: null, idle: [] },
    'Both hold the token `S2` at `to` after block 2.',
  ],
  [
    'tokens',
    { seen: [[tokens], [tokens]], deciding: null, idle: [] },
    'Both hold the tokens `S1` and `S2` at `to` after block 3.',
  ],
  [
    'two sets, at the same places',
    {
      seen: [
        [ab, cd],
        [ab, cd],
      ],
      deciding: null,
      idle: [],
    },
    'Both hold {a, b} at `b` and {c, d} at `d` after block 0.',
  ],
  [
    'two sets at two cuts',
    {
      seen: [
        [ab, bc],
        [ab, bc],
      ],
      deciding: null,
      idle: [],
    },
    'Both hold {a, b} at `b` after block 0 and {b, c} at `=` after block 1.',
  ],
  [
    'a span, and a span with what follows',
    {
      seen: [
        [ab, onward],
        [ab, onward],
      ],
      deciding: null,
      idle: [],
    },
    'Both hold {a, b} at `b` after block 0 and `which` after block 17 at `S2` and after.',
  ],
  [
    'one set, at another place',
    { seen: [[ab], [moved(ab, at(2, ','))]], deciding: null, idle: [] },
    'Both hold {a, b}: one at `b` after block 0, two at `,` after block 1.',
  ],
  [
    'at a span in the one, from it on in the other',
    { seen: [[which], [onward]], deciding: null, idle: [] },
    'Both hold `which`: one at `S2` after block 17, two after block 17 at `S2` and after.',
  ],
  [
    'two sets, one of them at another place: the places in the order of the sets',
    {
      seen: [
        [ab, cd],
        [moved(cd, at(1, '=')), moved(ab, at(2, 'b'))],
      ],
      deciding: null,
      idle: [],
    },
    'Both hold {a, b} and {c, d}: one at `b` and `d` after block 0, two at `b` after block 1 and at `=` after block 0.',
  ],
  [
    'more than three sets: the purest are named, the others counted',
    {
      seen: [
        [a, ab, cd, bc, token, which],
        [a, ab, cd, bc, token, which],
      ],
      deciding: null,
      idle: [],
    },
    'Both hold {a, b} at `b` and {c, d} at `d` after block 0, {b, c} at `=` after block 1 and 3 more.',
  ],
  [
    'what a span and all after it hold together with more than a set that is held',
    {
      seen: [
        [which, more],
        [which, more],
      ],
      deciding: null,
      idle: [],
    },
    'Both hold `which` at `S2` after block 17.',
  ],
  [
    'at the embedding',
    { seen: [[moved(ab, at(0, 'b'))], [moved(ab, at(0, 'b'))]], deciding: null, idle: [] },
    'Both hold {a, b} at `b` in the embedding.',
  ],
  [
    'nothing in common: what each holds',
    { seen: [[a], []], deciding: null, idle: [] },
    'one holds `a` at `=` after block 0; two holds no set of variables by itself.',
  ],
];

/** A variable of which the other has kept a part. */
export const weakened: Finding = {
  seen: [[onward], []],
  deciding: deciding(onward, [0.79, 0.31], [onward.site, at(20, 'S2', true)]),
  idle: [],
};

/** A variable of which each has so much, and neither surely half. */
export const openLoss = (a: number, b: number): Finding => ({
  seen: [[], []],
  deciding: deciding(onward, [a, b], [onward.site, at(20, 'S2', true)]),
  idle: [],
});

/** They hold the same: what they differ in most is held by neither, or by both. */
export const hardlyApart: readonly Finding[] = [
  deciding(tokens, [0.01, 0.07], [tokens.site, tokens.site]),
  deciding(which, [0.85, 0.86], [which.site, which.site]),
].map((most) => ({ seen: [[which], [which]], deciding: most, idle: [] }));

/** Where they part. */
export const parting: Rows = [
  [
    'held by the one, and another by the other',
    {
      seen: [[ab], [bc]],
      deciding: deciding(ab, [1, 0.02], [at(1, ','), at(0, 'b')]),
      idle: [],
    },
    'one holds {a, b} at `,` after block 0 (1.00); two holds it nowhere (0.02 at most), but {b, c} at `=` after block 1.',
  ],
  [
    'held by the other, and nothing else by the one',
    { seen: [[], [bc]], deciding: deciding(bc, [0.1, 0.93], [null, bc.site]), idle: ['d'] },
    'two holds {b, c} at `=` after block 1 (0.93); one holds it nowhere (0.10 at most); `d` does not matter.',
  ],
  [
    'what both hold is not told as what is held instead',
    { seen: [[ab, cd], [cd]], deciding: deciding(ab, [1, 0.02], [ab.site, null]), idle: [] },
    'one holds {a, b} at `b` after block 0 (1.00); two holds it nowhere (0.02 at most).',
  ],
  [
    'held by both, less purely by the one',
    {
      seen: [[ab], [ab]],
      deciding: deciding(ab, [0.55, 0.97], [at(2, 'b'), ab.site]),
      idle: [],
    },
    'two holds {a, b} at `b` after block 0 (0.97); one holds it less purely (0.55 at most, at `b` after block 1).',
  ],
  [
    'held by neither in half',
    { seen: [[cd], [cd]], deciding: deciding(ab, [0.45, 0], [ab.site, null]), idle: [] },
    'one partly holds {a, b} at `b` after block 0 (0.45); two holds it nowhere (0.00 at most).',
  ],
  [
    'a joint site, a token, and variables that do not matter',
    {
      seen: [[onward], [token]],
      deciding: deciding(onward, [0.79, 0.2], [onward.site, at(20, 'to', true)]),
      idle: ['place', 'thing', 'time'],
    },
    'one holds `which` after block 17 at `S2` and after (0.79); two holds it less purely (0.20 at most, after block 19 at `to` and after), but the token `S2` at `to` after block 2; `place`, `thing` and `time` do not matter.',
  ],
  [
    'a variable that is no longer handed on, and stands in no prompt',
    {
      seen: [[onward], []],
      deciding: deciding(onward, [0.79, 0.05], [onward.site, at(20, 'S2', true)]),
      idle: [],
    },
    'one holds `which` after block 17 at `S2` and after (0.79); two holds it nowhere beyond what the prompt itself says (0.05 at most).',
  ],
  [
    'no set to tell apart',
    { seen: [[], []], deciding: null, idle: [] },
    'one holds no set of variables by itself; two holds no set of variables by itself.',
  ],
  [
    'a part alone stands in the prompt of both; tokens that do not matter',
    {
      seen: [[token], [a]],
      deciding: deciding(token, [0.8, 0], [token.site, null]),
      idle: ['"A"', '"B"'],
    },
    'one holds the token `S2` at `to` after block 2 (0.80); two holds it nowhere beyond what the prompt itself says (0.00 at most), but `a` at `=` after block 0; the tokens `A` and `B` do not matter.',
  ],
];
