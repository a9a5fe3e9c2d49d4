import { describe, expect, test } from 'vitest';
import { barText, progressLine } from '../../src/cli/progress.ts';

test.each([
  [0, undefined, 80, '[........................]   0 %  Reading'],
  [0.25, 80_000, 80, '[######..................]  25 %  1:20 left  Reading'],
  [0.999, 500, 80, '[########################]  99 %  0:01 left  Reading'],
  [1, 0, 80, '[########################] 100 %  0:00 left  Reading'],
  [1.5, 3_723_000, 80, '[########################] 100 %  1:02:03 left  Reading'],
  [0.25, 80_000, 39, '[#....]  25 %  1:20 left  Reading'],
  [0.25, 80_000, 30, ' 25 %  1:20 left  Reading'],
  [0.25, 80_000, 20, ' 25 %  1:20 left  Re'],
  [0.25, 80_000, 0, ''],
])('bar at %d, %d ms left, %i wide', (fraction, left, width, expected) => {
  expect(barText({ fraction, doing: 'Reading' }, left, width)).toBe(expected);
});

const verdict = 'different so far (16 pairs)';

test.each([
  [
    80_000,
    100,
    '[########################] 100 %  at most 1:20 left  different so far (16 pairs)  Reading',
  ],
  [undefined, 80, '[###################] 100 %  different so far (16 pairs)  Reading'],
  [80_000, 70, '[#########] 100 %  at most 1:20 left  different so far (16 pairs)  Rea'],
  [80_000, 60, '100 %  at most 1:20 left  different so far (16 pairs)  Readi'],
])('what is known so far stands beside the bar: %d ms left, %i wide', (left, width, expected) => {
  expect(barText({ fraction: 1, doing: 'Reading' }, left, width, verdict)).toBe(expected);
});

/** What a terminal has got after updates at these times. */
function written(
  isTTY: boolean,
  times: readonly number[],
  end?: 'note' | 'done',
  env: Readonly<Record<string, string>> = {},
): string {
  let text = '';
  let time = 0;
  const terminal = { isTTY, columns: 60, write: (more: string) => (text += more) };
  const line = progressLine(terminal, env, () => time);
  times.forEach((at, i) => {
    time = at;
    line.update({ fraction: i / times.length, doing: `step ${i}` });
  });
  if (end === 'note') line.note('stopping');
  if (end !== undefined) line.done();
  return text;
}

const clear = '\r\u001b[K';
const empty = '[........................]   0 %  step 0';

test.each([
  [
    'a terminal: one line that is redrawn, and gone in the end',
    true,
    [0, 100],
    'done',
    `${empty}${clear}[############............]  50 %  step 1${clear}`,
  ],
  [
    'a terminal: a note takes the place of the bar',
    true,
    [0],
    'note',
    `${empty}${clear}congruity: stopping\n`,
  ],
  [
    'a file: a line every 3 s at most',
    false,
    [0, 100, 2900, 3000, 3100],
    'done',
    '  0 % step 0\n 60 % step 3\n',
  ],
  ['a file: notes as they come', false, [0], 'note', '  0 % step 0\ncongruity: stopping\n'],
] as const)('%s', (_, isTTY, times, end, expected) => {
  expect(written(isTTY, times, end)).toBe(expected);
});

test('a terminal that cannot take a line back gets lines, as a file does', () => {
  expect(written(true, [0, 100], 'done', { TERM: 'dumb' })).toBe('  0 % step 0\n');
});

describe('what is known so far', () => {
  const known = { short: 'different so far', whole: '16 pairs: different so far. A holds {a}.' };
  const told = (isTTY: boolean) => {
    let text = '';
    const terminal = { isTTY, columns: 70, write: (more: string) => (text += more) };
    const line = progressLine(terminal, {}, () => 0);
    line.update({ fraction: 0, doing: 'first' });
    line.soFar(known);
    line.update({ fraction: 0.5, doing: 'second' });
    line.done();
    return text;
  };

  test('a terminal: it stands in the line that is redrawn', () => {
    expect(told(true)).toBe(
      `[........................]   0 %  first${clear}[##########.........]  50 %  different so far  second${clear}`,
    );
  });

  test('a file: a line of its own, whenever there is one', () => {
    expect(told(false)).toBe('  0 % first\n16 pairs: different so far. A holds {a}.\n');
  });

  test('it may come from a file: no letter of it moves the cursor', () => {
    let text = '';
    const terminal = { isTTY: false, write: (more: string) => (text += more) };
    progressLine(terminal, {}, () => 0).soFar({ short: '', whole: 'a\r\u001b[2Kb' });
    expect([...'\r\u001b'].filter((letter) => text.includes(letter))).toEqual([]);
  });
});
