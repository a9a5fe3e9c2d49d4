// A report into a file: the format, the name that is suggested, the bytes, and the way to open it.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Report } from '../../src/protocol/report.ts';
import { exportReport } from '../../src/vscode/comparison/exportReport.ts';
import type { OpenPanel } from '../../src/vscode/comparison/panel.ts';
import { cannedFleet } from '../support/cannedFleet.ts';
import { budget, cannedReports } from '../support/cannedReports.ts';
import { fakeServices } from '../support/fakeServices.ts';
import { FakeUri } from '../support/fakeVscode.ts';

const report = cannedReports[0][1]();
const names = report.models.map(({ name }) => name).join('-and-');
const pages = {
  '/extension/dist/webview/report.js': 'draw()',
  '/extension/dist/webview/report.css': 'p {}',
};

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'congruity-export-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function start(
  svg: string | null = '<svg/>',
  shown: Report | null = report,
  models = [join(folder, 'model')],
) {
  const fake = fakeServices(pages);
  const request = { models, task: join(folder, 't.json'), options: {} };
  const open = { session: { view: { report: shown, request } }, svg: async () => svg ?? undefined };
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
    const { run, asked, said } = start();
    const target = FakeUri.file(join(folder, `my report.${ending}`));
    await run(label, target);
    expect(asked[1].options).toMatchObject({
      defaultUri: { path: `/w/${names}.${ending}` },
      filters: { [label]: [ending] },
    });
    expect(readFileSync(target.path, 'utf8')).toMatch(content);
    expect(said).toEqual([`information: Written: ${target.path}`]);
  });
});

test.each(['HTML', 'JSON'])(
  '%s of a run that its budget ended names the settings of the editor',
  async (label) => {
    const { run } = start(null, budget());
    const target = FakeUri.file(join(folder, 'spent'));
    await run(label, target);
    const text = readFileSync(target.path, 'utf8');
    expect(text).toContain('congruity.comparison.work');
    expect(text).not.toContain('--work');
  },
);

test('of a fleet its pairs are written, and no drawing is offered', async () => {
  const { run, asked } = start(null, cannedFleet(['a', 'b', 'c']));
  const target = FakeUri.file(join(folder, 'fleet.csv'));
  await run('CSV', target);
  const offered = asked[0].items.map(({ label }: { label: string }) => label);
  expect(offered).toEqual(['HTML', 'JSON', 'CSV']);
  expect(readFileSync(target.path, 'utf8')).toMatch(/^model,with,verdict/);
});

test('what was written can be opened at once', async () => {
  const { run, executed } = start();
  const target = FakeUri.file(join(folder, 'r.json'));
  await run('JSON', target, 'Open');
  expect(executed).toEqual([['vscode.open', target]]);
});

test('who goes away, at the format or at the place, writes nothing', async () => {
  for (const answers of [[undefined], ['JSON', undefined]]) {
    const { run, disk, said } = start();
    await run(...answers);
    expect([disk.size, readdirSync(folder), said]).toEqual([2, [], []]);
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

test.each([
  ['a file of the model', 'model/config.json', /an input/],
  ['a new file beside the weights', 'model/report.json', /an input/],
  ['the task', 't.json', /an input/],
  ['a folder', 'model', /is a folder/],
  ['a folder that is gone', 'gone/x.json', /cannot be written/],
])('%s is never written to', async (_, name, message) => {
  mkdirSync(join(folder, 'model'));
  writeFileSync(join(folder, 'model/config.json'), 'config');
  writeFileSync(join(folder, 't.json'), 'task');
  const { run } = start();
  await expect(run('JSON', FakeUri.file(join(folder, name)))).rejects.toThrow(message);
  expect(readdirSync(join(folder, 'model'))).toEqual(['config.json']);
  expect(readFileSync(join(folder, 'model/config.json'), 'utf8')).toBe('config');
  expect(readFileSync(join(folder, 't.json'), 'utf8')).toBe('task');
});

test.each([
  ['the workspace is one of them', '/w', '/'],
  ['one of them lies in it, by itself', '/w/a.safetensors', '/'],
  ['one of them lies in it, of another program', '/w/a.onnx', '/'],
  ['one of them is its index of shards', '/w/pytorch_model.bin.index.json', '/'],
  ['they lie in folders of it', '/w/a', '/w/'],
])('where a report of checkpoints is suggested: %s', async (_, model, place) => {
  const { run, asked } = start('<svg/>', report, [model]);
  await run('JSON', undefined);
  expect(asked[1].options).toMatchObject({ defaultUri: { path: `${place}${names}.json` } });
});

test('what is on no disk of this machine is written by the editor', async () => {
  const { run, disk } = start();
  const target = FakeUri.file('/x/r.json').with({ scheme: 'memfs' });
  await run('JSON', target);
  expect(disk.get('/x/r.json')).toContain('"kind": "compare"');
});
