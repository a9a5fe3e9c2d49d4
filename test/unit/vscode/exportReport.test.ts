// A report into a file: the format, the name that is suggested, the bytes, and the way to open it.
import { describe, expect, test } from 'vitest';
import { exportReport } from '../../../src/vscode/comparison/exportReport.ts';
import type { OpenPanel } from '../../../src/vscode/comparison/panel.ts';
import { cannedReports } from '../../support/cannedReports.ts';
import { fakeServices } from '../../support/fakeServices.ts';
import { FakeUri } from '../../support/fakeVscode.ts';

const report = cannedReports[0][1]();
const names = report.models.map(({ name }) => name).join('-and-');
const pages = {
  '/extension/dist/webview/report.js': 'draw()',
  '/extension/dist/webview/report.css': 'p {}',
};

function start(svg: string | null = '<svg/>', shown: typeof report | null = report) {
  const fake = fakeServices(pages);
  const open = { session: { view: { report: shown } }, svg: async () => svg ?? undefined };
  const run = (...answers: unknown[]) => {
    fake.answers.push(...answers);
    return exportReport(fake.services, open as unknown as OpenPanel);
  };
  return { ...fake, run };
}

describe('each format', () => {
  test.each([
    ['HTML', 'html', /^<!doctype html>[\s\S]*draw\(\)/i],
    ['JSON', 'json', /^\{[\s\S]*"kind": ?"compare"/],
    ['SVG', 'svg', /^<svg\/>$/],
    ['CSV', 'csv', /^\w+,/],
  ])('%s', async (label, ending, content) => {
    const { run, asked, disk, said } = start();
    const target = FakeUri.file(`/x/my report.${ending}`);
    await run(label, target);
    expect(asked[1].options).toMatchObject({
      defaultUri: { path: `/w/${names}.${ending}` },
      filters: { [label]: [ending] },
    });
    expect(disk.get(target.path)).toMatch(content);
    expect(said).toEqual([`information: Written: ${target.path}`]);
  });
});

test('what was written can be opened at once', async () => {
  const { run, executed } = start();
  const target = FakeUri.file('/x/r.json');
  await run('JSON', target, 'Open');
  expect(executed).toEqual([['vscode.open', target]]);
});

test('who goes away, at the format or at the place, writes nothing', async () => {
  for (const answers of [[undefined], ['JSON', undefined]]) {
    const { run, disk, said } = start();
    await run(...answers);
    expect([disk.size, said]).toEqual([2, []]);
  }
});

test('a page without a drawing says so; a panel without a report asks nothing', async () => {
  const hidden = start(null);
  await hidden.run('SVG');
  expect(hidden.said).toEqual(['warning: The report has no drawing to export.']);
  const empty = start('<svg/>', null);
  await empty.run();
  expect(empty.asked).toEqual([]);
});
