// A few of what test/attack/storm.ts does by the hundred: no wrong and no half entry, whatever happens.
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { builtProduct } from '../support/built.ts';
import { attack, type Bench, kill, makeBench, rewrite } from '../support/cacheAttacks.ts';
import { type Way, ways } from '../support/rewriting.ts';
import { share } from '../support/share.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await makeBench(join(await builtProduct(), 'worker.mjs'));
});

/** Does it once, at the n-th progress message. */
function atMessage(n: number, act: () => void): { onProgress: () => void } {
  let heard = 0;
  return {
    onProgress: () => {
      if (++heard === n) act();
    },
  };
}

test.each([1, 2, 3])('killed at progress message %i', async (n) => {
  const end = await attack(bench, (_, engine) => atMessage(n, () => kill(engine)));
  expect(['done', 'cancelled']).toContain(end); // done: before that message
});

test.each(
  share(
    (Object.keys(ways) as Way[]).flatMap((way) => [1, 2, 3].map((n) => [way, n] as const)),
    4,
  ),
)('rewritten %s at progress message %i', async (way, n) => {
  const end = await attack(bench, (folder) => atMessage(n, () => rewrite(folder, bench, way)));
  expect(['done', 'file-changed']).toContain(end);
});
