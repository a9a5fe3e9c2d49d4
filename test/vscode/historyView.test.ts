// The tree of past comparisons, and what its entries do.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { TreeDataProvider, TreeItem } from 'vscode';
import manifest from '../../package.json' with { type: 'json' };
import texts from '../../package.nls.json' with { type: 'json' };
import type { PanelRequest } from '../../src/protocol/panelService.ts';
import type { CompareReport, Report, Verdict } from '../../src/protocol/report.ts';
import type { PastComparison } from '../../src/vscode/history/history.ts';
import { registerComparisonsView } from '../../src/vscode/history/view.ts';
import { commands, views } from '../../src/vscode/ids.ts';
import { cannedFleet } from '../support/cannedFleet.ts';
import { cannedReports, interpret } from '../support/cannedReports.ts';
import { fakeServices } from '../support/fakeServices.ts';

const request: PanelRequest = { models: ['/w/a', '/w/b'], task: 'ioi', options: { pairs: 8 } };
const compared = cannedReports[0][1]() as CompareReport;

async function viewOf(reports: readonly Report[]) {
  const fake = fakeServices({}, { compare: () => compared });
  registerComparisonsView(fake.services);
  for (const report of reports) await fake.services.history.add(request, report);
  const tree = fake.registered.get(views.comparisons) as TreeDataProvider<PastComparison>;
  const entries = (await tree.getChildren()) as PastComparison[];
  const items = entries.map((entry) => tree.getTreeItem(entry) as TreeItem);
  const act = (id: string, entry?: PastComparison) => fake.commands.get(id)!(entry as never);
  return { ...fake, tree, entries, items, act };
}

const verdicts: readonly (readonly [Verdict, string])[] = [
  ['indistinguishable', 'pass-filled'],
  ['same interpretation', 'pass'],
  ['different', 'compare-changes'],
  ['inconclusive', 'question'],
  ['not comparable', 'circle-slash'],
];

test.each(verdicts)('%s has a shape of its own, and says itself', async (verdict, icon) => {
  const { items } = await viewOf([{ ...compared, verdict }]);
  expect(items[0].iconPath).toMatchObject({ id: icon });
  expect(items[0].description).toContain(verdict);
  expect(items[0].accessibilityInformation?.label).toContain(verdict);
  expect(new Set(verdicts.map(([, shape]) => shape)).size).toBe(verdicts.length);
});

test('an interpretation has no verdict', async () => {
  const alone = interpret();
  const { items } = await viewOf([alone]);
  expect(items[0]).toMatchObject({
    label: alone.models[0].name,
    iconPath: { id: 'symbol-structure' },
    description: `interpretation · ${alone.task.name}`,
  });
});

test('a fleet says that it is one, by its first model and how many more', async () => {
  const { items } = await viewOf([cannedFleet(['a', 'b', 'c'])]);
  expect(items[0]).toMatchObject({
    label: 'a +2',
    iconPath: { id: 'table' },
    description: expect.stringContaining('every pair · '),
    accessibilityInformation: { label: expect.stringMatching(/^a, b, c: every pair/) },
  });
});

test('an entry is a leaf; a press opens it', async () => {
  const { tree, entries, items } = await viewOf([compared]);
  expect(await tree.getChildren(entries[0])).toEqual([]);
  expect(items[0].command).toMatchObject({ command: commands.openPast, arguments: [entries[0]] });
});

test('an empty view says what to do, by commands that there are', () => {
  const [{ view, contents }] = manifest.contributes.viewsWelcome;
  const words = texts[contents.slice(1, -1) as keyof typeof texts];
  const offered = [...words.matchAll(/\(command:([\w.]+)\)/g)].map(([, id]) => id);
  expect(view).toBe(views.comparisons);
  expect(offered.length).toBeGreaterThan(0);
  expect(Object.values(commands)).toEqual(expect.arrayContaining(offered));
});

describe('commands on an entry', () => {
  test('open shows its report, once', async () => {
    const { act, entries, panels, services } = await viewOf([compared]);
    await act(commands.openPast, entries[0]);
    expect(panels).toHaveLength(1);
    const [open] = services.comparisons.all;
    expect(open.session.view).toMatchObject({ phase: 'done', request });
    expect(open.session.view.report?.kind).toBe('compare');
  });

  test('open without a report left shows the models, ready to run', async () => {
    const { act, entries, disk, services, said } = await viewOf([compared]);
    disk.clear();
    await act(commands.openPast, entries[0]);
    expect(services.comparisons.all[0].session.view).toMatchObject({ phase: 'idle', report: null });
    expect(said).toEqual([expect.stringMatching(/^warning: The report .* cannot be read/)]);
  });

  test('open a report of schema 1 shows it as one of today', async () => {
    const { act, entries, disk, services, said } = await viewOf([compared]);
    const stored = new URL('../fixture/reports/compare-schema1.json', import.meta.url);
    disk.set([...disk.keys()][0], readFileSync(stored, 'utf8'));
    await act(commands.openPast, entries[0]);
    const { report } = services.comparisons.all[0].session.view;
    expect(report).toMatchObject({ schema: 4, verdict: 'different' });
    expect(report?.sections).toHaveLength(5);
    expect(said).toEqual([]);
  });

  test('a report of a later version is not taken for one of today', async () => {
    const { act, entries, disk, services, said } = await viewOf([compared]);
    disk.set([...disk.keys()][0], JSON.stringify({ ...compared, schema: 5 }));
    await act(commands.openPast, entries[0]);
    expect(services.comparisons.all[0].session.view.report).toBeNull();
    expect(said).toEqual([expect.stringContaining('a later version of Congruity made it')]);
  });

  test('run again runs with the options of then', async () => {
    const { act, entries, calls } = await viewOf([compared]);
    await act(commands.rerunPast, entries[0]);
    const runs = calls.filter(({ method }) => method === 'compare').map(({ params }) => params);
    expect(runs).toEqual([{ a: '/w/a', b: '/w/b', task: 'ioi', pairs: 8 }]);
  });

  test('delete takes it from the view, and tells the view', async () => {
    const { act, entries, tree, services } = await viewOf([compared]);
    let changes = 0;
    services.history.onDidChange(() => changes++);
    await act(commands.deletePast, entries[0]);
    expect([await tree.getChildren(), changes]).toEqual([[], 1]);
  });

  test('from the palette, without an entry, they do nothing', async () => {
    const { act, panels, calls, services } = await viewOf([compared]);
    for (const id of [commands.openPast, commands.rerunPast, commands.deletePast]) await act(id);
    expect([panels, calls, services.history.entries.length]).toEqual([[], [], 1]);
  });

  test('what goes wrong is in the log', async () => {
    const { act, entries, services, logged } = await viewOf([compared]);
    const { fs } = services.vscode.workspace;
    Object.assign(fs, { readFile: () => Promise.reject(new Error('the disk is gone')) });
    await act(commands.openPast, entries[0]);
    expect(logged).toEqual(['error: Error: the disk is gone']);
  });
});

test('what is kept is limited in size: the oldest go first, the latest stays', async () => {
  const big = (seed: number): Report => ({ ...compared, notes: [`${seed}`, 'x'.repeat(20 << 20)] });
  const { services, disk } = await viewOf([big(1), big(2), big(3), big(4)]);
  expect(services.history.entries).toHaveLength(3); // of 20 MB each: 64 MB hold three
  expect(disk.size).toBe(3);
});
