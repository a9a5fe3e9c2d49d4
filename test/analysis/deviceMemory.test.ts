// What a run may take of a device's memory: states leave where it is little, and where not one block fits it is the CPU's.
import { expect, test } from 'vitest';
import { chosen, machine, request, run, withCandidates } from '../support/deviceMachine.ts';
import { leastDeviceMemory } from '../support/leastMemory.ts';

const tooLittle = /one block of pairs needs [\d.]+ MB of the GPU’s memory, [\d.]+ MB are allowed/;
const little = { standIn: { device: { memory: 1000 } } };

/** Bytes in which a run of both samples is possible at all. */
async function least(): Promise<number> {
  const { ports } = await machine({ wish: 'gpu' });
  const runtime = await ports.devices!.open({} as never);
  return withCandidates(ports, [request.a, request.b], request.pairs, async (candidates) =>
    leastDeviceMemory(candidates, runtime),
  );
}

test('where states do not fit they leave, and the report has the same bytes', async () => {
  const memory = 1.01 * (await least());
  const gets = { much: 0, few: 0 };
  const [much, few] = await Promise.all([
    run({ wish: 'gpu', standIn: { onGet: () => gets.much++ } }),
    run({ wish: 'gpu', standIn: { onGet: () => gets.few++, device: { memory } } }),
  ]);
  expect(few.mostLying()).toBeLessThan(memory);
  expect(gets.few).toBeGreaterThan(gets.much); // what leaves is read
  expect(few.runtime).toBe(much.runtime);
  const [{ timings: _a, ...one }, { timings: _b, ...other }] = [much.report, few.report];
  expect(JSON.stringify(other)).toBe(JSON.stringify(one));
});

test('where not one block fits auto is the CPU, and says why', async () => {
  const found = await chosen(little);
  expect(found).toMatchObject({ on: 'CPU', note: expect.stringMatching(tooLittle) });
});

test('where not one block fits the GPU that is asked for by name is an error that says how much it takes', async () => {
  await expect(run({ wish: 'gpu', ...little })).rejects.toMatchObject({
    code: 'device',
    message: expect.stringMatching(tooLittle),
    hint: expect.stringMatching(/Allow a run [\d.]+ MB of the GPU’s memory/),
  });
});
