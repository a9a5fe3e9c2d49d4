import { expect, test } from 'vitest';
import { columns, printable, size } from '../../src/cli/layout.ts';

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
  const east = [
    ['模型', '1'],
    ['e\u0301', '2'],
    ['😀', '3'],
  ];
  expect(columns(east)).toBe('  模型  1\n  e\u0301     2\n  😀    3\n');
});

test('a hundred thousand rows are no trouble', () => {
  expect(columns(new Array(1e5).fill(['name', 'F32']))).toHaveLength(1e5 * '  name  F32\n'.length);
});

test.each([
  ['colours', '\u001b[31mred', '\\u{1b}[31mred'],
  ['a line that goes back', 'safe\rfake', 'safe\\u{d}fake'],
  ['C1 controls', 'a\u009b31mred\u0085', 'a\\u{9b}31mred\\u{85}'],
  ['zero width', 'a\u200bb\ufeff', 'a\\u{200b}b\\u{feff}'],
  ['separators', 'a\u2028b\u2029c', 'a\\u{2028}b\\u{2029}c'],
  ['tags and fillers', 'a\u{e0041}\u3164', 'a\\u{e0041}\\u{3164}'],
  ['a turned direction', 'model\u202egpj', 'model\\u{202e}gpj'],
])('nothing that the terminal would obey: %s', (_, hostile, shown) => {
  expect(printable(`first\n${hostile}`)).toBe(`first\n${shown}`);
  expect(columns([[`${hostile}\nnext`]])).toBe(`  ${shown}\\u{a}next\n`);
});
