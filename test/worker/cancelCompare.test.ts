// Real comparisons in the real compute process, stopped at 3 random moments, or 9: half of them asked to
// stop, half killed. What the cache holds then must lead to the very report of an undisturbed run.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Engine, withEngine } from '../../src/client/engineClient.ts';
import { random } from '../../src/engine/core/random.ts';
import type { CompareReport } from '../../src/protocol/report.ts';
import { builtProduct } from '../support/built.ts';
import { share } from '../support/share.ts';

const sample = join(import.meta.dirname, '../../media/sample/modsum');
const request = {
  a: join(sample, 'ab-gpt2'),
  b: join(sample, 'bc-llama'),
  task: join(sample, 'task.json'),
  pairs: 16,
  resamples: 200,
};

test('stopped comparisons leave a cache that the next one can trust', async () => {
  const worker = join(await builtProduct(), 'worker.mjs');
  const undisturbed = await withEngine({ worker, settings: { cache: false } }, (engine) =>
    engine.call('compare', request),
  );
  const rng = random(11);
  for (const moments of share([3, 3, 3], 1)) {
    const cache = mkdtempSync(join(tmpdir(), 'congruity-cache-'));
    await withEngine({ worker, settings: { cache } }, async (engine) => {
      for (let i = 0; i < moments; i++) {
        const code = await stopped(engine, rng.next(), i % 2 === 0 ? 'asked' : 'killed');
        expect(['cancelled', 'done']).toContain(code);
      }
      const report = await engine.call('compare', request);
      expect(withoutTimings(report)).toBe(withoutTimings(undisturbed));
    });
    rmSync(cache, { recursive: true });
  }
});

/** Stops a comparison once it has come so far; 'done' when it got to its end before it heard. */
async function stopped(engine: Engine, at: number, how: 'asked' | 'killed'): Promise<string> {
  const stop = new AbortController();
  const onProgress = ({ fraction }: { fraction: number }) => {
    if (fraction < at) return;
    if (how === 'asked') stop.abort();
    else void engine.stop();
  };
  return engine.call('compare', request, { signal: stop.signal, onProgress }).then(
    () => 'done',
    (error: { code: string }) => error.code,
  );
}

function withoutTimings(report: CompareReport): string {
  return JSON.stringify({ ...report, timings: undefined });
}
