// Which interchanges are known without being run.
import { describe, expect, test } from 'vitest';
import { firstDifference, isSilent } from '../../src/engine/forward/sites.ts';
import type { TokenPrompt } from '../../src/engine/task/tokenised.ts';

/** One letter a token. */
function prompt(text: string, readAt = text.length - 1): TokenPrompt {
  return { ids: Int32Array.from(text, (char) => char.charCodeAt(0)), readAt };
}

test.each([
  ['abcd', 'abcd', Infinity],
  ['abcd', 'xbcd', 0],
  ['abcd', 'abcx', 3],
  ['abcd', 'axcx', 1],
])('%s and %s first differ at %d', (a, b, at) => {
  expect(firstDifference(prompt(a), prompt(b))).toBe(at);
});

describe('silent', () => {
  type Row = readonly [
    why: string,
    donor: string,
    span: readonly [number, number],
    cut: number,
    causal: boolean,
    bidirectional: boolean,
  ];
  // The base is "abcdef", read at e.
  const rows: readonly Row[] = [
    ['the donor is the base', 'abcdef', [2, 4], 1, true, true],
    ['before the first difference', 'abxdef', [0, 2], 1, true, false],
    ['at the first difference', 'abxdef', [1, 3], 1, false, false],
    ['after the first difference', 'abxdef', [3, 4], 1, false, false],
    ['after it, but at cut 0 the tokens are equal', 'abxdef', [3, 4], 0, true, true],
    ['at cut 0 the tokens differ', 'abxdef', [2, 4], 0, false, false],
    ['where the answer is read', 'abxdef', [4, 6], 1, false, false],
    ['after the answer', 'xbcdef', [5, 6], 1, true, false],
    ['only what is after the answer differs', 'abcdex', [4, 5], 1, true, false],
  ];
  test.each(rows)('%s: %s %j at cut %d', (_, donor, span, cut, causal, bidirectional) => {
    const base = prompt('abcdef', 4);
    expect(isSilent(base, prompt(donor, 4), span, cut, true)).toBe(causal);
    expect(isSilent(base, prompt(donor, 4), span, cut, false)).toBe(bidirectional);
  });
});
