// The same report gives the same bytes, and they read back as the report, rounded.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Report } from '../../src/protocol/report.ts';
import { reportJson } from '../../src/report/json.ts';
import { cannedReports, different, settled } from '../support/cannedReports.ts';
import { faultsOf } from '../support/schema.ts';

test.each(cannedReports)('%s: writing what was read gives the same bytes', (_, make) => {
  const json = reportJson(make());
  expect(reportJson(JSON.parse(json))).toBe(json);
  expect(json.endsWith('}\n')).toBe(true);
});

test('the order in which a report was built does not show', () => {
  const report = different();
  expect(reportJson(reversed(report) as Report)).toBe(reportJson(report));
});

test('what a reader looks for stands first', () => {
  const keys = Object.keys(JSON.parse(reportJson(different())));
  expect(keys.slice(0, 6)).toEqual([
    'kind',
    'schema',
    'verdict',
    'explanation',
    'settle',
    'reason',
  ]);
});

const numbers = [
  [0.123456789, '0.123457'],
  [1 / 3, '0.333333'],
  [4.76837158203125e-7, '4.76837e-7'],
  [1, '1'],
  [-0, '0'],
  [123456789, '123456789'],
  [9007199254740991, '9007199254740991'],
] as const;

test.each(numbers)('%d is written %s', (seconds, text) => {
  const json = reportJson({ ...different(), timings: { seconds, steps: [] } });
  expect(json).toContain(`"seconds": ${text},`);
});

/** Letters that nobody would see, or that a terminal obeys -> how they are written. */
test.each([
  ['C0', '\u001b[31m', '\\u001b[31m'],
  ['delete', '\u007f', '\\u007f'],
  ['C1', '\u009b31m\u0085', '\\u009b31m\\u0085'],
  ['bidi', '\u202egpj\u2066\u061c', '\\u202egpj\\u2066\\u061c'],
  ['zero width', 'a\u200b\u200d\u2060\ufeffb', 'a\\u200b\\u200d\\u2060\\ufeffb'],
  ['separators', '\u2028\u2029', '\\u2028\\u2029'],
  ['fillers', '\u3164\u115f\u034f', '\\u3164\\u115f\\u034f'],
  ['tags', '\u{e0001}', '\\udb40\\udc01'],
  ['a lone surrogate', '\ud800', '\\ud800'],
  ['but what is seen stays', '名前 é \u{1f600}', '名前 é \u{1f600}'],
])('%s is escaped, and means the same', (_, name, text) => {
  const json = reportJson({ ...different(), notes: [name] });
  expect(json).toContain(`"notes": ["${text}"]`);
  expect(JSON.parse(json).notes).toEqual([name]);
});

test.each([Number.NaN, Number.POSITIVE_INFINITY])('%d is refused by its place', (value) => {
  const report = { ...different(), timings: { seconds: value, steps: [] } };
  expect(() => reportJson(report)).toThrow(`report.timings.seconds is ${value}`);
});

test('names such as __proto__ are kept as names', () => {
  const report = { ...different(), task: JSON.parse('{"__proto__": {"constructor": 1}}') };
  expect(reportJson(report)).toContain('"__proto__": {\n      "constructor": 1\n    }');
});

test('any value reads back as JSON itself has it, numbers to six digits', () => {
  const property = fc.property(fc.jsonValue(), (task) => {
    const report = { ...different(), task } as unknown as Report;
    expect(JSON.parse(reportJson(report)).task).toEqual(rounded(JSON.parse(JSON.stringify(task))));
  });
  fc.assert(property, { seed: 2, numRuns: 300 });
});

test('a level that is nearer to 1 than six digits tell is no certainty', () => {
  const report = settled();
  const steps = report.looks!.looks.map((look) => ({ ...look, level: 1 - 3e-9 }));
  const json = reportJson({ ...report, looks: { ...report.looks!, looks: steps } });
  expect(JSON.parse(json).looks.looks[0].level).toBe(1 - 3e-9);
  expect(faultsOf(JSON.parse(json))).toEqual([]);
});

function rounded(value: unknown): unknown {
  if (typeof value === 'number')
    return Number.isInteger(value) ? value + 0 : Number(value.toPrecision(6));
  if (Array.isArray(value)) return value.map(rounded);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, rounded(each)]));
}

/** The same value with the keys of every record the other way round. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, each]) => [key, reversed(each)] as const);
  return Object.fromEntries(entries.reverse());
}
