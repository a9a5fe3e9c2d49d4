// The life of a comparison behind its panel, with a compute process that the test plays.
import { describe, expect, test } from 'vitest';
import type { CallOptions } from '../../src/client/engineClient.ts';
import type { PanelProgress, PanelRequest, PanelView } from '../../src/protocol/panelService.ts';
import type { Report } from '../../src/protocol/report.ts';
import { CallError, cancelledFailure } from '../../src/protocol/rpc.ts';
import { newSession } from '../../src/vscode/comparison/session.ts';
import type { Compute } from '../../src/vscode/compute.ts';
import { cannedFleet, cannedFleetSoFar } from '../support/cannedFleet.ts';
import { cannedReports } from '../support/cannedReports.ts';

const report = cannedReports[0][1]();
const request: PanelRequest = { models: ['/w/a', '/w/b'], task: 'ioi', options: {} };
const soFar: Report = {
  ...report,
  looks: { level: 0.95, looks: [], stopped: null },
};
const fleetSoFar = cannedFleetSoFar(['a', 'b', 'c'], 1);
const silent = {
  onChange: () => undefined,
  onProgress: () => undefined,
  onReport: async () => undefined,
};

/** Answers every call by `answer`; a call whose signal aborts ends as cancelled. */
function playing(
  answer: (method: string, params: never, listeners: CallOptions<Report>) => Promise<unknown>,
) {
  const calls: string[] = [];
  const call = (method: string, params: never, listeners: CallOptions<Report> = {}) => {
    const { signal } = listeners;
    if (method === 'taskFile') return Promise.resolve({ spans: ['a', 'b'] });
    calls.push(method);
    const aborted = new Promise((_, reject) => {
      signal?.addEventListener('abort', () => reject(new CallError(cancelledFailure)));
    });
    return Promise.race([answer(method, params, listeners), aborted]);
  };
  return { calls, compute: { call } as unknown as Pick<Compute, 'call'> };
}

const never = () => new Promise<never>(() => undefined);

test('a run ends with its report, which is handed on', async () => {
  const { compute } = playing(async () => report);
  const kept: Report[] = [];
  const session = newSession(compute, request, {
    ...silent,
    onReport: async (_, made) => {
      kept.push(made);
    },
  });
  await session.run();
  expect(session.view).toMatchObject({ phase: 'done', report, failure: null });
  expect(kept).toEqual([report]);
});

test('one model is interpreted, two are compared', async () => {
  for (const [models, method] of [
    [['/w/a'], 'interpret'],
    [['/w/a', '/w/b'], 'compare'],
  ] as const) {
    const { compute, calls } = playing(async () => report);
    await newSession(compute, { ...request, models }, silent).run();
    expect(calls).toEqual([method]);
  }
});

test('a cancelled run keeps the report before it', async () => {
  const { compute } = playing(never);
  const session = newSession(compute, request, silent, report);
  const run = session.run();
  expect(session.view.phase).toBe('running');
  session.cancel();
  await run;
  expect(session.view).toMatchObject({ phase: 'cancelled', report });
});

test('a failed run says why and keeps the report before it', async () => {
  const failure = { code: 'memory', message: 'too big', hint: 'Use fewer pairs.' };
  const { compute } = playing(() => Promise.reject(new CallError(failure)));
  const session = newSession(compute, request, silent, report);
  await session.run();
  expect(session.view).toMatchObject({ phase: 'failed', failure, report });
});

test('without a task nothing is asked of the engine', async () => {
  const { compute, calls } = playing(async () => report);
  const session = newSession(compute, { ...request, task: null }, silent);
  await session.run();
  expect(session.view.failure?.message).toBe('no task is chosen');
  expect(calls).toEqual([]);
});

