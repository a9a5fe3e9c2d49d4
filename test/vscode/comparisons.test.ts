// Panels of comparisons and fleets, with a page that the test plays over the real protocol.
import { describe, expect, test } from 'vitest';
import type { WebviewPanelSerializer } from 'vscode';
import type {
  CutRow,
  PanelPage,
  PanelRequest,
  PanelService,
  PanelView,
} from '../../src/protocol/panelService.ts';
import type { CompareReport } from '../../src/protocol/report.ts';
import type { Call } from '../../src/protocol/server.ts';
import { views } from '../../src/vscode/ids.ts';
import { cannedFleet } from '../support/cannedFleet.ts';
import { cannedReports } from '../support/cannedReports.ts';
import { playPage } from '../support/fakePage.ts';
import { type Answers, fakeServices } from '../support/fakeServices.ts';
import { FakePanel } from '../support/fakeWindow.ts';

const report = cannedReports[0][1]() as CompareReport;
const request: PanelRequest = { models: ['/w/a', '/w/b'], task: 'ioi', options: {} };
const three: PanelRequest = { ...request, models: ['/w/a', '/w/b', '/w/c'] };

function start(asked: PanelRequest, answers: Answers = { compare: () => report }) {
  const fake = fakeServices({}, answers);
  const open = fake.services.comparisons.open(asked);
  const [panel] = fake.panels;
  return { ...fake, open, panel, ...connect(panel) };
}

/** A page on a panel that keeps what it is shown. */
function connect(panel: FakePanel) {
  const shown: PanelView[] = [];
  const progress: number[] = [];
  const framed: (readonly CutRow[])[] = [];
  const page = playPage<PanelPage, PanelService>(panel, {
    show: async (_, view) => void shown.push(view),
    progress: async (_, { fraction }) => void progress.push(fraction),
    frameRows: async (_, { rows }) => void framed.push(rows),
    reveal: async () => undefined,
    svg: async () => '<svg/>',
  });
  return { page, shown, progress, framed };
}

describe('a page', () => {
  test('is given the whole view when it says that it stands, again after a reload', async () => {
    const { page } = start(request);
    for (let i = 0; i < 2; i++) {
      expect(await page.call('ready', {}).result).toMatchObject({ request, phase: 'idle' });
    }
  });

  test('begins a run, sees it work, and has its report', async () => {
    const { page, shown, services } = start(request);
    await page.call('ready', {}).result;
    await page.call('act', { action: 'rerun' }).result;
    await expect.poll(() => shown.at(-1)?.phase).toBe('done');
    expect(shown.map(({ phase }) => phase)).toEqual(['running', 'done']);
    expect(shown.at(-1)?.report?.kind).toBe('compare');
    await expect.poll(() => services.history.entries).toHaveLength(1);
  });

  test('cancels', async () => {
    const { page, shown } = start(request, {});
    await page.call('ready', {}).result;
    await page.call('act', { action: 'rerun' }).result;
    await page.call('act', { action: 'cancel' }).result;
    await expect.poll(() => shown.at(-1)?.phase).toBe('cancelled');
  });

  test('that is slow is shown the last of what is known, not all of it', async () => {
    const soFar = (pairs: number) => ({ ...report, task: { ...report.task, pairs } });
    const { open, panel } = start(request, {
      compare: (_, call) => {
        for (const pairs of [8, 16, 32, 64]) call.part(soFar(pairs) as never);
        return report;
      },
    });
    const shown: (number | undefined)[] = [];
    const taking: (() => void)[] = [];
    const slow = playPage<PanelPage, PanelService>(panel, {
      show: (_, { report: known }) => {
        shown.push(known?.task.pairs);
        return new Promise((resolve) => taking.push(resolve));
      },
      progress: async () => undefined,
      frameRows: async () => undefined,
      reveal: async () => undefined,
      svg: async () => null,
    });
    await slow.call('ready', {}).result;
    await open.session.run();
    await expect.poll(() => shown).toEqual([undefined]);
    taking.shift()?.();
    await expect.poll(() => shown).toEqual([undefined, report.task.pairs]);
    expect(open.session.view.phase).toBe('done');
  });

  test.each([
    ['an action that there is not', 'act', { action: 'constructor' }],
    ['a cut that is no number', 'goToCode', { model: 0, cut: '1' }],
    ['a model before the first', 'goToCode', { model: -1, cut: 0 }],
    ['half a pair', 'openPair', { a: 0, b: 0.5 }],
    ['a method that there is not', 'toString', {}],
  ])('that asks for %s is refused', async (_, method, params) => {
    const { page, calls } = start(request);
    await page.call('ready', {}).result;
    const asked = page.call(method as 'act', params as never).result;
    await expect(asked).rejects.toMatchObject({ code: 'internal' });
    expect(calls.filter(({ method: called }) => called !== 'inspect')).toEqual([]);
  });

  test('frames rows, and frees them once', async () => {
    const { page, open, framed } = start(request);
    await page.call('ready', {}).result;
    const rows = [{ model: 1, cut: 2 }];
    for (const each of [[], rows, [], []]) open.frameRows(each);
    await expect.poll(() => framed).toEqual([rows, []]);
  });

  test('draws the flow map for an export; one that is hidden draws none', async () => {
    const { page, open, panel } = start(request);
    await page.call('ready', {}).result;
    expect(await open.svg()).toBe('<svg/>');
    panel.visible = false;
    expect(await open.svg()).toBeUndefined();
  });
});

