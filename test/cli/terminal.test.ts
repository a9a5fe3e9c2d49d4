import { expect, test } from 'vitest';
import { lookOf } from '../../src/cli/terminal.ts';

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
