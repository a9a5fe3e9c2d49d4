import { expect, test } from 'vitest';
import { jsonOf } from '../../src/cli/view.ts';

const many = Array.from({ length: 2500 }, (_, i) => ({ name: `t${i}`, shape: [i, [], {}] }));

test.each([
  ['nothing', {}],
  ['what is left out', { a: undefined, b: 1 }],
  ['single values', { a: null, b: 'x\ny', c: 1.5, d: { e: [1, { f: 2 }] } }],
  ['lists', { none: [], one: [1], nested: [[1], []], objects: [{ a: [] }] }],
  ['a list itself', [{ a: 1 }, { b: [2] }]],
  ['an empty list itself', []],
  ['more rows than a piece has', { before: 1, many, after: 2 }],
  ['as many as a piece has', { many: many.slice(0, 1000) }],
])('in pieces the JSON is the same: %s', (_, view) => {
  expect([...jsonOf(view)].join('')).toBe(`${JSON.stringify(view, null, 2)}\n`);
});

test('nothing is hidden in it, in keys neither', () => {
  const text = [...jsonOf({ 'a\u202eb': ['\u009b', 'x\u2028'] })].join('');
  expect(text).toBe('{\n  "a\\u202eb": [\n    "\\u009b",\n    "x\\u2028"\n  ]\n}\n');
});

test('no piece is long, however many rows there are', () => {
  expect(Math.max(...[...jsonOf({ many })].map((piece) => piece.length))).toBeLessThan(120_000);
});
