// Which interchanges are known without being run.
import { describe, expect, test } from 'vitest';
import { modelOf } from '../../src/engine/family/model.ts';
import { agree, fatesOf, firstDifference, takenAt } from '../../src/engine/forward/fate.ts';
import type { Network } from '../../src/engine/forward/network.ts';
import { headSite, residual, type Site } from '../../src/engine/forward/plan.ts';
import { networkOf } from '../../src/engine/forward/transformer.ts';
import type { Range } from '../../src/engine/task/task.ts';
import type { Input } from '../../src/engine/task/trial.ts';
import { edited } from '../support/models.ts';

/** One letter a token. */
function prompt(text: string, readAt = text.length - 1): Input {
  return { values: Int32Array.from(text, (char) => char.charCodeAt(0)), readAt };
}

test.each([
  ['abcd', 'abcd', Infinity],
  ['abcd', 'xbcd', 0],
  ['abcd', 'abcx', 3],
  ['abcd', 'axcx', 1],
])('%s and %s first differ at %d', (a, b, at) => {
  expect(firstDifference(prompt(a), prompt(b))).toBe(at);
});

describe('the fate of an interchange', () => {
  const last = (network: Network) => network.cuts.length - 1;
  const cut = (l: number) => (network: Network) => residual(network.cuts[l], [0]);
  const end = (network: Network) => residual(network.cuts[last(network)], [0]);
  const lastHead = (network: Network) => headSite(network, last(network) - 1, 1, [0]);
  const firstHead = (network: Network) => headSite(network, 0, 1, [0]);
  const between = (network: Network) => residual(network.cuts[0] + 1, [0]);
  const someOfIt = (network: Network) => ({ ...cut(0)(network), channels: [0, 8] as const });
  /** The prompt whose own answer it gives: the base, the donor, or what it says. */
  type Told = 'silent' | 'donated' | 'open' | 'as abxdef';
  type Row = readonly [
    why: string,
    donor: string,
    span: Range,
    site: (network: Network) => Site,
    causal: Told,
    bidirectional: Told,
  ];
  // The base is "abcdef", read at e.
  const rows: readonly Row[] = [
    ['the donor is the base', 'abcdef', [2, 4], cut(1), 'silent', 'silent'],
    ['before the first difference', 'abxdef', [0, 2], cut(1), 'silent', 'open'],
    ['at the first difference', 'abxdef', [1, 3], cut(1), 'open', 'open'],
    ['after the first difference', 'abxdef', [3, 4], cut(1), 'open', 'open'],
    ['after it, but at cut 0 the tokens are equal', 'abxdef', [3, 4], cut(0), 'silent', 'silent'],
    ['the same at a head of the first block', 'abxdef', [3, 4], firstHead, 'open', 'open'],
    ['at cut 0 the tokens differ', 'abxyef', [2, 3], cut(0), 'as abxdef', 'as abxdef'],
    ['the same with a token that is equal', 'abxdyf', [1, 4], cut(0), 'as abxdef', 'as abxdef'],
    ['some numbers of it alone', 'abxyef', [2, 3], someOfIt, 'open', 'open'],
    ['the stream alone, once heads have read', 'abxyef', [2, 3], between, 'open', 'open'],
    ['where the answer is read', 'abxdef', [4, 6], cut(1), 'open', 'open'],
    ['all that differs, and what is after it', 'abxyef', [2, 6], cut(1), 'donated', 'open'],
    ['all that differs, and no more than is read', 'abxyef', [1, 5], cut(1), 'donated', 'open'],
    ['all of the prompt', 'abxyef', [0, 6], cut(1), 'donated', 'donated'],
    ['all that differs, but it was read by others', 'abxyef', [2, 4], cut(1), 'open', 'open'],
    ['not the first that differs', 'abxyef', [3, 6], cut(1), 'open', 'open'],
    ['all of one head', 'abxyef', [0, 6], firstHead, 'open', 'open'],
    ['all of the stream alone, once heads have read', 'abxyef', [0, 6], between, 'open', 'open'],
    ['after the answer', 'xbcdef', [5, 6], cut(1), 'silent', 'open'],
    ['only what is after the answer differs', 'abcdex', [4, 5], cut(1), 'silent', 'open'],
    ['at the last cut, where it is read', 'abxdef', [4, 5], end, 'donated', 'donated'],
    ['at the last cut, elsewhere', 'abxdef', [2, 4], end, 'silent', 'silent'],
    ['a head of the last block, where it is read', 'abxdef', [4, 5], lastHead, 'open', 'open'],
    ['a head of the last block, elsewhere', 'abxdef', [2, 4], lastHead, 'silent', 'silent'],
  ];
  test.each(rows)('%s', async (_, donor, span, siteOf, ...wanted) => {
    const causal = networkOf(modelOf(await edited('gpt2')));
    const bidirectional = networkOf(modelOf(await edited('bert')));
    const base = prompt('abcdef', 4);
    const source = prompt(donor, 4);
    const found = [causal, bidirectional].map((network) => {
      const fate = fatesOf(network)(base, source)(siteOf(network), [span]);
      if (fate === base || fate === source) return fate === base ? 'silent' : 'donated';
      return fate ? `as ${String.fromCharCode(...fate.values)}` : 'open';
    });
    expect(found).toEqual(wanted);
  });
});

test.each([
  ['what is taken is before the first difference', 'abcdxx', [2, 4], true, false],
  ['the first difference is taken', 'abcxxx', [2, 4], false, false],
  ['they are equal', 'abcdef', [2, 4], true, true],
] as const)('two donors are one: %s', (_, other, span, causal, bidirectional) => {
  const found = [true, false].map((isCausal) =>
    agree(prompt('abcdef'), prompt(other), [[0, 1], span], isCausal),
  );
  expect(found).toEqual([causal, bidirectional]);
});

test.each([
  ['one span', [1], 6, [[2, 4]]],
  [
    'spans together, in the order of their places',
    [2, 0],
    6,
    [
      [0, 2],
      [5, 6],
    ],
  ],
  ['spans that touch are one range', [1, 0, 0], 6, [[0, 4]]],
  ['from a span on, up to where the prompt is seen', { from: 1 }, 5, [[2, 5]]],
  ['from one on that is not seen', { from: 2 }, 5, []],
  ['cut where the prompt is no longer seen', [1], 3, [[2, 3]]],
  ['nothing is left of it', [2], 5, []],
  ['all positions', 'all', 5, [[0, 5]]],
] as const)('positions of a site: %s', (_, region, length, wanted) => {
  const regions: Range[] = [
    [0, 2],
    [2, 4],
    [5, 6],
  ];
  expect(takenAt(residual(1, region), regions, length)).toEqual(wanted);
});
