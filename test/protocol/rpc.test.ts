// The laws of a call: it ends exactly once, as ok, as an error with a code, or as cancelled.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { rpcCaller } from '../../src/protocol/caller.ts';
import type { CallError, Progress } from '../../src/protocol/rpc.ts';
import type { Call, Handlers } from '../../src/protocol/server.ts';
import { throttled } from '../../src/protocol/throttle.ts';
import { manualTimer, wired } from '../support/wired.ts';

interface Arithmetic {
  add(request: { a: number; b: number }): Promise<number>;
  total(request: { values: Float32Array }): Promise<number>;
  refuse(request: { code: string; hint?: string }): Promise<never>;
  wait(request: object): Promise<string>;
}

/** `wait` ends when the test says so, or as cancelled when it is asked to. */
function arithmetic() {
  const waits: { call: Call; end: (text: string) => void; notice: () => void }[] = [];
  const handlers: Handlers<Arithmetic> = {
    add: async (_, { a, b }) => a + b,
    total: async (_, { values }) => values.reduce((x, y) => x + y, 0),
    refuse: async (_, { code, hint }) => {
      throw { code, hint, message: `refused with ${code}` };
    },
    wait: (call) =>
      new Promise((resolve, reject) => {
        const notice = () => call.cancelled && reject({ code: 'cancelled', message: '' });
        waits.push({ call, end: resolve, notice });
      }),
  };
  return { handlers, waits };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));
const outcome = (result: Promise<unknown>) =>
  result.then(
    (value) => ({ ok: value }),
    (error: CallError) => ({ code: error.code, message: error.message, hint: error.hint }),
  );

describe('an answer reaches its call', () => {
  test.each<
    readonly [string, (c: ReturnType<typeof rpcCaller<Arithmetic>>) => Promise<unknown>, object]
  >([
    ['ok', (c) => c.call('add', { a: 2, b: 3 }).result, { ok: 5 }],
    [
      'ok with typed arrays',
      (c) => c.call('total', { values: Float32Array.of(1, 2) }).result,
      { ok: 3 },
    ],
    [
      'error with code and hint',
      (c) => c.call('refuse', { code: 'file-missing', hint: 'Look again.' }).result,
      { code: 'file-missing', message: 'refused with file-missing', hint: 'Look again.' },
    ],
    [
      'error without hint',
      (c) => c.call('refuse', { code: 'memory' }).result,
      { code: 'memory', message: 'refused with memory', hint: undefined },
    ],
    [
      'unknown method',
      (c) => c.call('divide' as 'add', { a: 1, b: 1 }).result,
      { code: 'internal', message: 'no method divide', hint: undefined },
    ],
    [
      'name of an inherited property as method',
      (c) => c.call('constructor' as 'add', { a: 1, b: 1 }).result,
      { code: 'internal', message: 'no method constructor', hint: undefined },
    ],
  ])('%s', async (_, call, expected) => {
    const { caller } = wired(arithmetic().handlers);
    expect(await outcome(call(caller))).toEqual(expected);
    expect(caller.pending).toBe(0);
  });
});

describe('calls run one at a time, in order', () => {
  test('the second begins when the first has ended', async () => {
    const { handlers, waits } = arithmetic();
    const { caller } = wired(handlers);
    const first = caller.call('wait', {});
    const second = caller.call('add', { a: 1, b: 1 });
    await turn();
    expect([waits.length, caller.pending]).toEqual([1, 2]);
    waits[0].end('done');
    expect([await first.result, await second.result]).toEqual(['done', 2]);
  });

  test('a waiting call that is cancelled ends at once; the running one goes on', async () => {
    const { handlers, waits } = arithmetic();
    const { caller } = wired(handlers);
    const first = caller.call('wait', {});
    const second = caller.call('wait', {});
    caller.cancel(second.id);
    expect(await outcome(second.result)).toMatchObject({ code: 'cancelled' });
    expect(waits[0].call.cancelled).toBe(false);
    waits[0].end('done');
    expect(await first.result).toBe('done');
    expect(waits).toHaveLength(1);
  });

  test('a running call sees that it was cancelled', async () => {
    const { handlers, waits } = arithmetic();
    const { caller } = wired(handlers);
    const { id, result } = caller.call('wait', {});
    await turn();
    caller.cancel(id);
    await turn();
    waits[0].notice();
    expect(await outcome(result)).toMatchObject({ code: 'cancelled' });
  });

  test('cancelling what has ended does nothing', async () => {
    const { caller, log } = wired(arithmetic().handlers);
    const { id, result } = caller.call('add', { a: 1, b: 1 });
    await result;
    caller.cancel(id);
    await turn();
    expect(log.map((message) => message.kind)).toEqual(['ok']);
  });
});

