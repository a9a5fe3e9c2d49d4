// The compute process: asked to stop, killed, crashed, orphaned. The process is real, its wiring the
// product's; only its methods are the tests' own (trialService.ts).
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Engine, startEngine, withEngine } from '../../src/client/engineClient.ts';
import { random } from '../../src/engine/core/random.ts';
import { diskStore } from '../../src/platform/store.ts';
import { CallError } from '../../src/protocol/rpc.ts';
import { buildTrial } from '../support/built.ts';
import { bytesOf, keyOf, type TrialService } from '../support/trialService.ts';

let built: string;
let worker: string;
let cache: string;
let engine: Engine<TrialService>;

beforeAll(async () => {
  built = await buildTrial('trialWorker', 'trialParent');
  worker = join(built, 'trialWorker.mjs');
});
beforeEach(() => {
  cache = mkdtempSync(join(tmpdir(), 'congruity-cache-'));
  engine = startEngine<TrialService>({ worker, graceMs: 30 });
});
afterEach(async () => {
  await engine.stop();
  rmSync(cache, { recursive: true, force: true });
});

const caught = async (call: Promise<unknown>) => {
  const error = await call.then(
    () => expect.fail('the call should have failed'),
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(CallError);
  return error as CallError;
};
const isAlive = (pid: number) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

test('starts on the first call, is used again by the next, and is gone after stop', async () => {
  expect(engine.pid).toBeUndefined();
  const first = await engine.call('ping', {});
  expect(await engine.call('ping', {})).toBe(first);
  expect(engine.pid).toBe(first);
  await engine.stop();
  expect(isAlive(first)).toBe(false);
  expect(await engine.call('ping', {})).not.toBe(first);
});

test('withEngine leaves no process behind, also when it fails', async () => {
  let pid = 0;
  const failing = withEngine<void, TrialService>({ worker }, async (scoped) => {
    pid = await scoped.call('ping', {});
    throw new Error('a fault of the caller');
  });
  await expect(failing).rejects.toThrow('a fault of the caller');
  expect(isAlive(pid)).toBe(false);
});

test('is ended when it has been idle', async () => {
  const idle = startEngine<TrialService>({ worker, idleMs: 1 });
  const pid = await idle.call('ping', {});
  await expect.poll(() => isAlive(pid)).toBe(false);
  expect(await idle.call('ping', {})).not.toBe(pid);
  await idle.stop();
});

test('gets its settings', async () => {
  const other = startEngine<TrialService>({ worker, settings: { cache: false } });
  expect(await other.call('settings', {})).toEqual({ cache: false });
  await other.stop();
});

test("the engine's errors keep code and hint", async () => {
  const error = await caught(engine.call('refuse', { code: 'model-values', hint: 'Look.' }));
  expect(error).toMatchObject({ code: 'model-values', message: 'refused', hint: 'Look.' });
});

describe('a crash is reported, and the next call works', () => {
  test.each<readonly ['exit' | 'throw' | 'heap' | 'kill', string, RegExp]>([
    ['exit', 'internal', /unexpectedly \(exit code 3\):\nthe last words/],
    ['throw', 'internal', /unexpectedly \(exit code 1\)[\s\S]*thrown where nobody catches/],
    ['heap', 'memory', /ran out of memory \(signal SIGABRT\)/],
    ['kill', 'memory', /was killed, most likely for want of memory/],
  ])('%s', async (how, code, message) => {
    const small = startEngine<TrialService>({ worker, maxOldSpaceMb: 40 });
    const waiting = small.call('crash', { how });
    const behind = caught(small.call('ping', {}));
    const error = await caught(waiting);
    expect(error.code).toBe(code);
    expect(error.message).toMatch(message);
    expect(error.hint).toBeTruthy();
    expect((await behind).message).toMatch(message);
    expect(await small.call('ping', {})).toBe(small.pid);
    await small.stop();
  });

  test('a worker that is not there', async () => {
    const lost = startEngine<TrialService>({ worker: join(built, 'lost.mjs') });
    expect((await caught(lost.call('ping', {}))).message).toMatch(/Cannot find module.*lost/);
  });
});

describe('cancel', () => {
  test('before the call: nothing starts', async () => {
    const signal = AbortSignal.abort();
    expect((await caught(engine.call('ping', {}, { signal }))).code).toBe('cancelled');
    expect(engine.pid).toBeUndefined();
  });

  test('asks first: the process lives on', async () => {
    const patient = startEngine<TrialService>({ worker });
    const pid = await patient.call('ping', {});
    const keep = { folder: cache, entries: 1e6, bytes: 10 };
    expect((await caught(cancelledAfter(patient, 1, keep))).code).toBe('cancelled');
    expect(await patient.call('ping', {})).toBe(pid);
    await patient.stop();
  });

  test('then kills: who does not listen ends too; those that wait behind it are asked again', async () => {
    const pid = await engine.call('ping', {});
    const stop = new AbortController();
    const listening = { signal: stop.signal, onProgress: () => stop.abort() };
    const blocked = caught(engine.call('block', {}, listening));
    const behind = engine.call('ping', {});
    expect((await blocked).code).toBe('cancelled');
    expect(await behind).not.toBe(pid);
    expect(isAlive(pid)).toBe(false);
    expect(await engine.call('ping', {})).toBe(await behind);
  });
});

describe('cancel of a call that began while another one holds the process', () => {
  test('abandons it: the other goes on, its late answer disturbs nobody', async () => {
    const until = join(cache, 'go');
    const stop = new AbortController();
    let begin: () => void = () => undefined;
    const begun = new Promise<void>((resolve) => {
      begin = resolve;
    });
    const held = engine.call('hold', { until }, { onProgress: begin });
    await begun;
    const light = engine.call('ping', {}, { signal: stop.signal });
    stop.abort();
    expect((await caught(light)).code).toBe('cancelled');
    const { pid } = engine;
    writeFileSync(until, '');
    expect(await held).toBe('held');
    expect(await engine.call('ping', {})).toBe(pid);
  });

  test('and the other can still be ended, by killing', async () => {
    const [first, second] = [new AbortController(), new AbortController()];
    const onProgress = () => second.abort();
    const blocked = caught(engine.call('block', {}, { signal: first.signal, onProgress }));
    const behind = caught(engine.call('ping', {}, { signal: second.signal }));
    const waiting = engine.call('ping', {});
    expect((await behind).code).toBe('cancelled');
    const pid = engine.pid!;
    expect(isAlive(pid)).toBe(true);
    first.abort();
    expect((await blocked).code).toBe('cancelled');
    expect(await waiting).not.toBe(pid);
    expect(isAlive(pid)).toBe(false);
  });
});

describe('at 20 random moments', () => {
  const keep = { entries: 1e6, bytes: 2e6 }; // never ends by itself

  test.each([
    [
      'cancelled',
      async (steps: number) => caught(cancelledAfter(engine, steps, { folder: cache, ...keep })),
    ],
    ['killed', async (steps: number) => caught(killedAfter(steps))],
  ] as const)('a run that is %s leaves whole entries, and the next one works', async (_, end) => {
    const rng = random(7);
    for (let i = 0; i < 20; i++) {
      expect((await end(1 + rng.below(3))).code).toBe('cancelled');
      await checkWhole();
      expect(await engine.call('keep', { folder: cache, entries: 2, bytes: 10 })).toBe(2);
      expect(readdirSync(cache).filter((name) => name.endsWith('.tmp'))).toEqual([]);
      rmSync(cache, { recursive: true });
    }
  });

  async function checkWhole() {
    const onProblem = (problem: string) => expect.fail(problem);
    const store = diskStore(cache, { capBytes: 1e9, onProblem });
    for (let i = 0; i < 300; i++) {
      const value = await store.get(keyOf(i));
      if (value !== undefined) expect(Buffer.compare(value, bytesOf(i, keep.bytes))).toBe(0);
    }
  }

  function killedAfter(steps: number) {
    let left = steps;
    return engine.call(
      'keep',
      { folder: cache, ...keep },
      {
        onProgress: () => {
          if (--left === 0) void engine.stop();
        },
      },
    );
  }
});

test.each(['keep', 'block'])(
  'ends when its parent dies, also while it is busy: %s',
  async (method) => {
    const script = join(built, 'trialParent.mjs');
    const parent = spawn(process.execPath, [script, worker, cache, method], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const pid = await new Promise<number>((resolve) => {
      parent.stdout.once('data', (text) => resolve(Number.parseInt(String(text), 10)));
    });
    expect(isAlive(pid)).toBe(true);
    parent.kill('SIGKILL');
    await expect.poll(() => isAlive(pid)).toBe(false);
  },
);

/** Starts `keep` and cancels it at its n-th progress message. */
function cancelledAfter(
  on: Engine<TrialService>,
  steps: number,
  keep: Parameters<TrialService['keep']>[0],
) {
  const stop = new AbortController();
  let left = steps;
  return on.call('keep', keep, {
    signal: stop.signal,
    onProgress: () => {
      if (--left === 0) stop.abort();
    },
  });
}
