// media/report.schema.json takes every kind of report, and nothing that lacks or adds a field.
import { expect, test } from 'vitest';
import type { Report } from '../../src/protocol/report.ts';
import { reportJson } from '../../src/report/json.ts';
import { replaced } from '../support/cannedComparison.ts';
import { cannedFleet } from '../support/cannedFleet.ts';
import {
  calibrate,
  cannedReports,
  different,
  distinguished,
  interpret,
  layers,
  reduction,
} from '../support/cannedReports.ts';
import { distinguishReasons } from '../support/distinguishReasons.ts';
import { calibrateReasons, layersReasons } from '../support/otherReasons.ts';
import { interpretReasons, remedies, verdictReasons } from '../support/reasons.ts';
import { reductionReasons } from '../support/reductionReasons.ts';
import { faultsOf } from '../support/schema.ts';

test.each(cannedReports)('%s is valid, as it is and as its JSON', (_, make) => {
  expect(faultsOf(make())).toEqual([]);
  expect(faultsOf(JSON.parse(reportJson(make())))).toEqual([]);
});

/** Of those that differ in one field, that is looked at alone. */
const made: readonly (readonly [name: string, report: Report, field?: string])[] = [
  ['compare', different()],
  ['interpret', interpret()],
  ['layers', layers()],
  ['calibrate', calibrate()],
  ['reduction', reduction()],
  ['distinguished', distinguished()],
  ['fleet', cannedFleet(['a', 'b', 'c'])],
  ['fleet with a model that fails', cannedFleet([...'abcdefgh'])],
  ...verdictReasons.map(([name, reason]) => [name, { ...different(), reason }, 'reason'] as const),
  ...interpretReasons.map(
    ([name, reason]) => [name, { ...interpret(), reason }, 'reason'] as const,
  ),
  ...layersReasons.map(([name, reason]) => [name, { ...layers(), reason }, 'reason'] as const),
  ...calibrateReasons.map(
    ([name, reason]) => [name, { ...calibrate(), reason }, 'reason'] as const,
  ),
  ...distinguishReasons.map(
    ([name, reason]) => [name, { ...distinguished(), reason }, 'reason'] as const,
  ),
  ...reductionReasons.map(
    ([name, reason]) => [name, { ...reduction(), reason }, 'reason'] as const,
  ),
  ...remedies.map(([name, remedy]) => [name, { ...different(), remedy }, 'remedy'] as const),
];

test.for(made)('%s: valid, and every field is required, at every depth', ([, report, field]) => {
  expect(faultsOf(report)).toEqual([]);
  for (const path of recordPaths(report)) {
    // Shares may lack a part; a report without its kind is taken for a comparison.
    // Reports of before lack the largest model of a class.
    if (
      path.at(-2) === 'shares' ||
      path.at(-1) === 'largest' ||
      (field !== undefined && path[0] !== field)
    )
      continue;
    const message = `must have required property '${path.at(-1)}'`;
    expect([path, faultsOf(without(report, path)).join('\n')]).toEqual([
      path,
      expect.stringContaining(message),
    ]);
  }
});

const beyond = { value: 2, low: 0, high: 1 };
test.each([
  ['an unknown verdict', { verdict: 'equal' }, '/verdict'],
  [
    'a share above one',
    replaced(different(), { kind: 'distances', full: beyond, merge: null }),
    '/full/value',
  ],
  ['an unknown field', { score: 1 }, 'must NOT have additional properties'],
  ['an unknown section', { sections: [{ kind: 'weather' }] }, '/sections/0'],
  ['an unknown reason', { reason: { code: 'luck' } }, '/reason'],
  ['an older schema', { schema: 2 }, '/schema'],
  ['a set that is no list', { distance: { ...different().distance, set: 'a' } }, '/distance'],
  ['one model in a comparison', { models: different().models.slice(1) }, '/models'],
])('%s is refused', (_, change, place) => {
  expect(faultsOf({ ...different(), ...change }).join('\n')).toContain(place);
});

type Path = readonly (string | number)[];

/** The path of every field; of a list, only its first item is walked, of the sections each. */
function recordPaths(value: unknown, at: Path = []): Path[] {
  if (Array.isArray(value)) {
    const walked = at.at(-1) === 'sections' ? value : value.slice(0, 1);
    return walked.flatMap((item, i) => recordPaths(item, [...at, i]));
  }
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