describe('an abandoned call', () => {
  test('ends as cancelled at once; its late words are dropped, other calls go on', async () => {
    const { handlers, waits } = arithmetic();
    const { caller } = wired(handlers);
    const heard: Progress[] = [];
    const listeners = { onProgress: (progress: Progress) => heard.push(progress) };
    const { id, result } = caller.call('wait', {}, listeners);
    const other = caller.call('add', { a: 1, b: 1 });
    await turn();
    expect([caller.first, caller.pending]).toEqual([id, 2]);
    caller.abandon(id);
    expect(await outcome(result)).toMatchObject({ code: 'cancelled' });
    expect([caller.first, caller.pending]).toEqual([other.id, 1]);
    waits[0].call.progress(0.5, 'late');
    waits[0].end('late');
    expect(await other.result).toBe(2);
    expect(heard).toEqual([]);
  });

  test('has one last word: a second one is no message of the protocol', async () => {
    const caller = rpcCaller<Arithmetic>(() => undefined);
    const { id, result } = caller.call('wait', {});
    caller.abandon(id);
    expect(await outcome(result)).toMatchObject({ code: 'cancelled' });
    expect(caller.receive({ kind: 'ok', id, result: 1 })).toBe(true);
    expect(caller.receive({ kind: 'ok', id, result: 1 })).toBe(false);
  });
});

describe('a closed channel', () => {
  const gone = { code: 'internal', message: 'the process is gone', hint: undefined };

  test('rejects what is pending, what comes later, and sends nothing more', async () => {
    const sent: object[] = [];
    const caller = rpcCaller<Arithmetic>((message) => sent.push(message));
    const pending = [caller.call('wait', {}), caller.call('wait', {})];
    caller.close(gone);
    const later = caller.call('wait', {});
    for (const { result } of [...pending, later]) expect(await outcome(result)).toEqual(gone);
    expect([sent.length, caller.pending]).toEqual([2, 0]);
  });

  test('the first reason stands', async () => {
    const caller = rpcCaller<Arithmetic>(() => undefined);
    caller.close(gone);
    caller.close({ ...gone, message: 'another' });
    expect(await outcome(caller.call('wait', {}).result)).toEqual(gone);
  });
});

describe('what is no message of the protocol', () => {
  test.each([
    ['text', 'hello'],
    ['nothing', null],
    ['an answer to no call', { kind: 'ok', id: 99, result: 1 }],
    ['an answer of unknown kind', { kind: 'perhaps', id: 1 }],
    ['a refusal', { kind: 'refused', message: 'not a request' }],
  ])('closes the caller: %s', async (_, message) => {
    const caller = rpcCaller<Arithmetic>(() => undefined);
    const { result } = caller.call('wait', {});
    expect(caller.receive(message)).toBe(false);
    expect(await outcome(result)).toMatchObject({ code: 'internal' });
  });

  test.each([
    ['text', 'hello'],
    ['nothing', undefined],
    ['a list', [1]],
    ['no kind', { id: 1, method: 'add' }],
    ['no id', { kind: 'request', method: 'add', params: {} }],
  ])('is refused by the server: %s', (_, message) => {
    const { log, receive } = wired(arithmetic().handlers);
    receive(message);
    expect(log).toEqual([{ kind: 'refused', message: expect.stringMatching(/^not a request/) }]);
  });

  test('a second request of the same id is refused, the first is answered', async () => {
    const { handlers, waits } = arithmetic();
    const { log, receive } = wired(handlers);
    const request = { kind: 'request', id: 7, method: 'wait', params: {} };
    receive(request);
    receive(request);
    waits[0].end('done');
    await turn();
    expect(log.map((message) => message.kind)).toEqual(['refused', 'ok']);
  });
});

describe('progress', () => {
  test('comes in order, before the end, to its own call', async () => {
    const { handlers, waits } = arithmetic();
    const timer = manualTimer();
    const { caller, log } = wired(handlers, timer);
    const heard: Progress[] = [];
    const notes: string[] = [];
    const listeners = {
      onProgress: (progress: Progress) => heard.push(progress),
      onNote: (text: string) => notes.push(text),
    };
    const { result } = caller.call('wait', {}, listeners);
    await turn();
    const { call, end } = waits[0];
    for (let i = 1; i <= 5; i++) call.progress(i / 5, `step ${i}`);
    call.note('no cache');
    end('done');
    await result;
    expect(heard.map(({ doing }) => doing)).toEqual(['step 1', 'step 5']);
    expect(notes).toEqual(['no cache']);
    expect(log.at(-1)).toMatchObject({ kind: 'ok' });
  });

  test('passes at most once an interval, and the last value always', () => {
    const times = fc.array(fc.integer({ min: 0, max: 250 }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(times, (waits) => {
        const timer = manualTimer();
        const passed: { value: number; at: number }[] = [];
        const throttle = throttled<number>(
          (value) => passed.push({ value, at: timer.now() }),
          100,
          timer,
        );
        waits.forEach((wait, i) => {
          for (let ms = 0; ms < wait; ms++) timer.advance(1);
          throttle.offer(i);
        });
        for (let ms = 0; ms < 100; ms++) timer.advance(1);
        expect(passed.at(-1)!.value).toBe(waits.length - 1);
        for (let i = 1; i < passed.length; i++) {
          expect(passed[i].at - passed[i - 1].at).toBeGreaterThanOrEqual(100);
          expect(passed[i].value).toBeGreaterThan(passed[i - 1].value);
        }
      }),
      { seed: 3, numRuns: 200 },
    );
  });
});
