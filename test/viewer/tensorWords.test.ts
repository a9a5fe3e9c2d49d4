// How sizes and numbers of tensors are written.
import { expect, test } from 'vitest';
import {
  amountText,
  shapeText,
  sizeText,
  valueText,
} from '../../webview/component/checkpoint/tensorWords.ts';

test.each([
  [[], 'scalar'],
  [[7], '7'],
  [[50257, 768], '50,257 × 768'],
  [[0, 3], '0 × 3'],
])('shape %j', (shape, words) => expect(shapeText(shape)).toBe(words));

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [1000, '1.0 kB'],
  [497_800_000, '498 MB'],
  [10e9, '10.0 GB'],
  [3e18, '3000 PB'],
])('%d bytes', (bytes, words) => expect(sizeText(bytes)).toBe(words));

test.each([
  [9999, '9,999'],
  [124_439_808, '124 M'],
  [6.7e9, '6.7 G'],
])('%d parameters', (amount, words) => expect(amountText(amount)).toBe(words));

test.each([
  [0, '0'],
  [-0, '0'],
  [0.0123456, '0.01235'],
  [-1.5e-9, '-1.5e-9'],
  [1e-9, '1e-9'],
  [123456.7, '123500'],
  [3.4028234663852886e38, '3.403e38'],
  [1e20, '1e20'],
])('value %d', (value, words) => expect(valueText(value)).toBe(words));
