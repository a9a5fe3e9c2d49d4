// A workspace that is not trusted: nothing that belongs to it is evaluated. Every command, button and
// feature, and the engine's methods that it calls; inspect and checkpointDiff look at headers only,
// tensorStatistics and tensorChanges at the values of tensors.
import { expect, test } from 'vitest';
import type { CustomReadonlyEditorProvider, TreeDataProvider } from 'vscode';
import type { CheckpointPage, CheckpointService } from '../../src/protocol/checkpointService.ts';
import {
  type PanelAction,
  type PanelPage,
  type PanelService,
  panelActions,
} from '../../src/protocol/panelService.ts';
import { act } from '../../src/vscode/comparison/actions.ts';
import { registerComparisonCommands } from '../../src/vscode/comparison/commands.ts';
import type { PastComparison } from '../../src/vscode/history/history.ts';
import { registerComparisonsView } from '../../src/vscode/history/view.ts';
import { commands, views } from '../../src/vscode/ids.ts';
import type { Services } from '../../src/vscode/services.ts';
import { whenTrusted } from '../../src/vscode/trust.ts';
import { register as registerViewer } from '../../src/vscode/viewer/register.ts';
import { registerWatch } from '../../src/vscode/watch/register.ts';
import { cannedReports } from '../support/cannedReports.ts';
import { playPage } from '../support/fakePage.ts';
import { fakeServices, opening } from '../support/fakeServices.ts';
import { FakeUri } from '../support/fakeVscode.ts';
import { FakePanel } from '../support/fakeWindow.ts';

const report = cannedReports[0][1]();
const pair = ['/w/a.safetensors', '/w/b.safetensors'];
const uris = pair.map(FakeUri.file);
const request = { models: pair, task: '/w/hostile.task.json', options: {} };

/** The whole extension but for its code feature, which is not there before trust (below). */
function start() {
  const fake = fakeServices(
    { [pair[0]]: '', [pair[1]]: '', '/w/hostile.task.json': '{}' },
    { inspect: opening(), checkpointDiff: () => ({ sides: [] }), tensorStatistics: () => ({}) },
  );
  fake.trust(false);
  registerComparisonCommands(fake.services);
  registerComparisonsView(fake.services);
  registerViewer(fake.services);
  registerWatch(fake.services);
  const run = (id: string, ...args: readonly unknown[]) =>
    fake.commands.get(id)!(...(args as never[])) as Promise<unknown>;
  return { ...fake, run };
}
type Started = ReturnType<typeof start>;

async function past({ services, registered }: Started): Promise<PastComparison> {
  await services.history.add(request, report);
  const tree = registered.get(views.comparisons) as TreeDataProvider<PastComparison>;
  return ((await tree.getChildren()) as PastComparison[])[0];
}

async function openPage(started: Started) {
  const provider = started.registered.get(views.checkpointViewer) as CustomReadonlyEditorProvider;
  const panel = new FakePanel();
  const document = await provider.openCustomDocument(uris[0] as never, {} as never, {} as never);
  await provider.resolveCustomEditor(document, panel as never, {} as never);
  const page = playPage<CheckpointPage, CheckpointService>(panel, {
    show: async () => undefined,
    tensors: async () => undefined,
    statistics: async () => undefined,
    golden: async () => undefined,
  });
  await page.call('ready', {}).result;
  return page;
}

type Step = (started: Started) => Promise<unknown>;

/** What the user does -> the methods of the engine that are called, each once. */
const steps: readonly (readonly [string, Step, readonly string[]])[] = [
  ['compares two', ({ run }) => run(commands.compare, uris[0], uris), ['inspect']],
  ['compares a fleet', ({ run }) => run(commands.compareFleet, uris[0], uris), ['inspect']],
  ['shows one', ({ run }) => run(commands.show, uris[0]), ['inspect']],
  [
    'selects, and compares with it',
    async ({ run }) => {
      await run(commands.select, uris[0]);
      await run(commands.compareWithSelected, uris[1]);
    },
    ['inspect'],
  ],
  ['compares tensors', ({ run }) => run(commands.compareTensors, uris[0], uris), ['inspect']],
  ['compares the sample', ({ run }) => run(commands.compareSample), ['inspect']],
  ['opens a past comparison', async (s) => s.run(commands.openPast, await past(s)), ['inspect']],
  ['runs a past one again', async (s) => s.run(commands.rerunPast, await past(s)), ['inspect']],
  ['watches a folder', ({ run }) => run(commands.watchFolder, uris[0]), []],
  ['stops watching', ({ run }) => run(commands.stopWatching), []],
  ['writes a task file', ({ run }) => run(commands.newTask), []],
  [
    'opens a checkpoint, asks for statistics',
    async (s) => (await openPage(s)).call('statistics', { tensor: 0 }).result,
    ['inspect'],
  ],
  ...panelActions.map((action: PanelAction) => {
    const press: Step = ({ services }) =>
      act(services, services.comparisons.open(request, report), action);
    return [`presses ${action}`, press, ['inspect']] as const;
  }),
];

test.each(steps)('who %s', async (_, step, wanted) => {
  const started = start();
  await step(started);
  expect([...new Set(started.calls.map(({ method }) => method))]).toEqual(wanted);
  expect([started.picks, started.said.filter((text) => !/trusted|Written/.test(text))]).toEqual([
    [],
    [],
  ]);
});

test('every command of ours is in the table, or is there only with trust', () => {
  const { commands: registered } = start();
  const ofCode: readonly string[] = [
    commands.goToBlock,
    commands.revealDefinition,
    commands.pinClass,
    commands.turnOffCode,
  ];
  const known = Object.values(commands).filter((id) => !registered.has(id));
  expect(known).toEqual(expect.arrayContaining([...ofCode]));
  expect(known).toHaveLength(ofCode.length);
});

test('Go to Code asks for trust, and calls nothing', async () => {
  const { services, panels, executed, said } = start();
  services.comparisons.open(request, report);
  const page = playPage<PanelPage, PanelService>(panels[0], {
    show: async () => undefined,
    progress: async () => undefined,
    frameRows: async () => undefined,
    reveal: async () => undefined,
    svg: async () => null,
  });
  await page.call('ready', {}).result;
  await page.call('goToCode', { model: 0, cut: 1 }).result;
  await expect.poll(() => said.join()).toMatch(/only in trusted workspaces/);
  expect(executed).toEqual([]);
});

test('a feature that reads the workspace begins with trust, once, and ends with the extension', () => {
  const fake = fakeServices();
  const told: string[] = [];
  const feature = whenTrusted((_: Services) => {
    told.push('begins');
    return { dispose: () => told.push('ends') };
  });
  fake.trust(false);
  const registered = feature(fake.services);
  expect(told).toEqual([]);
  fake.trust(true);
  fake.trust(true);
  expect(told).toEqual(['begins']);
  registered.dispose();
  expect(told).toEqual(['begins', 'ends']);
  feature(fake.services);
  expect(told.at(-1)).toBe('begins');
});
