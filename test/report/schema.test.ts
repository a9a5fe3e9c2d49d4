// media/report.schema.json takes every kind of report, and nothing that lacks or adds a field.
import { expect, test } from 'vitest';
import { reportJson } from '../../src/report/json.ts';
import { cannedReports, different, interpret } from '../support/cannedReports.ts';
import { faultsOf } from '../support/schema.ts';

test.each(cannedReports)('%s is valid, as it is and as its JSON', (_, make) => {
  expect(faultsOf(make())).toEqual([]);
  expect(faultsOf(JSON.parse(reportJson(make())))).toEqual([]);
});

test.each([
  ['compare', different()],
  ['interpret', interpret()],
] as const)('%s: every field is required, by name, at every depth', (_, report) => {
  for (const path of recordPaths(report)) {
    const key = path.at(-1)!;
    // Shares may lack a part; a report without its kind is taken for a comparison.
    if (path.at(-2) === 'shares') continue;
    const message = `must have required property '${key}'`;
    expect([path, faultsOf(without(report, path))]).toEqual([
      path,
      expect.arrayContaining([expect.stringContaining(message)]),
    ]);
  }
});

test.each([
  ['an unknown verdict', { verdict: 'equal' }, '/verdict'],
  ['a share above one', { fullDistance: { value: 2, low: 0, high: 1 } }, '/fullDistance/value'],
  ['an unknown field', { score: 1 }, 'must NOT have additional properties'],
  ['one model in a comparison', { models: different().models.slice(1) }, '/models'],
])('%s is refused', (_, change, place) => {
  expect(faultsOf({ ...different(), ...change }).join('\n')).toContain(place);
});

type Path = readonly (string | number)[];

/** The path of every field; of a list, only its first item is walked. */
function recordPaths(value: unknown, at: Path = []): Path[] {
  if (Array.isArray(value)) return value.length > 0 ? recordPaths(value[0], [...at, 0]) : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, each]) => [
    [...at, key],
    ...recordPaths(each, [...at, key]),
  ]);
}

function without(report: object, path: Path): unknown {
  const copy = structuredClone(report) as Record<string | number, unknown>;
  let place = copy;
  for (const key of path.slice(0, -1)) place = place[key] as Record<string | number, unknown>;
  delete place[path.at(-1)!];
  return copy;
}
