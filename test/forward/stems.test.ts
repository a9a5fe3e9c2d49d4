import { describe, expect, test } from 'vitest';
import { mostStems, stemsOf } from '../../src/engine/forward/stems.ts';
import type { Input } from '../../src/engine/task/trial.ts';

/** "abc": a prompt of three words whose last is read. */
function prompt(words: string, readAt = words.length - 1): Input {
  return { values: Int32Array.from(words, (word) => word.charCodeAt(0)), readAt };
}

const text = ({ values }: Input) => String.fromCharCode(...values);

function told(whole: readonly string[], all: readonly string[], readAt?: number) {
  const prompts = (words: readonly string[]) => words.map((one) => prompt(one, readAt));
  const { whole: stems, branches } = stemsOf(prompts(whole), prompts(all));
  return {
    whole: stems.map(text),
    branches: branches.map(
      ({ input, stem, start }) => `${text(input)} after ${text(stem)} at ${start}`,
    ),
  };
}

describe('of these prompts, those are computed whole and the others from where they part', () => {
  test.each([
    ['the base alone', ['aaaa'], ['aaaa'], ['aaaa'], []],
    ['one that parts late', ['aaaa'], ['aaaa', 'aaab'], ['aaaa'], ['aaab after aaaa at 3']],
    [
      'of base and source the nearer one',
      ['aaaa', 'bbbb'],
      ['bbba'],
      ['aaaa', 'bbbb'],
      ['bbba after bbbb at 3'],
    ],
    [
      'what many begin like is computed whole',
      ['aaaaaa'],
      ['baaaaa', 'baaaab', 'baaaac', 'aaaaab'],
      ['aaaaaa', 'baaaaa'],
      ['baaaab after baaaaa at 5', 'baaaac after baaaaa at 5', 'aaaaab after aaaaaa at 5'],
    ],
    [
      'what shares nothing is computed whole anyway',
      ['aaaa'],
      ['bbaa', 'bbbb'],
      ['aaaa', 'bbaa'],
      ['bbbb after bbaa at 2'],
    ],
    ['equal prompts once', ['aaaa'], ['aaab', 'aaab'], ['aaaa'], ['aaab after aaaa at 3']],
  ])('%s', (_, whole, all, stems, branches) => {
    expect(told(whole, all)).toEqual({ whole: stems, branches });
  });

  test('one that parts after the answer starts at it', () => {
    expect(told(['aaaa'], ['aaab'], 2).branches).toEqual(['aaab after aaaa at 2']);
  });

  test('at most so many are added, and all prompts are there', () => {
    const all = [...Array(64).keys()].map((i) =>
      i.toString(2).padStart(6, '0').replaceAll('', 'x'),
    );
    const { whole, branches } = told([all[0]], all);
    expect(whole.length).toBeLessThanOrEqual(1 + mostStems);
    expect(whole.length + branches.length).toBe(64);
  });
});
