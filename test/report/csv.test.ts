// The numbers of a report as CSV.
import { expect, test } from 'vitest';
import { flowsOf, sectionOf } from '../../src/protocol/sections.ts';
import { reportCsv } from '../../src/report/csv.ts';
import { big } from '../support/cannedExtremes.ts';
import { cannedReports, different, settled } from '../support/cannedReports.ts';

test.each(cannedReports)(
  '%s: one row a site, component or checkpoint, every row as long as the header',
  (_, make) => {
    const report = make();
    const [header, ...rows] = rowsOf(reportCsv(report));
    const sites = report.models.flatMap((model) => model.sites ?? []);
    const components = sectionOf(report, 'circuit')?.components ?? [];
    const spans = flowsOf(report).flatMap(({ cuts }) => cuts.flatMap((cut) => cut?.spans ?? []));
    const steps = sectionOf(report, 'trajectory')?.runs.flatMap((run) => run.steps) ?? [];
    expect(rows).toHaveLength(sites.length || spans.length || components.length || steps.length);
    expect(rows.filter((row) => row.length !== header.length)).toEqual([]);
  },
);

test('a row has what the site holds, the weights of the sets, and of a single span its shares', () => {
  const report = big();
  const [header, ...rows] = rowsOf(reportCsv(report));
  const of = (...place: readonly string[]) => {
    const row = rows.find((cells) => place.every((cell, i) => cells[i] === cell)) ?? [];
    return (name: string) => row[header.indexOf(name)];
  };
  const [{ name, sites }] = report.models;
  const weight = sites!.find((site) => site.cut === 18 && site.span === 'S2' && !site.onward)!;
  const single = of(name, '18', 'S2', 'false');
  expect([single('label'), single('determined')]).toEqual(['{which}', 'true']);
  expect(Number(single('weight {which}'))).toBeCloseTo(weight.coordinates[0].weight, 5);
  expect(single('"weight ""S2"""'), 'under .02').toBe('');
  expect(Number(single('share S2'))).toBeGreaterThan(0.5);
  const joint = of(name, '18', 'place', 'true');
  expect([joint('label'), joint('share S2')]).toEqual(['"{which,place}"', '']);
});

test('of a run in looks: the pairs of each site, no row and no zero of what was not measured', () => {
  const report = settled();
  const [header, ...rows] = rowsOf(reportCsv(report));
  const at = (name: string) => header.indexOf(name);
  const [{ name }] = report.models;
  const ofA = rows.filter((row) => row[0] === name);
  const pairs = (cut: string) => ofA.filter((row) => row[1] === cut).map((row) => row[at('pairs')]);
  expect([new Set(pairs('0')), new Set(pairs('4'))]).toEqual([
    new Set(['64', '8']),
    new Set(['8']),
  ]);
  expect(pairs('7')).toEqual([]);
  const shares = header.flatMap((column, i) => (column.startsWith('share ') ? [i] : []));
  expect(shares).toHaveLength(4);
  expect(new Set(rows.flatMap((row) => shares.map((i) => row[i])))).toEqual(new Set(['']));
});

test('of an older report: its spans and shares', () => {
  const { models, task, ...report } = different();
  const old = models.map((model) => ({ ...model, sites: null, profile: null }));
  const [header, ...rows] = rowsOf(reportCsv({ ...report, task, models: old }));
  const spans = flowsOf(report).flatMap(({ cuts }) => cuts.flatMap((cut) => cut?.spans ?? []));
  expect(rows).toHaveLength(spans.length);
  expect(header.slice(4)).toEqual([
    ...['pairs', 'label', 'determined', 'unexplained', 'strength'],
    ...task.parts.map(({ id }) => `share ${id}`),
  ]);
  expect(rows[0].slice(0, 9)).toEqual([models[0].name, '0', 'a', 'false', '', '', '', '', '']);
});

/** Rows of cells, by the letter of RFC 4180. */
function rowsOf(csv: string): readonly (readonly string[])[] {
  const rows: string[][] = [[]];
  for (const [, cell, end] of csv.matchAll(/("(?:[^"]|"")*"|[^",\r\n]*)(,|\r\n)/g)) {
    rows.at(-1)!.push(cell);
    if (end === '\r\n') rows.push([]);
  }
  return rows.slice(0, -1);
}

/** A name from a file -> its cell. */
test.each([
  ['plain', 'plain'],
  ['a-b', 'a-b'],
  ['=cmd|"x",1', `"'=cmd|""x"",1"`],
  ['+1', "'+1"],
  ['-1', "'-1"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['\t=1', `"'\t=1"`],
  ['\rx', `"'\rx"`],
  ['\nx', `"'\nx"`],
  [' =1', "' =1"],
  ['\u200b=1', "'\u200b=1"],
  ['＝1', "'＝1"],
  ['＋1', "'＋1"],
  ['－1', "'－1"],
  ['＠SUM(A1)', "'＠SUM(A1)"],
  ['\u22121', "'\u22121"],
  ['a;b', '"a;b"'],
])('what a spreadsheet would run, or take apart, is text: %j', (name, cell) => {
  const report = cannedReports[0][1]();
  const [model, ...rest] = report.models;
  const hostile = { ...report, models: [{ ...model, name }, ...rest] } as typeof report;
  expect(reportCsv(hostile)).toContain(`\r\n${cell},0,`);
});
