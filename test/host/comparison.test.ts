// Comparisons in the real editor on the sample checkpoints: run, cancelled, killed, kept.
import assert from 'node:assert/strict';
import { setup, suite, teardown, test } from 'mocha';
import * as vscode from 'vscode';
import { sectionOf } from '../../src/protocol/sections.ts';
import { commands } from '../../src/vscode/ids.ts';
import type { Services } from '../../src/vscode/services.ts';
import { closeAll, drawn, figures, inWorkspace, panelOf, services, task, until } from './host.ts';

const model = (name: string) => inWorkspace('modsum', name).fsPath;
const [a, b, c] = ['ab-gpt2', 'bc-llama', 'ab-llama'];
let the: Services;

setup(async () => {
  the = await services();
});
teardown(closeAll);

const open = (...names: string[]) =>
  the.comparisons.open({ models: names.map(model), task: task(), options: {} });

suite('a comparison', () => {
  test('shows the headers at once, and the verdict when it is there', async () => {
    const panel = open(a, b);
    await drawn(the, () => panel, 'headers');
    await until('both headers', () =>
      panel.session.view.models.every(({ header }) => header !== null),
    );
    const started = performance.now();
    const lag = watchLoop();
    await Promise.all([drawn(the, () => panel, 'report'), panel.session.run()]);
    figures['longest time that the host was blocked during a run, ms'] = lag();
    figures['from run to verdict on the page, ms'] = performance.now() - started;
    assert.equal(panel.session.view.phase, 'done');
    const made = panel.session.view.report;
    assert.ok(made?.kind === 'compare');
    assert.equal(made.verdict, 'different');
  });

  test('of two that agree says so', async () => {
    const panel = open(a, c);
    await panel.session.run();
    const made = panel.session.view.report;
    assert.ok(made?.kind === 'compare');
    assert.match(made.verdict, /same interpretation|indistinguishable/);
  });

  test('has one panel', async () => {
    const first = open(a, b);
    assert.equal(open(a, b), first);
    assert.equal(the.comparisons.all.length, 1);
  });

  test('is kept among the past ones, once', async () => {
    const panel = open(a, b);
    await panel.session.run();
    const before = the.history.entries.length;
    await panel.session.run();
    assert.equal(the.history.entries.length, before);
    assert.equal(the.history.entries[0].verdict, 'different');
    const { id } = the.history.entries[0];
    assert.equal((await the.history.report(id))?.kind, 'compare');
    await vscode.commands.executeCommand(commands.deletePast, the.history.entries[0]);
    assert.equal(
      the.history.entries.some((entry) => entry.id === id),
      false,
    );
    assert.equal(await the.history.report(id), undefined);
  });

  test('of more than two compares every pair', async () => {
    const panel = open(a, b, c);
    await panel.session.run();
    const { report } = panel.session.view;
    assert.ok(report?.kind === 'fleet');
    assert.equal(sectionOf(report, 'fleet')?.pairs.length, 3);
    assert.ok(panelOf(the, model(a), model(b), model(c)));
  });

  test('of a file that is none says what was found', async () => {
    const broken = inWorkspace('broken.safetensors').fsPath;
    const panel = the.comparisons.open({ models: [broken, model(a)], task: task(), options: {} });
    await until('the failure', () => panel.session.view.models[0].failure);
    await panel.session.run();
    assert.equal(panel.session.view.phase, 'failed');
    assert.match(panel.session.view.failure?.message ?? '', /broken\.safetensors/);
  });
});

/** Moments of a run: what must be seen before it is cancelled. */
const moments: readonly (readonly [string, number])[] = [
  ['at once', -1],
  ['at the start', 0],
  ['in the middle', 0.4],
];

suite('a run', () => {
  for (const [when, fraction] of moments) {
    test(`cancelled ${when} ends, and the report before it stays`, async () => {
      const panel = open(a, b);
      await panel.session.run();
      const { report } = panel.session.view;
      // As many pairs as take a while, so that there is something to cancel.
      const running = panel.session.run({ options: { pairs: 2048, seed: 1 } });
      if (fraction >= 0) await progressed(fraction);
      panel.session.cancel();
      await running;
      assert.equal(panel.session.view.phase, 'cancelled');
      assert.equal(panel.session.view.report, report);
    });
  }

  test('whose process is killed says so, and the next one works', async () => {
    const panel = open(a, b);
    await panel.session.run();
    const { report } = panel.session.view;
    const running = panel.session.run({ options: { pairs: 2048, seed: 2 } });
    const pid = await until('the process', () => the.compute.pid);
    await progressed(0);
    process.kill(pid, 'SIGKILL');
    await running;
    assert.equal(panel.session.view.phase, 'failed');
    assert.match(panel.session.view.failure?.message ?? '', /compute process/);
    assert.equal(panel.session.view.report, report);
    await panel.session.run({ options: {} });
    assert.equal(panel.session.view.phase, 'done');
    assert.notEqual(the.compute.pid, pid);
  });
});

/** Waits until the run under way has come so far. */
async function progressed(fraction: number): Promise<void> {
  await until(
    `progress to ${fraction}`,
    () => (panelOf(the, model(a), model(b))?.session.progress?.fraction ?? -1) >= fraction,
  );
}

/** Measures how late a timer comes; returns the longest delay in ms. */
function watchLoop(): () => number {
  let worst = 0;
  let due = performance.now() + 10;
  const timer = setInterval(() => {
    worst = Math.max(worst, performance.now() - due);
    due = performance.now() + 10;
  }, 10);
  return () => {
    clearInterval(timer);
    return worst;
  };
}
