// The numbers of a report as CSV.
import { expect, test } from 'vitest';
import { reportCsv } from '../../../src/report/csv.ts';
import { cannedReports } from '../../support/cannedReports.ts';

test.each(cannedReports)('%s: one row a site, every row as long as the header', (_, make) => {
  const report = make();
  const rows = reportCsv(report).split('\r\n').slice(0, -1);
  const sites = report.models.flatMap(({ cuts }) => cuts.flatMap(({ spans }) => spans));
  expect(rows.filter((row) => !row.includes('"')).length).toBeGreaterThan(0);
  expect(rows.length).toBeGreaterThanOrEqual(sites.length + 1); // a name may hold line ends
});

test('what a spreadsheet would run, or take apart, is text', () => {
  const report = cannedReports[0][1]();
  const [model, ...rest] = report.models;
  const hostile = {
    ...report,
    models: [{ ...model, name: '=cmd|"x",1' }, ...rest],
  } as typeof report;
  expect(reportCsv(hostile)).toContain(`"'=cmd|""x"",1",0,`);
});
