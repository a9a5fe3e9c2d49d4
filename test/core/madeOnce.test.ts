// Things that are made once and given back: all of them, whatever fails.
import { expect, test } from 'vitest';
import { EngineError } from '../../src/engine/core/error.ts';
import { MadeOnce, orReleased, releasing } from '../../src/engine/core/madeOnce.ts';

const failing = (error: Error) => async (): Promise<never> => {
  throw error;
};
const lost = new EngineError('device', 'the GPU failed: device lost');
const broken = new Error('broken');
const first = new Error('first');

type Row = [string, Error | undefined, Error | undefined, Error | undefined];

test.each<Row>([
  ['nothing fails', undefined, undefined, undefined],
  ['the use fails', first, undefined, first],
  ['a release fails', undefined, broken, broken],
  ['both fail', first, broken, first],
  ['a lost device cannot be given back', undefined, lost, undefined],
  ['the use fails on a lost device', first, lost, first],
])('all is given back where %s', async (_, used, released, told) => {
  const given: string[] = [];
  const giving = (name: string) => async () => {
    given.push(name);
    if (name === 'a' && released) throw released;
  };
  const found = releasing(used ? failing(used) : async () => 'done', () => ['a', 'b'].map(giving));
  if (told) await expect(found).rejects.toBe(told);
  else expect(await found).toBe('done');
  expect(given).toEqual(['a', 'b']);
});

test('what could not be made is not kept: it is tried again, and there is nothing to give back', async () => {
  const all = new MadeOnce<string, { release(): Promise<void> }>();
  await expect(all.get('a', failing(lost))).rejects.toBe(lost);
  let released = 0;
  const made = {
    release: async () => {
      released++;
    },
  };
  expect(await all.get('a', async () => made)).toBe(made);
  expect(await all.get('a', failing(broken))).toBe(made);
  await all.release();
  expect(released).toBe(1);
});

test('what nothing can be made of is given back, and why nothing could is told', async () => {
  let released = 0;
  const held = {
    async release() {
      released++;
      throw broken;
    },
  };
  expect(await orReleased(held, () => 1)).toBe(1);
  expect(released).toBe(0);
  await expect(orReleased(held, failing(first))).rejects.toBe(first);
  expect(released).toBe(1);
});

test('an attempt that still fails while all is given back is no failure of that', async () => {
  const all = new MadeOnce<string, { release(): Promise<void> }>();
  const made = all.get('a', failing(lost));
  const released = all.release();
  await expect(made).rejects.toBe(lost);
  await released;
});
