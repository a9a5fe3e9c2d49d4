import { expect, test } from 'vitest';
import {
  exitCodeOfError,
  exitCodeOfParting,
  exitCodeOfReduction,
  exitCodeOfVerdict,
  exitCodes,
  exitCodeTable,
} from '../../src/cli/exitCodes.ts';

test.each([
  ['indistinguishable', 0],
  ['same interpretation', 0],
  ['different', 1],
  ['inconclusive', 2],
  ['not comparable', 2],
] as const)('verdict %s: %i', (verdict, code) => {
  expect(exitCodeOfVerdict(verdict)).toBe(code);
});

test.each([
  ['contains the simple task', 0],
  ['does not contain the simple task', 1],
  ['reduces', 0],
  ['reduces in part', 1],
  ['different', 1],
  ['inconclusive', 2],
  ['not comparable', 2],
] as const)('a task that is %s: %i', (verdict, code) => {
  expect(exitCodeOfReduction(verdict)).toBe(code);
});

test.each([
  ['alike', 0],
  ['they part', 1],
  ['inconclusive', 2],
  ['not comparable', 2],
] as const)('models of which is found: %s: %i', (verdict, code) => {
  expect(exitCodeOfParting(verdict)).toBe(code);
});

test.each([
  ['usage', 64],
  ['file-format', 65],
  ['file-unsafe', 65],
  ['model-unknown', 65],
  ['model-inconsistent', 65],
  ['model-values', 65],
  ['model-base', 65],
  ['model-headless', 65],
  ['task-invalid', 65],
  ['task-model', 65],
  ['task-kind', 65],
  ['study-invalid', 65],
  ['file-missing', 66],
  ['runtime', 69],
  ['internal', 70],
  ['memory', 75],
  ['cancelled', 130],
  ['a code of another version', 70],
  ['constructor', 70],
])('error %s: %i', (code, exit) => {
  expect(exitCodeOfError(code)).toBe(exit);
});

test('the table has every code once, in order', () => {
  const listed = exitCodeTable.map(([code]) => code);
  expect(listed).toEqual(Object.values(exitCodes));
  expect(listed).toEqual([...listed].sort((a, b) => a - b));
});
