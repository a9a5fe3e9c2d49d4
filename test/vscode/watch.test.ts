// Watch This Folder: new checkpoints are analysed once they lie still, and a break of the interpretation is told.
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { TrajectoryReport } from '../../src/protocol/report.ts';
import { sectionOf } from '../../src/protocol/sections.ts';
import type { Timer } from '../../src/protocol/throttle.ts';
import type { TrainingStep } from '../../src/protocol/trajectory.ts';
import { commands } from '../../src/vscode/ids.ts';
import { newsOf } from '../../src/vscode/watch/news.ts';
import { registerWatch } from '../../src/vscode/watch/register.ts';
import { runWatcher } from '../../src/vscode/watch/runWatcher.ts';
import { trajectory as canned } from '../support/cannedReports.ts';
import { type Answers, failing, fakeServices } from '../support/fakeServices.ts';

const folder = (...steps: readonly (readonly [label: string, stamp: string])[]): TrainingStep[] =>
  steps.map(([label, stamp]) => ({ path: `/w/run/${label}`, label, stamp }));
const two = folder(['checkpoint-1', 'a'], ['checkpoint-2', 'b']);
const growing = (stamp: string) => [...two, ...folder(['checkpoint-3', stamp])];

/** A clock that a test turns: every look that is due happens, one after the other. */
function clock() {
  let due: { readonly at: number; readonly then: () => void } | undefined;
  let now = 0;
  const timer: Timer = {
    now: () => now,
    after(ms, then) {
      const mine = { at: now + ms, then };
      due = mine;
      return () => {
        if (due === mine) due = undefined;
      };
    },
  };
  const settle = async () => {
    for (let i = 0; i < 20; i++) await Promise.resolve();
  };
  return {
    timer,
    async pass(seconds: number) {
      const until = now + 1000 * seconds;
      await settle();
      while (due !== undefined && due.at <= until) {
        const { at, then } = due;
        due = undefined;
        now = at;
        then();
        await settle();
      }
      now = until;
    },
  };
}

describe('a folder', () => {
  /** What it holds by seconds -> what was analysed, by the last label and stamp. */
  function watch(at: (seconds: number) => readonly TrainingStep[] | Error) {
    const { timer, pass } = clock();
    const analysed: string[] = [];
    const failures: unknown[] = [];
    let looks = 0;
    const watcher = runWatcher({
      look: async () => {
        looks++;
        const found = at(timer.now() / 1000);
        if (found instanceof Error) throw found;
        return found;
      },
      analyse: async () => {
        const last = (at(timer.now() / 1000) as readonly TrainingStep[]).at(-1)!;
        analysed.push(`${last.label} ${last.stamp}`);
      },
      failed: (error) => failures.push(error),
      timer,
    });
    return { watcher, pass, analysed, failures, looks: () => looks };
  }

  test.each<[string, (seconds: number) => readonly TrainingStep[], readonly string[]]>([
    ['that lies still is analysed once', () => two, ['checkpoint-2 b']],
    ['of one checkpoint is not', () => two.slice(0, 1), []],
    ['that is empty is not', () => [], []],
    [
      'is analysed again when a checkpoint has come',
      (s) => (s < 50 ? two : growing('c')),
      ['checkpoint-2 b', 'checkpoint-3 c'],
    ],
    [
      'is left alone while a checkpoint grows',
      (s) => (s < 50 ? two : growing(String(Math.min(90, Math.floor(s))))),
      ['checkpoint-2 b', 'checkpoint-3 90'],
    ],
    [
      'is analysed again when a checkpoint is written anew',
      (s) => (s < 70 ? growing('c') : growing('d')),
      ['checkpoint-3 c', 'checkpoint-3 d'],
    ],
  ])('%s', async (_, at, wanted) => {
    const { pass, analysed } = watch(at);
    await pass(200);
    expect(analysed).toEqual(wanted);
  });

  test('that cannot be looked at is looked at again', async () => {
    const { pass, analysed, failures } = watch((s) => (s < 20 ? new Error('gone') : two));
    await pass(100);
    expect(failures).toHaveLength(1);
    expect(analysed).toEqual(['checkpoint-2 b']);
  });

  test('that is told of is looked at soon, and not after the end', async () => {
    const { watcher, pass, analysed, looks } = watch((s) => (s < 50 ? two : growing('c')));
    await pass(51);
    watcher.poke();
    await pass(5);
    expect(analysed).toEqual(['checkpoint-2 b', 'checkpoint-3 c']);
    watcher.dispose();
    const before = looks();
    watcher.poke();
    await pass(500);
    expect(looks()).toBe(before);
  });
});

/** The canned run up to a checkpoint, as it was told then; settled and breaks as given. */
function upTo(
  count: number,
  change: {
    readonly settled?: number | null;
    readonly breaks?: readonly number[];
    readonly unsolved?: number;
  } = {},
): TrajectoryReport {
  const report = canned();
  const section = sectionOf(report, 'trajectory')!;
  const [run] = section.runs;
  const steps = run.steps
    .slice(0, count)
    .map((step, s) => (s === change.unsolved ? { ...step, solves: false } : step));
  const told = { ...run, steps, settled: change.settled ?? null, breaks: change.breaks ?? [] };
  return { ...report, sections: [{ ...section, runs: [told] }] };
}

