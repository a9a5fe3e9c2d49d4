// Why a device could not be opened is kept for its driver: one that hangs costs a minute once, and not in every run.
import { expect, test } from 'vitest';
import { EngineError } from '../../src/engine/core/error.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import { devicesView } from '../../src/worker/doctor.ts';
import { chosen, failing, machine, run } from '../support/deviceMachine.ts';
import { memoryStore } from '../support/stores.ts';

const hangs = failing('the GPU failed its trial: its driver did not answer');
const before = /did not answer \(in an earlier run: it is tried again with another driver, or/;

async function failedOnce() {
  const store = memoryStore();
  const first = await chosen({ store, opens: hangs });
  expect(first).toMatchObject({ on: 'CPU', opened: 1 });
  expect(first.note).not.toMatch(before);
  return store;
}

test('the next run does not try it, and says why', async () => {
  const store = await failedOnce();
  expect(await chosen({ store })).toMatchObject({
    ...{ on: 'CPU', opened: 0 },
    note: expect.stringMatching(before),
  });
});

test.each<[string, Parameters<typeof chosen>[0]]>([
  ['with another driver', { drivers: '2.0' }],
  ['on another card', { adapters: ['Another'] }],
])('%s it is tried', async (_, of) => {
  const store = await failedOnce();
  expect(await chosen({ store, ...of })).toMatchObject({ on: 'Stand-in', opened: 1 });
});

test('asked for by name it is tried again; where it works it is used again', async () => {
  const store = await failedOnce();
  const again = run({ wish: 'gpu', store, opens: hangs });
  await expect(again).rejects.toMatchObject({ code: 'device' });
  expect((await run({ wish: 'gpu', store })).runtime).toContain('Stand-in');
  expect((await chosen({ store })).on).toBe('Stand-in');
});

test('who cancels has found nothing out', async () => {
  const store = memoryStore();
  const cancelled = async () => {
    throw new EngineError('cancelled', 'the run was cancelled');
  };
  await expect(chosen({ store, opens: cancelled })).rejects.toMatchObject({ code: 'cancelled' });
  expect(await chosen({ store })).toMatchObject({ on: 'Stand-in', opened: 1 });
});

test('doctor says so, and tries it where it is asked for by name', async () => {
  const store = await failedOnce();
  const examined = async (wish: 'auto' | 'gpu') => {
    const { ports, opened } = await machine({ wish, store });
    const { view } = await devicesView(quietJob, ports);
    return { ...view, opened: opened() };
  };
  expect(await examined('auto')).toMatchObject({
    opened: 0,
    adapters: ['Stand-in'],
    problem: expect.stringMatching(before),
  });
  expect(await examined('gpu')).toMatchObject({ opened: 1, problem: null });
  expect(await chosen({ store })).toMatchObject({ on: 'Stand-in', opened: 1 });
});
