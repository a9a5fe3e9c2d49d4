import { expect, test } from 'vitest';
import { fitting, lookOf } from '../../src/cli/terminal.ts';

const plain = { colour: false, redraws: false };
test.each([
  ['a terminal', { isTTY: true, columns: 80 }, {}, { width: 80, colour: true, redraws: true }],
  [
    'NO_COLOR',
    { isTTY: true, columns: 80 },
    { NO_COLOR: '1' },
    { width: 80, colour: false, redraws: true },
  ],
  [
    'an empty NO_COLOR',
    { isTTY: true, columns: 80 },
    { NO_COLOR: '' },
    { width: 80, colour: true, redraws: true },
  ],
  ['TERM=dumb', { isTTY: true, columns: 40 }, { TERM: 'dumb' }, { width: 40, ...plain }],
  [
    'one that does not know its width',
    { isTTY: true, columns: 0 },
    {},
    { width: undefined, colour: true, redraws: true },
  ],
  ['a file', {}, {}, { width: undefined, ...plain }],
])('%s', (_, stream, env, look) => {
  expect(lookOf(stream, env)).toEqual(look);
});

test.each([
  ['whole', 'plain', 5, 'plain'],
  ['cut', 'plain', 3, 'pla'],
  ['wide letters take two columns', '名前ab', 5, '名前a'],
  ['no half of a wide letter', '名前', 3, '名'],
  ['no half of a letter beyond 16 bits', 'a\u{1f600}b', 3, 'a\u{1f600}'],
  ['accents take none', 'e\u0301e', 1, 'e\u0301'],
  ['nothing', 'plain', 0, ''],
  ['less than nothing', 'plain', -1, ''],
])('text that fits: %s', (_, text, columns, fits) => {
  expect(fitting(text, columns)).toBe(fits);
});