describe('what is news of a run', () => {
  const label = (step: number) => sectionOf(canned(), 'trajectory')!.runs[0].steps[step].label;
  const run = sectionOf(canned(), 'trajectory')!.runs[0].name;
  test.each<[string, TrajectoryReport | null, TrajectoryReport, ReturnType<typeof newsOf>]>([
    ['nothing at the first report', null, upTo(6, { breaks: [5] }), []],
    ['nothing where the new one is as before', upTo(5), upTo(6), []],
    [
      'a break at the new one',
      upTo(5),
      upTo(6, { breaks: [5] }),
      [{ run, label: label(5), against: label(4) }],
    ],
    ['not one that was told', upTo(6, { breaks: [5] }), upTo(7, { breaks: [5] }), []],
    [
      'a new one below the floor',
      upTo(5),
      upTo(6, { unsolved: 5 }),
      [{ run, label: label(5), against: undefined }],
    ],
    [
      'a drift from where it had settled',
      upTo(3, { settled: 1 }),
      upTo(9),
      [{ run, label: label(8), against: label(1) }],
    ],
  ])('%s', (_, before, now, news) => {
    expect(newsOf(before, now)).toEqual(news);
  });
});

describe('the command', () => {
  const uri = (path: string, scheme = 'file') => ({ scheme, path, fsPath: path });

  async function begin(answers: Answers, isTrusted = true, at: unknown = uri('/w/run')) {
    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers());
    const fake = fakeServices({ '/w/x.task.json': '{}' }, { builtInTasks: () => [], ...answers });
    fake.trust(isTrusted);
    const feature = registerWatch(fake.services);
    const running = fake.vscode.commands.executeCommand(commands.watchFolder, at);
    await vi.advanceTimersByTimeAsync(100);
    fake.picks[0]?.accept('x.task.json');
    await vi.advanceTimersByTimeAsync(10_000);
    await running;
    return {
      ...fake,
      feature,
      asked: () => fake.calls.filter(({ method }) => method === 'trajectory'),
    };
  }

  test('opens the panel of the run, follows it, and tells a break', async () => {
    let steps = two;
    let report = upTo(5);
    const fake = await begin({
      trainingSteps: () => steps,
      trajectory: () => report,
      taskCheck: () => ({ fits: true, problems: [] }),
    });
    expect(fake.asked()).toEqual([
      {
        method: 'trajectory',
        params: expect.objectContaining({ runs: ['/w/run'], task: '/w/x.task.json' }),
      },
    ]);
    expect(fake.panels).toHaveLength(1);
    expect(fake.statusItems[0]).toMatchObject({ text: '$(eye) run', visible: true });
    expect(fake.said).toEqual([]);
    steps = growing('c');
    report = upTo(6, { breaks: [5] });
    fake.answers.push('Show');
    fake.watchers[0].created.fire(undefined);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(fake.asked()).toHaveLength(2);
    expect(fake.said).toEqual([
      expect.stringMatching(
        /^warning: .*: the interpretation breaks: checkpoint-\d+ surely computes/,
      ),
    ]);
    expect(fake.panels[0].revealed).toBe(1);
    expect(fake.services.history.entries).toHaveLength(1); // of a run that goes on one is kept
    fake.panels[0].dispose();
    steps = growing('d');
    await vi.advanceTimersByTimeAsync(100_000);
    expect(fake.asked()).toHaveLength(2);
    expect(fake.statusItems[0].visible).toBe(false);
  });

  test('of a run that has a panel with another task takes the task that was chosen', async () => {
    const fake = await begin({ trainingSteps: () => two, trajectory: () => upTo(5) });
    fake.disk.set('/w/y.task.json', '{}');
    const again = fake.vscode.commands.executeCommand(commands.watchFolder, uri('/w/run'));
    await vi.advanceTimersByTimeAsync(100);
    fake.picks[1].accept('y.task.json');
    await vi.advanceTimersByTimeAsync(10_000);
    await again;
    expect(fake.panels.filter(({ disposed }) => !disposed)).toHaveLength(1);
    expect(fake.asked().at(-1)?.params).toMatchObject({ task: '/w/y.task.json' });
  });

  test('ends when it is told to', async () => {
    const fake = await begin({ trainingSteps: () => two, trajectory: () => upTo(5) });
    await fake.vscode.commands.executeCommand(commands.stopWatching);
    expect(fake.watchers.every(({ disposed }) => disposed)).toBe(true);
    expect(fake.statusItems[0].visible).toBe(false);
  });

  test('runs nothing in a workspace that is not trusted', async () => {
    const fake = await begin({ trainingSteps: () => two }, false);
    expect(fake.calls).toEqual([]);
    expect(fake.panels).toEqual([]);
    expect(fake.said).toEqual([expect.stringMatching(/only in trusted workspaces/)]);
  });

  test('has nothing to do with what is not on this disk', async () => {
    const fake = await begin({}, true, uri('/w/run', 'vscode-vfs'));
    expect(fake.said).toEqual(['warning: /w/run is not on this disk']);
  });

  test('goes on where an analysis fails', async () => {
    let steps = two;
    const fake = await begin({
      trainingSteps: () => steps,
      trajectory: failing({ code: 'memory' }),
    });
    expect(fake.said).toEqual([]);
    steps = growing('c');
    fake.watchers[0].changed.fire(undefined);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(fake.asked()).toHaveLength(2);
  });
});
