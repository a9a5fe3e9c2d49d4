// What the interchange of each component would move, to first order (attribution patching): one run up and one down a
// pair where interchanges cost a run each. What was run before comes from the store, block by block.
import type { CircuitEffects } from '../../protocol/circuit.ts';
import { keptBytes } from '../attribution/ascent.ts';
import { type Contrast, divergenceFrom, logitDifference } from '../attribution/metric.ts';
import { attributeNodes } from '../attribution/nodes.ts';
import type { Effects } from '../circuit/ranking.ts';
import { type Job, subJob } from '../core/job.ts';
import type { Ports } from '../core/ports.ts';
import { type Site, siteKey } from '../forward/plan.ts';
import { nothing } from '../task/partSet.ts';
import type { CircuitSettings } from './circuitSettings.ts';
import { type Candidate, identity } from './modelRun.ts';
import { type PatchRuns, pairBlocks } from './patchRuns.ts';
import { digestOf, digestWithRuntime, kept } from './remember.ts';
import type { Used } from './usedPairs.ts';
import { decodeVectors, encodeVectors } from './vectorsFile.ts';

/** Points on the way from the source to the base: 5 are those of EAP-IG (Hanna, Pezzelle & Belinkov 2024). */
export const stepsOf: Readonly<Record<Exclude<CircuitEffects, 'interchange'>, number>> = {
  attribution: 1,
  'attribution-ig': 5,
};

export type AttributionAsked = {
  readonly ports: Ports;
  readonly candidate: Candidate;
  readonly runs: PatchRuns;
  readonly used: Used;
  readonly settings: CircuitSettings;
  readonly steps: number;
};

/** After less before, as noising: [sites][n], of the pairs that the circuit is found on. */
export async function attributed(
  job: Job,
  asked: AttributionAsked,
  sites: readonly Site[],
): Promise<Effects> {
  const { found } = asked.used;
  const blocks = pairBlocks(found, (pairs) => bytesOf(asked, pairs));
  const effects = sites.map(() => new Float64Array(found.length));
  let first = 0;
  for (const pairs of blocks) {
    const part = subJob(job, first / found.length, (first + pairs.length) / found.length);
    const scores = await blockScores(part, asked, pairs, sites);
    for (const [s, own] of effects.entries()) {
      own.set(scores.subarray(s * pairs.length, (s + 1) * pairs.length), first);
    }
    first += pairs.length;
  }
  return effects;
}

function bytesOf({ candidate: { tokens }, runs }: AttributionAsked, pairs: readonly number[]) {
  const lengths = pairs.map((pair) => tokens.input(pair, nothing).values.length);
  return pairs.length * keptBytes(runs.network, Math.max(...lengths));
}

/** [sites, pairs] */
async function blockScores(
  job: Job,
  asked: AttributionAsked,
  pairs: readonly number[],
  sites: readonly Site[],
): Promise<Float32Array> {
  const { ports, candidate, runs, used, settings, steps } = asked;
  const { tokens } = candidate;
  const contrasts = pairs.map((pair) => used.contrasts[pair]);
  const digest = await digestWithRuntime(ports, [
    ...[identity(candidate.subject), 'attribution', settings.metric, steps, nothing, used.source],
    ...[sites.map(siteKey), [...tokens.answers], [...tokens.outcomes], contrasts],
    pairs.map((pair) => tokens.identity(pair)),
  ]);
  const key = `attribution-${digestOf(ports, digest)}`;
  const size = sites.length * pairs.length;
  const known = await kept(ports, key, (bytes) => decodeVectors(bytes, { scores: size }).scores);
  if (known) return known;
  const forward = await runs.forward(job, bytesOf(asked, pairs));
  const metric =
    settings.metric === 'KL'
      ? divergenceFrom(job, forward, 'into')
      : logitDifference(tokens, contrasts as readonly Contrast[]); // every pair that is used has one
  const question = { trial: tokens, pairs, into: nothing, from: used.source, metric, steps };
  const { scores } = await attributeNodes(job, forward, question, sites);
  const all = Float32Array.from(scores.flatMap((each) => [...each]));
  await ports.store.put(key, encodeVectors({ scores: all }));
  return all;
}
