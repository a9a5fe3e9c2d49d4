// What is held against the classes of a fleet whose algorithms are known, on verdicts that a test gives.
import { describe, expect, test } from 'vitest';
import type { Verdict } from '../../src/engine/congruity/verdict.ts';
import { classLines } from '../truth/classes.ts';

const names = ['ab-gpt2-1a', 'ab-at-comma-llama-2a', 'ab-gpt2-1b', 'bc-gpt2-1a', 'natural-gpt2-1a'];

/** Models of one algorithm are the same, all others differ; but for these. */
function linesOf(given: Readonly<Record<string, Verdict>>, blind: readonly string[] = []) {
  const couples = names.flatMap((a, i) =>
    names.slice(i + 1).map((b) => {
      const isSame = a.startsWith('ab') && b.startsWith('ab');
      const usual: Verdict = isSame ? 'same interpretation' : 'different';
      const verdict = given[`${a} ${b}`] ?? usual;
      return { a, b, verdict, distance: isSame ? 0.1 : 0.9 };
    }),
  );
  const [mixed, parted] = classLines(names, new Set(blind), couples);
  return [mixed.met, parted.met, parted.found];
}

const [a, atComma, b, bc, natural] = names;

describe('classes and algorithms', () => {
  test.each<readonly [string, Readonly<Record<string, Verdict>>, readonly string[], unknown[]]>([
    ['equal', {}, [], [true, true, 'ab 3, bc 1']],
    [
      'parted by what is undecided',
      { [`${a} ${b}`]: 'inconclusive' },
      [],
      [true, true, 'ab 2 + 1, bc 1'],
    ],
    [
      'parted by a wrong verdict',
      { [`${a} ${b}`]: 'different' },
      [],
      [true, false, 'ab 2 + 1, bc 1'],
    ],
    [
      'of two algorithms',
      {
        [`${b} ${bc}`]: 'same interpretation',
        [`${a} ${b}`]: 'inconclusive',
        [`${atComma} ${b}`]: 'inconclusive',
      },
      [],
      [false, true, 'ab 2 + 1, bc 1'],
    ],
    [
      'of a natural model and a forced one',
      { [`${bc} ${natural}`]: 'indistinguishable' },
      [],
      [false, true, 'ab 3, bc 1'],
    ],
    [
      'one that holds nothing is not asked for',
      { [`${a} ${b}`]: 'inconclusive' },
      [b],
      [true, true, 'ab 2, bc 1'],
    ],
  ])('%s', (_, verdicts, blind, wanted) => {
    expect(linesOf(verdicts, blind)).toEqual(wanted);
  });
});
