// The merge tree from merging by cut.
import { expect, test } from 'vitest';
import { mergeTree } from '../../src/engine/signature/merging.ts';

/** One cut from the pairs of parts that are together there, of the parts a, b, c, d. */
function cut(...together: readonly string[]): number[] {
  const parts = ['a', 'b', 'c', 'd'];
  return parts.flatMap((g) =>
    parts.map((h) => {
      return g === h || together.includes(g + h) || together.includes(h + g) ? 0.5 : 0.49;
    }),
  );
}

function checkTree(cuts: readonly number[][], wanted: readonly string[]) {
  const tree = mergeTree(Float64Array.from(cuts.flat()), ['a', 'b', 'c', 'd']);
  const said = tree.map(({ cut, sets, into }) => {
    return `${cut}: ${sets.map((set) => set.join('')).join(' + ')} = ${into.join('')}`;
  });
  expect(said).toEqual(wanted);
}

test('pairs first, then everything', () => {
  checkTree(
    [cut(), cut('ab', 'cd'), cut('ab', 'bc', 'cd')],
    ['1: a + b = ab', '1: c + d = cd', '2: ab + cd = abcd'],
  );
});

test('three at once, through a part they share', () => {
  checkTree([cut('ac', 'cd')], ['0: a + c + d = acd']);
});

test('what was once together is not merged again', () => {
  checkTree([cut('ab'), cut(), cut('ab')], ['0: a + b = ab']);
});

test('parts that never meet are not mentioned', () => {
  checkTree([cut(), cut()], []);
});

test('without parts there is no tree', () => {
  expect(mergeTree(new Float64Array(0), [])).toEqual([]);
});
