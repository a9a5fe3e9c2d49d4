// A real run in looks in the real compute process: what it knows so far comes before its report, each time more of it;
// and a cancel after the first of it ends the call.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Engine, startEngine } from '../../src/client/engineClient.ts';
import type {
  CompareReport,
  FleetReport,
  InterpretReport,
  Report,
} from '../../src/protocol/report.ts';
import { builtProduct } from '../support/built.ts';
import { share } from '../support/share.ts';

const sample = join(import.meta.dirname, '../../media/sample/modsum');
const [a, b] = ['ab-gpt2', 'bc-llama'].map((name) => join(sample, name));
const options = { task: join(sample, 'task.json'), resamples: 200, threads: 1, stages: 1 };

let worker: string;
let cache: string;
let engine: Engine;
beforeAll(async () => {
  worker = join(await builtProduct(), 'worker.mjs');
});
beforeEach(() => {
  cache = mkdtempSync(join(tmpdir(), 'congruity-cache-'));
  engine = startEngine({ worker, settings: { cache } });
});
afterEach(async () => {
  await engine.stop();
  rmSync(cache, { recursive: true });
});

const compare = (onPart: (soFar: CompareReport) => void, signal?: AbortSignal) =>
  engine.call('compare', { ...options, a, b }, { onPart, signal });
const interpret = (onPart: (soFar: InterpretReport) => void, signal?: AbortSignal) =>
  engine.call('interpret', { ...options, a }, { onPart, signal });
const fleet = (onPart: (soFar: FleetReport) => void, signal?: AbortSignal) =>
  engine.call('fleet', { ...options, models: [a, b] }, { onPart, signal });

describe.each(
  share(
    [
      ['compare', compare],
      ['interpret', interpret],
      ['fleet', fleet],
    ] as const,
    1,
  ),
)('%s', (_, run) => {
  let report: Report;

  test('tells what it knows before it ends, and marks it', async () => {
    const parts: Report[] = [];
    report = await run((soFar) => parts.push(soFar));
    expect(parts.length).toBeGreaterThan(0);
    expect(parts.map(({ looks }) => looks?.stopped)).toEqual(parts.map(() => null));
    expect(report.looks?.stopped).not.toBeNull();
    const measured = [...parts, report].map(({ provenance }) => provenance.interchanges);
    expect(measured).toEqual([...measured].sort((x, y) => x - y));
    expect(measured[0]).toBeLessThan(report.provenance.interchanges);
  });

  test('is cancelled when the first of it is there; what is kept makes the same report', async () => {
    const stop = new AbortController();
    const cancelled = run(() => stop.abort(), stop.signal);
    await expect(cancelled).rejects.toMatchObject({ code: 'cancelled' });
    const again = await run(() => undefined);
    expect(withoutTimings(again)).toEqual(withoutTimings(report));
  });
});

function withoutTimings(report: Report): object {
  return { ...report, timings: undefined };
}