describe('a panel', () => {
  test('that is closed ends its run', async () => {
    const { page, panel, open, services } = start(request, {});
    await page.call('ready', {}).result;
    await page.call('act', { action: 'rerun' }).result;
    panel.dispose();
    await expect.poll(() => open.session.view.phase).toBe('cancelled');
    expect(services.comparisons.all).toEqual([]);
  });

  test('comes back after a reload with its last report', async () => {
    const { services, registered } = start(three);
    await services.history.add(request, report);
    const serializer = registered.get(views.comparisonPanel) as WebviewPanelSerializer;
    const panel = new FakePanel();
    await serializer.deserializeWebviewPanel(panel as never, request);
    const view = await connect(panel).page.call('ready', {}).result;
    expect(view).toMatchObject({ request, phase: 'done', report: { kind: 'compare' } });
  });

  test('with a state of another version is let go, and the log says so', async () => {
    const { registered, logged } = start(request);
    const serializer = registered.get(views.comparisonPanel) as WebviewPanelSerializer;
    const panel = new FakePanel();
    await serializer.deserializeWebviewPanel(panel as never, { models: 'all' });
    expect(panel.disposed).toBe(true);
    expect(logged).toEqual(['warn: a panel of another version cannot be restored']);
  });
});

describe('a fleet', () => {
  const found = cannedFleet(['a', 'b', 'c']);

  test('is one run, whose report fills the matrix and is kept', async () => {
    const { page, shown, panel, services, calls } = start(three, { fleet: () => found });
    expect(panel.title).toBe('a +2');
    await page.call('ready', {}).result;
    await page.call('act', { action: 'rerun' }).result;
    await expect.poll(() => shown.at(-1)?.phase).toBe('done');
    expect(shown.at(-1)?.report).toEqual(found);
    const asked = calls.filter(({ method }) => method !== 'inspect');
    expect(asked).toEqual([
      { method: 'fleet', params: { models: three.models, task: three.task } },
    ]);
    await expect.poll(() => services.history.entries).toHaveLength(1);
    expect(services.history.entries[0]).toMatchObject({ names: ['a', 'b', 'c'], verdict: null });
  });

  test('tells its progress, and is cancelled', async () => {
    const { page, progress, shown } = start(three, {
      fleet: (_, call: Call) => {
        call.progress(0.5, '2 of 3: b: interchanging at cut 1 of 3');
        return new Promise(() => undefined);
      },
    });
    await page.call('ready', {}).result;
    await page.call('act', { action: 'rerun' }).result;
    await expect.poll(() => progress).toEqual([0.5]);
    await page.call('act', { action: 'cancel' }).result;
    await expect.poll(() => shown.at(-1)?.phase).toBe('cancelled');
  });

  test('comes back after a reload with its last report', async () => {
    const { services, registered } = start(request);
    await services.history.add(three, found);
    const serializer = registered.get(views.comparisonPanel) as WebviewPanelSerializer;
    const panel = new FakePanel();
    await serializer.deserializeWebviewPanel(panel as never, three);
    const view = await connect(panel).page.call('ready', {}).result;
    expect(view).toMatchObject({ request: three, phase: 'done', report: { kind: 'fleet' } });
  });

  test('opens a pair with the report that there is, and runs nothing', async () => {
    const { page, services, calls } = start(three);
    await services.history.add({ ...request, models: ['/w/a', '/w/c'] }, report);
    await page.call('ready', {}).result;
    await page.call('openPair', { a: 0, b: 2 }).result;
    const pair = () => services.comparisons.all[1]?.session.view;
    await expect.poll(() => pair()?.request.models).toEqual(['/w/a', '/w/c']);
    expect(pair()).toMatchObject({ phase: 'done', report: { kind: 'compare' } });
    expect(calls.map(({ method }) => method)).not.toContain('compare');
  });

  test('runs the comparison of a pair that is opened for the first time', async () => {
    const { page, services, calls } = start(three, { compare: () => report });
    await page.call('ready', {}).result;
    await page.call('openPair', { a: 0, b: 2 }).result;
    await expect.poll(() => services.comparisons.all[1]?.session.view.phase).toBe('done');
    expect(calls.at(-1)).toMatchObject({ method: 'compare', params: { a: '/w/a', b: '/w/c' } });
  });

  test('more pairs doubles again and again', async () => {
    const { page, shown, calls } = start(three, { fleet: () => found });
    await page.call('ready', {}).result;
    for (let run = 1; run <= 2; run++) {
      await page.call('act', { action: 'morePairs' }).result;
      await expect.poll(() => calls.filter(({ method }) => method === 'fleet')).toHaveLength(run);
      await expect.poll(() => shown.at(-1)?.phase).toBe('done');
    }
    expect(shown.at(-1)?.request.options).toEqual({ pairs: 1024 });
  });
});
