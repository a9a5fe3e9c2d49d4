// The compute process as the extension has it: a word in the status bar while it works, its errors in
// the log, a fresh process after a crash.
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import type { CallOptions } from '../../src/client/engineClient.ts';
import { type Compute, startCompute } from '../../src/vscode/compute.ts';
import { openLog } from '../../src/vscode/log.ts';
import type { SettingsSnapshot } from '../../src/vscode/settings.ts';
import { buildTrial } from '../support/built.ts';
import { type FakeVsCode, fakeVscode } from '../support/fakeVscode.ts';

let built: string;
let fake: FakeVsCode;
let compute: Compute;

beforeAll(async () => {
  built = await buildTrial('trialWorker');
});
beforeEach(() => {
  fake = fakeVscode();
  const worker = join(built, 'trialWorker.mjs');
  compute = startCompute(fake.vscode, openLog(fake.vscode), { worker, cache: '/no/cache' });
});
afterEach(() => compute.dispose());

/** The trial's methods are not the engine's. */
function call(method: string, params: object = {}, options: CallOptions = {}): Promise<unknown> {
  const asked = compute.call as (...args: unknown[]) => Promise<unknown>;
  return asked(method, params, options);
}
const shown = () => fake.statusItems[0].visible;

test('nothing starts before the first call; the process gets the cache folder', async () => {
  expect([compute.pid, shown()]).toEqual([undefined, false]);
  expect(await call('settings')).toEqual({ cache: '/no/cache' });
  expect(compute.pid).toBeDefined();
});

test('the status bar has a word while there is work, and leads to the log', async () => {
  const stop = new AbortController();
  const blocked = call('block', {}, { signal: stop.signal });
  await expect.poll(shown).toBe(true);
  expect(fake.statusItems[0]).toMatchObject({ command: 'congruity.showLog', name: 'Congruity' });
  stop.abort();
  await expect(blocked).rejects.toMatchObject({ code: 'cancelled' });
  expect(shown()).toBe(false);
});

test('a cancelled call is no error: the log has none', async () => {
  const stop = new AbortController();
  const blocked = call('block', {}, { signal: stop.signal, onProgress: () => stop.abort() });
  await expect(blocked).rejects.toMatchObject({ code: 'cancelled' });
  expect(fake.logged).toEqual([]);
});

test('a refusal is in the log with what can be done, and reaches the caller', async () => {
  const refused = call('refuse', { code: 'model-values', hint: 'Look at it.' });
  await expect(refused).rejects.toMatchObject({ code: 'model-values', hint: 'Look at it.' });
  expect(fake.logged).toEqual(['error: refuse: refused Look at it.']);
});

test('where mappings change the process begins anew, once it rests, with those', async () => {
  const changed = new fake.vscode.EventEmitter<SettingsSnapshot>();
  const now = { mappings: [] as SettingsSnapshot['mappings'] };
  const worker = join(built, 'trialWorker.mjs');
  const settings = { now, onDidChange: changed.event };
  compute.dispose();
  compute = startCompute(fake.vscode, openLog(fake.vscode), { worker, cache: '/c', settings });
  const tell = (mappings: SettingsSnapshot['mappings']) => {
    now.mappings = mappings;
    changed.fire(now as SettingsSnapshot);
  };
  expect(await call('settings')).toEqual({ cache: '/c' });
  const first = compute.pid;
  tell([]);
  expect(compute.pid).toBe(first); // nothing has changed
  const mappings = [{ model: '/m/a.pt', file: '/m/x.mapping.json' }];
  const running = call('settings');
  tell(mappings);
  expect([await running, await call('settings')]).toEqual([
    { cache: '/c' },
    { cache: '/c', mappings },
  ]);
  expect(compute.pid).not.toBe(first);
});

test('a crash is in the log, and the next call has a fresh process', async () => {
  const first = await call('ping');
  await expect(call('crash', { how: 'exit' })).rejects.toMatchObject({ code: 'internal' });
  expect(fake.logged.at(-1)).toMatch(/^error: crash: .*exit code 3[\s\S]*the last words/);
  expect(await call('ping')).not.toBe(first);
  expect(shown()).toBe(false);
});

test('notes are in the log and reach the caller', async () => {
  const notes: string[] = [];
  const keep = { folder: join(built, 'trialWorker.mjs'), entries: 1, bytes: 1 };
  await call('keep', keep, { onNote: (text) => notes.push(text) });
  expect(notes).toHaveLength(1); // a file is no folder to keep things in
  expect(fake.logged[0]).toBe(`info: keep: ${notes[0]}`);
});

test('the end of the extension is the end of the process', async () => {
  await call('ping');
  compute.dispose();
  expect(compute.pid).toBeUndefined();
  expect(shown()).toBe(false);
});

test('looks have a process of their own: a run that holds its thread does not hold them', async () => {
  const stop = new AbortController();
  const blocked = call('block', {}, { signal: stop.signal });
  const pid = await call('inspect', { path: 'x' });
  expect(compute.pid).toBeDefined();
  expect(pid).not.toBe(compute.pid);
  stop.abort();
  await expect(blocked).rejects.toMatchObject({ code: 'cancelled' });
  expect(await call('inspect', { path: 'x' })).toBe(pid);
});

test('a look that is stuck is ended, those beside it are asked again, and later ones work', async () => {
  const first = await call('inspect', { path: 'x' });
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  onTestFinished(() => void vi.useRealTimers());
  let stuck: Promise<unknown> = Promise.resolve();
  await new Promise<void>((heard) => {
    stuck = call('inspect', { path: 'stuck' }, { onProgress: () => heard() });
    stuck.catch(() => undefined); // it is looked at below
  });
  vi.advanceTimersByTime(1_000);
  const beside = call('inspect', { path: 'x' });
  vi.advanceTimersByTime(29_000);
  vi.useRealTimers();
  await expect(stuck).rejects.toMatchObject({
    code: 'file-unsafe',
    message: 'inspect gave no sign of life for 30 s: it was ended',
  });
  expect(await beside).not.toBe(first);
  expect(await call('inspect', { path: 'x' })).toBe(await beside);
});
