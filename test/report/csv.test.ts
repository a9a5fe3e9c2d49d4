// The numbers of a report as CSV.
import { expect, test } from 'vitest';
import { flowsOf, sectionOf } from '../../src/protocol/sections.ts';
import { reportCsv } from '../../src/report/csv.ts';
import { cannedReports } from '../support/cannedReports.ts';

test.each(cannedReports)('%s: one row a site, every row as long as the header', (_, make) => {
  const report = make();
  const [header, ...rows] = rowsOf(reportCsv(report));
  const sites = flowsOf(report).flatMap(({ cuts }) => cuts.flatMap(({ spans }) => spans));
  const pairs = sectionOf(report, 'fleet')?.pairs ?? [];
  expect(rows).toHaveLength(report.kind === 'fleet' ? pairs.length : sites.length);
  expect(rows.filter((row) => row.length !== header.length)).toEqual([]);
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
