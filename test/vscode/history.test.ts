// Past comparisons: by content, newest first, within limits; and the settings that set them.

import { expect, test } from 'vitest';
import type { ExtensionContext } from 'vscode';
import type { PanelRequest } from '../../src/protocol/panelService.ts';
import { openHistory } from '../../src/vscode/history/history.ts';
import { readSettings } from '../../src/vscode/settings.ts';
import { cannedReports } from '../support/cannedReports.ts';
import { FakeUri, fakeMemento, fakeVscode } from '../support/fakeVscode.ts';

const request: PanelRequest = { models: ['/w/a', '/w/b'], task: 'ioi', options: {} };
const reports = cannedReports.map(([, make]) => make());

function start(keep = 100) {
  const fake = fakeVscode();
  const context = {
    storageUri: FakeUri.file('/storage'),
    globalStorageUri: FakeUri.file('/global'),
    workspaceState: fakeMemento(),
  } as unknown as ExtensionContext;
  const history = openHistory(fake.vscode, context, { now: { keep } });
  return { ...fake, history, state: context.workspaceState };
}

test('a report comes back as it was put in', async () => {
  const { history } = start();
  const { id } = await history.add(request, reports[0]);
  expect(history.entries.map((entry) => entry.id)).toEqual([id]);
  expect(await history.report(id)).toMatchObject({ kind: reports[0].kind });
});

test('an entry has the profile distance; one of before there was any has none', async () => {
  const { history, state } = start();
  const { id } = await history.add(request, reports[0]);
  const [{ distance }] = history.entries;
  expect(distance).toBe(reports[0].kind === 'compare' ? reports[0].distance?.value : undefined);
  const { schema, ...old } = history.entries[0];
  expect(schema).toBe(4);
  const ofSchema3 = { ...old, schema: 3, distance: 0.46 };
  await state.update('congruity.comparisons', [ofSchema3]);
  expect(history.entries).toEqual([ofSchema3]);
  await state.update('congruity.comparisons', [{ ...old, distance: 0.46 }]);
  expect(history.entries).toEqual([{ ...old, id, distance: null }]);
});

test('the same report, however long it took, is kept once', async () => {
  const { history, disk } = start();
  await history.add(request, reports[0]);
  await history.add(request, { ...reports[0], timings: { seconds: 99, steps: [] } });
  expect(history.entries).toHaveLength(1);
  expect(disk.size).toBe(1);
});

test('the latest is first, and the oldest goes with its file', async () => {
  const { history, disk } = start(2);
  const ids: string[] = [];
  for (const report of reports.slice(0, 3)) ids.push((await history.add(request, report)).id);
  expect(history.entries.map(({ id }) => id)).toEqual([ids[2], ids[1]]);
  expect(disk.size).toBe(2);
  expect(await history.report(ids[0])).toBeUndefined();
});

test('what is deleted is gone from the list and from the disk', async () => {
  const { history, disk } = start();
  const { id } = await history.add(request, reports[0]);
  await history.delete(id);
  expect(history.entries).toEqual([]);
  expect(disk.size).toBe(0);
});

test('a file that is gone or damaged is no report', async () => {
  const { history, disk } = start();
  const { id } = await history.add(request, reports[0]);
  const [path] = disk.keys();
  disk.set(path, '{"kind":');
  expect(await history.report(id)).toBeUndefined();
  disk.delete(path);
  expect(await history.report(id)).toBeUndefined();
  await history.delete(id); // and can be deleted all the same
});

test('settings: zero and nonsense mean the default; a change is told', () => {
  const { vscode, settings, settingsChanged } = fakeVscode();
  settings.set('congruity.comparison.pairs', 0);
  settings.set('congruity.comparison.margin', 'wide');
  settings.set('congruity.compute.threads', 2);
  const read = readSettings(vscode);
  expect(read.now.run).toEqual({ threads: 2 });
  expect(read.now.keep).toBe(100);
  const told: number[] = [];
  read.onDidChange(({ keep }) => told.push(keep));
  settings.set('congruity.comparisons.keep', 7);
  settingsChanged();
  expect(told).toEqual([7]);
});
