// The intervals of two models, from the store where they were measured before: resampling is what takes
// long of a pair, and it depends on nothing but the responses of both and the draws.
import { decodeSafetensors, encodeSafetensors } from '../checkpoint/encodeSafetensors.ts';
import type { IntervalOptions, Intervals } from '../congruity/interval.ts';
import { EngineError } from '../core/error.ts';
import type { Ports } from '../core/ports.ts';
import { type Candidate, identity } from './measure.ts';
import { digestOf, digestWithRuntime, kept } from './remember.ts';

/** Digest of what the responses of a model depend on: its bytes, the task, every pair. */
export function fingerprint(ports: Ports, { subject, tokens }: Candidate): string {
  const pairs = Array.from({ length: tokens.pairs }, (_, i) => tokens.identity(i));
  return digestOf(ports, [identity(subject), tokens.task.digest, [...tokens.answers], pairs]);
}

/** `models`: the fingerprints of both. `measure` is asked when the intervals are not known. */
export async function rememberedIntervals(
  ports: Ports,
  models: readonly [string, string],
  { level, resamples, seed }: IntervalOptions,
  measure: () => Promise<Intervals>,
): Promise<Intervals> {
  const depends = [models, level, resamples, seed];
  const key = `intervals-${await digestWithRuntime(ports, depends)}`;
  const known = await kept(ports, key, (bytes) => intervalsIn(decodeSafetensors(bytes).metadata));
  if (known) return known;
  const made = await measure();
  await ports.store.put(key, encoded(made));
  return made;
}

/** Numbers as text, which keeps every bit of them; in the metadata, for tensors are of single precision. */
function encoded({ cut, site, ...intervals }: Intervals): Uint8Array {
  const ends = Object.entries(intervals).flatMap(([name, of]) =>
    Object.entries(of).map(([end, value]) => [`${name}.${end}`, value] as const),
  );
  const rows = [...ends, ['cut', cut] as const, ['site', site] as const];
  return encodeSafetensors(new Map(), new Map(rows.map(([name, x]) => [name, String(x)])));
}

function intervalsIn(metadata: ReadonlyMap<string, string>): Intervals {
  const number = (name: string) => {
    const value = Number(metadata.get(name) ?? Number.NaN);
    if (value >= 0 && value <= 1) return value;
    throw new EngineError('file-format', `the stored intervals have no ${name}`);
  };
  const interval = (name: string) => ({
    value: number(`${name}.value`),
    low: number(`${name}.low`),
    high: number(`${name}.high`),
  });
  return {
    distance: interval('distance'),
    cut: number('cut'),
    site: number('site'),
    full: interval('full'),
    merge: interval('merge'),
  };
}
