// What is told to somebody who may be slow.
import { expect, test } from 'vitest';
import { oneAtATime } from '../../src/protocol/oneAtATime.ts';

/** Somebody who takes a value when the test lets them. */
function slow() {
  const taken: number[] = [];
  const open: (() => void)[] = [];
  const tell = oneAtATime((value: number) => {
    taken.push(value);
    return new Promise<void>((resolve, reject) => {
      open.push(value < 0 ? () => reject(new Error('gone')) : resolve);
    });
  });
  const take = async () => {
    open.shift()?.();
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { taken, tell, take };
}

test.each<readonly [string, readonly (number | 'take')[], readonly number[]]>([
  ['nobody waits: each is told', [1, 'take', 2, 'take', 3], [1, 2, 3]],
  ['of those that come meanwhile the last one counts', [1, 2, 3, 4, 'take'], [1, 4]],
  ['and then again', [1, 2, 3, 'take', 4, 5, 'take', 'take'], [1, 3, 5]],
  ['who goes away misses one, and no more', [-1, 2, 3, 'take', 'take', 4], [-1, 3, 4]],
])('%s', async (_, steps, expected) => {
  const { taken, tell, take } = slow();
  for (const step of steps) {
    if (step === 'take') await take();
    else tell(step);
  }
  expect(taken).toEqual(expected);
});