test('a second run takes over from the first', async () => {
  let first = true;
  const { compute } = playing(() => {
    const answer = first ? never() : Promise.resolve(report);
    first = false;
    return answer;
  });
  const session = newSession(compute, request, silent);
  const runs = [session.run(), session.run({ options: { pairs: 8 } })];
  await Promise.all(runs);
  expect(session.view).toMatchObject({ phase: 'done', report });
  expect(session.view.request.options).toEqual({ pairs: 8 });
});

test('a header that cannot be read is told beside its model; the other is read', async () => {
  const { compute } = playing((_, { path }: { path: string }) =>
    path === '/w/a'
      ? Promise.reject(
          new CallError({ code: 'file-format', message: 'no header', hint: undefined }),
        )
      : Promise.resolve({ name: 'b', problems: [], notUnderstoodCount: 0, metadata: [] }),
  );
  const session = newSession(compute, request, silent);
  await session.readHeaders();
  expect(session.view.models[0].failure?.message).toBe('no header');
  expect(session.view.models[1].header).toEqual({ name: 'b', problems: [] });
});

test('a fleet is one run of the engine, and has its report', async () => {
  const models = ['/w/a', '/w/b', '/w/c'];
  const found = cannedFleet(['a', 'b', 'c']);
  const { compute, calls } = playing(() => Promise.resolve(found));
  const session = newSession(compute, { ...request, models }, silent);
  await session.run();
  expect(session.view).toMatchObject({ phase: 'done', report: found });
  expect(calls).toHaveLength(1);
});

describe('what is known while a run goes on', () => {
  /** A run that tells `soFar` and never ends by itself, and what the panel heard. */
  function going(before: Report | null = null, of: PanelRequest = request) {
    let listeners: CallOptions<Report> = {};
    const { compute } = playing((_, __, given) => {
      listeners = given;
      return never();
    });
    const views: PanelView[] = [];
    const progress: PanelProgress[] = [];
    const kept: Report[] = [];
    const session = newSession(
      compute,
      of,
      {
        onChange: (view) => views.push(view),
        onProgress: (now) => progress.push(now),
        onReport: async (_, made) => void kept.push(made),
      },
      before,
    );
    const run = session.run();
    return { session, run, views, progress, kept, heard: () => listeners };
  }

  test('is shown, with another number than what stood before, and not kept', async () => {
    const { session, kept, heard } = going(report);
    const { edition } = session.view;
    heard().onPart?.(soFar);
    expect(session.view).toMatchObject({ phase: 'running', report: soFar });
    expect(session.view.edition).not.toBe(edition);
    heard().onNote?.('the run says something');
    expect(session.view.edition).toBe(edition + 1);
    expect(kept).toEqual([]);
  });

  test('makes the time left a limit: a settled run ends before', () => {
    const { progress, heard } = going();
    heard().onProgress?.({ fraction: 0.1, doing: 'first look' });
    heard().onPart?.(soFar);
    heard().onProgress?.({ fraction: 0.2, doing: '16 pairs' });
    expect(progress.map(({ isAtMost }) => isAtMost)).toEqual([false, true]);
  });

  test.each<[string, PanelRequest, Report]>([
    ['of two models', request, soFar],
    ['of a fleet', { ...request, models: ['/w/a', '/w/b', '/w/c'] }, fleetSoFar],
  ])(
    '%s is shown, and stays when the run is cancelled, as what it is: unfinished',
    async (_, of, known) => {
      const { session, run, heard } = going(null, of);
      heard().onPart?.(known);
      expect(session.view).toMatchObject({ phase: 'running', report: known });
      session.cancel();
      await run;
      expect(session.view).toMatchObject({ phase: 'cancelled', report: known });
    },
  );

  test('comes to nothing when a later run has taken over', async () => {
    const { session, heard } = going();
    const first = heard();
    void session.run();
    first.onPart?.(soFar);
    expect(session.view.report).toBeNull();
  });

  test('the spans of the task are there before anything is known', async () => {
    const { session } = going();
    await expect.poll(() => session.view.spans).toEqual(['a', 'b']);
  });
});
