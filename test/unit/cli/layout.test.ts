import { expect, test } from 'vitest';
import { columns, printable, size } from '../../../src/cli/layout.ts';

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [1000, '1.0 kB'],
  [155_392, '155.4 kB'],
  [10_734_817_680, '10.7 GB'],
  [5e15, '5000.0 TB'],
])('%d bytes read %s', (bytes, text) => {
  expect(size(bytes)).toBe(text);
});

test('columns are as wide as their longest cell, without spaces at the end', () => {
  const rows = [
    ['a', 'bb', ''],
    ['ccc', 'd', 'e'],
  ];
  expect(columns(rows)).toBe('  a    bb\n  ccc  d   e\n');
  expect(columns([])).toBe('');
});

test('a hundred thousand rows are no trouble', () => {
  expect(columns(new Array(1e5).fill(['name', 'F32']))).toHaveLength(1e5 * '  name  F32\n'.length);
});

test.each([
  ['colours', '\u001b[31mred', '\\u{1b}[31mred'],
  ['a line that goes back', 'safe\rfake', 'safe\\u{d}fake'],
  ['a turned direction', 'model\u202egpj', 'model\\u{202e}gpj'],
])('nothing that the terminal would obey: %s', (_, hostile, shown) => {
  expect(printable(`first\n${hostile}`)).toBe(`first\n${shown}`);
  expect(columns([[`${hostile}\nnext`]])).toBe(`  ${shown}\\u{a}next\n`);
});
