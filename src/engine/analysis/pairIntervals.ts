// What resampling gives, from the store where it was measured before: it is what takes long of a pair, and it
// depends on nothing but the responses and the draws.
import { decodeSafetensors, encodeSafetensors } from '../checkpoint/encodeSafetensors.ts';
import type { IntervalOptions } from '../congruity/interval.ts';
import { EngineError } from '../core/error.ts';
import type { Ports } from '../core/ports.ts';
import { finiteReport } from './finiteReport.ts';
import { type Extent, whole } from './measure.ts';
import { type Candidate, identity } from './modelRun.ts';
import { digestOf, digestWithRuntime, kept } from './remember.ts';

/** Digest of what the responses of a model depend on: its bytes, the task, every pair, and what is looked at. */
export function fingerprint(
  ports: Ports,
  { subject, tokens }: Candidate,
  { pairs: n, focus }: Extent = whole(tokens.pairs),
): string {
  const pairs = Array.from({ length: n }, (_, i) => tokens.identity(i));
  const of = [identity(subject), tokens.task.digest, [...tokens.answers], pairs];
  if (focus === undefined) return digestOf(ports, of);
  const { cuts, isCovered, silent, same } = focus;
  return digestOf(ports, [...of, cuts, isCovered, [...silent], [...same]]);
}

/** `models`: the fingerprints of one or of both. `measure` is asked when the intervals are not known. */
export async function rememberedIntervals<T extends object>(
  ports: Ports,
  models: readonly string[],
  { level, resamples, seed }: IntervalOptions,
  measure: () => Promise<T>,
): Promise<T> {
  const depends = [models, level, resamples, seed];
  const key = `intervals-${await digestWithRuntime(ports, depends)}`;
  const known = await kept(ports, key, (bytes) => decoded<T>(ports, bytes));
  if (known) return known;
  const made = finiteReport(await measure()); // JSON has no NaN: it would come back as null
  await ports.store.put(key, encoded(ports, made));
  return made;
}

/**
 * As JSON, which keeps every bit of a number; in the metadata, for tensors are of single precision. With its
 * digest: text that is damaged may still be JSON, of other numbers or of none.
 */
function encoded(ports: Ports, made: object): Uint8Array {
  const json = JSON.stringify(made);
  return encodeSafetensors(
    new Map(),
    new Map([
      ['json', json],
      ['digest', digestOf(ports, json)],
    ]),
  );
}

function decoded<T>(ports: Ports, bytes: Uint8Array): T {
  const { metadata } = decodeSafetensors(bytes);
  const json = metadata.get('json');
  if (json === undefined || metadata.get('digest') !== digestOf(ports, json)) {
    throw new EngineError('file-format', 'the stored intervals are damaged');
  }
  return JSON.parse(json);
}
