// What may run where, and with how many pairs.
import { expect, test } from 'vitest';
import type { RunOptions } from '../../src/protocol/engineService.ts';
import type { PanelView } from '../../src/protocol/panelService.ts';
import { act, runPanel } from '../../src/vscode/comparison/actions.ts';
import type { OpenPanel } from '../../src/vscode/comparison/panel.ts';
import { cannedReports } from '../support/cannedReports.ts';
import { fakeServices } from '../support/fakeServices.ts';

/** A panel whose runs are counted. */
function counted({ options = {}, ...view }: Partial<PanelView> & { options?: object } = {}) {
  const runs: unknown[] = [];
  const request = { models: ['/a', '/b'], task: 'ioi', options };
  const session = {
    view: { request, ...view },
    run: async (change: unknown) => void runs.push(change),
  };
  return { open: { session } as unknown as OpenPanel, runs };
}

test('a trusted workspace runs at once', async () => {
  const { services, said } = fakeServices();
  const { open, runs } = counted();
  await runPanel(services, open, () => ({ options: { pairs: 8 } }));
  expect(runs).toEqual([{ options: { pairs: 8 }, task: 'ioi' }]);
  expect(said).toEqual([]);
});

test('a workspace that is not trusted runs nothing, says so, and the way to trust is one press away', async () => {
  const { services, said, executed, answers, trust } = fakeServices();
  const { open, runs } = counted();
  trust(false);
  await runPanel(services, open);
  expect(said.join()).toMatch(/only in trusted workspaces/);
  expect(executed).toEqual([]);
  answers.push('Manage Workspace Trust');
  await runPanel(services, open);
  expect(executed).toEqual([['workbench.trust.manage']]);
  expect(runs).toEqual([]);
});

const canned = cannedReports[0][1]();
const reportWith = (pairs: number, mostPairs: number | null) => ({
  ...canned,
  task: { ...canned.task, pairs, mostPairs },
});

type Before = Partial<PanelView> & { readonly asked?: number };

/** What stands before -> the pairs of the next run; undefined: none is run, and it is said why. */
const cases: readonly (readonly [string, Before, number | undefined])[] = [
  ['no report yet', { phase: 'idle', report: null }, 512],
  ['no report yet, asked for 32', { phase: 'idle', report: null, asked: 32 }, 64],
  ['drawn: twice as many', { phase: 'done', report: reportWith(128, null) }, 256],
  ['fewer found than asked for', { phase: 'done', report: reportWith(10, null), asked: 64 }, 128],
  ['a part of those listed', { phase: 'done', report: reportWith(40, 60) }, 60],
  ['all of those listed', { phase: 'done', report: reportWith(60, 60) }, undefined],
  ['few different ones, drawn again', { phase: 'done', report: reportWith(256, 36) }, undefined],
  ['a report of the run before the last', { phase: 'failed', report: reportWith(60, 60) }, 512],
];

test.each(cases)('more pairs: %s', async (_, { asked, ...before }, wanted) => {
  const { services, said } = fakeServices();
  const { open, runs } = counted({ ...before, options: { pairs: asked, seed: 3 } });
  await act(services, open, 'morePairs');
  expect(runs).toEqual(
    wanted === undefined ? [] : [{ options: { pairs: wanted, seed: 3 }, task: 'ioi' }],
  );
  if (wanted === undefined) expect(said.join()).toMatch(/the task \w+ has \d+ different ones/);
  else expect(said).toEqual([]);
});

type Limits = Pick<RunOptions, 'pairs' | 'work' | 'stages' | 'budget'>;
type Stopped = 'settled' | 'hopeless' | 'all pairs' | 'budget' | 'seconds' | 'stages' | null;

/** How a run in looks ended and what it was asked for -> what the next one is asked for. */
const limited: readonly (readonly [string, Stopped, Limits, Limits])[] = [
  ['its work is spent: twice the usual', 'budget', {}, { work: 500_000 }],
  ['its own work is spent', 'budget', { work: 1000 }, { work: 2000 }],
  ['its time is spent', 'seconds', { budget: 60 }, { work: 500_000, budget: 120 }],
  ['its looks are made', 'stages', { stages: 2 }, { work: 500_000, stages: 4 }],
  ['it is settled: exactly twice as many pairs', 'settled', { work: 1000 }, { pairs: 64 }],
  ['hopeless', 'hopeless', { budget: 60 }, { pairs: 64 }],
];

test.each(limited)('more pairs of a run in looks: %s', async (_, stopped, options, wanted) => {
  const { services } = fakeServices();
  const looks = { level: 0.95, looks: [], stopped };
  const { open, runs } = counted({
    ...{ phase: 'done', report: { ...reportWith(32, null), looks } },
    options: { ...options, seed: 3 },
  });
  await act(services, open, 'morePairs');
  expect(runs).toEqual([{ options: { ...wanted, seed: 3 }, task: 'ioi' }]);
});
