// What the interchange of each component would move, to first order (attribution patching): one run up and one down a
// pair where interchanges cost a run each. What was run before comes from the store, block by block.
import type { CircuitEffects } from '../../protocol/circuit.ts';
import { keptBytes } from '../attribution/ascent.ts';
import { attributeEdges } from '../attribution/edges.ts';
import { type Contrast, divergenceFrom, logitDifference } from '../attribution/metric.ts';
import { attributeNodes } from '../attribution/nodes.ts';
import type { Question } from '../attribution/walk.ts';
import { type Wires, wiresOf } from '../attribution/wires.ts';
import type { Effects } from '../circuit/ranking.ts';
import { EngineError } from '../core/error.ts';
import { type Job, subJob } from '../core/job.ts';
import type { Ports } from '../core/ports.ts';
import type { Forward } from '../forward/forward.ts';
import { type Site, siteKey } from '../forward/plan.ts';
import { nothing } from '../task/partSet.ts';
import type { CircuitSettings } from './circuitSettings.ts';
import { type Candidate, identity } from './modelRun.ts';
import { tokenSubject } from './models.ts';
import { onPlace } from './onPlace.ts';
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
  const effects = sites.map(() => new Float64Array(found.length));
  const of: Attribution = {
    depends: ['attribution', sites.map(siteKey)],
    size: (pairs) => sites.length * pairs.length,
    async scores(part, forward, question) {
      const { scores } = await attributeNodes(part, forward, question, sites);
      return Float32Array.from(scores.flatMap((each) => [...each]));
    },
  };
  await eachBlock(job, asked, of, (scores, first, n) => {
    for (const [s, own] of effects.entries()) own.set(scores.subarray(s * n, (s + 1) * n), first);
  });
  return effects;
}

/** Means over these pairs of what an edge alone would move: [writers][readers]. */
export type Edges = Wires & { readonly scores: Float64Array };

export async function attributedEdges(job: Job, asked: AttributionAsked): Promise<Edges> {
  const { candidate, used } = asked;
  const { model } = tokenSubject(candidate.subject, 'attribution');
  const wires = edgesOf(candidate);
  const size = wires.writers.length * wires.readers.length;
  const means = new Float64Array(size);
  const of: Attribution = {
    depends: ['edges'],
    size: () => size,
    async scores(part, forward, question) {
      const { scores } = await attributeEdges(part, forward, model.spec, question);
      const sums = new Float32Array(size);
      for (const each of scores) for (const [at, score] of each.entries()) sums[at] += score;
      return sums;
    },
  };
  await eachBlock(job, asked, of, (sums) => {
    for (const [at, sum] of sums.entries()) means[at] += sum / used.found.length;
  });
  return { ...wires, scores: means };
}

/** Throws EngineError 'model-unknown' where a model has none, or none that programs which read edges know. */
export function edgesOf({ subject }: Candidate): Wires {
  const { name, model } = tokenSubject(subject, 'attribution');
  const wires = wiresOf(name, model.spec);
  const shared = model.spec.blocks.find(({ attention: { heads, kvHeads } }) => heads !== kvHeads);
  if (!shared) return wires;
  const { heads, kvHeads } = shared.attention;
  throw new EngineError(
    'model-unknown',
    `${name}: ${heads} heads share the keys and values of ${kvHeads}, and an edge is to those of one head`,
    { hint: 'Ask for components without edges.' },
  );
}

/** What is asked of a block of pairs, and kept. */
type Attribution = {
  /** Beside model, pairs and metric. */
  readonly depends: readonly unknown[];
  /** How many numbers. */
  readonly size: (pairs: readonly number[]) => number;
  readonly scores: (job: Job, forward: Forward, question: Question) => Promise<Float32Array>;
};

/** Of all pairs that the circuit is found on, block by block: `first` is the place of its first pair among them. */
async function eachBlock(
  job: Job,
  asked: AttributionAsked,
  of: Attribution,
  use: (scores: Float32Array, first: number, pairs: number) => void,
): Promise<void> {
  const { found } = asked.used;
  let first = 0;
  for (const pairs of pairBlocks(found, (some) => bytesOf(asked, some))) {
    const part = subJob(job, first / found.length, (first + pairs.length) / found.length);
    const scores = await onPlace(asked.ports, () => blockScores(part, asked, of, pairs));
    use(scores, first, pairs.length);
    first += pairs.length;
  }
}

function bytesOf({ candidate: { tokens }, runs }: AttributionAsked, pairs: readonly number[]) {
  const lengths = pairs.map((pair) => tokens.input(pair, nothing).values.length);
  return pairs.length * keptBytes(runs.network, Math.max(...lengths));
}

async function blockScores(
  job: Job,
  asked: AttributionAsked,
  { depends, size, scores }: Attribution,
  pairs: readonly number[],
): Promise<Float32Array> {
  const { ports, candidate, runs, used, settings, steps } = asked;
  const { tokens } = candidate;
  const contrasts = pairs.map((pair) => used.contrasts[pair]);
  const digest = await digestWithRuntime(ports, [
    ...[identity(candidate.subject), depends, settings.metric, steps, nothing, used.source],
    ...[[...tokens.answers], [...tokens.outcomes], contrasts],
    pairs.map((pair) => tokens.identity(pair)),
  ]);
  const key = `attribution-${digestOf(ports, digest)}`;
  const sizes = { scores: size(pairs) };
  const known = await kept(ports, key, (bytes) => decodeVectors(bytes, sizes).scores);
  if (known) return known;
  const forward = await runs.forward(job, bytesOf(asked, pairs));
  const metric =
    settings.metric === 'KL'
      ? divergenceFrom(job, forward, 'into')
      : logitDifference(tokens, contrasts as readonly Contrast[]); // every pair that is used has one
  const question = { trial: tokens, pairs, into: nothing, from: used.source, metric, steps };
  const found = await scores(job, forward, question);
  await ports.store.put(key, encodeVectors({ scores: found }));
  return found;
}
