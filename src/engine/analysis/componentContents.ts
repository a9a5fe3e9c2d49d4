// What components of a model do to its answers, one interchanged at a time, and what sets of parts each carries (method.md
// 4.2): the same fit as at a site of the residual stream, for a component at all of its positions.
import type { Circuit } from '../circuit/discovery.ts';
import type { Moves } from '../circuit/likeness.ts';
import { type Job, subJob } from '../core/job.ts';
import { outcomeCount, outcomesOf } from '../forward/outcomes.ts';
import { rowOf } from '../forward/readOut.ts';
import type { Responses } from '../forward/responses.ts';
import type { Answers } from '../signature/answers.ts';
import { type Classes, classesOf } from '../signature/classes.ts';
import { type Coordinates, coordinatesOf } from '../signature/coordinates.ts';
import { determinedSites, firmWeights } from '../signature/determined.ts';
import { type Mix, searched, setsOf, withSets } from '../signature/search.ts';
import { labelsOf } from '../signature/siteLabel.ts';
import {
  everything,
  membersOf,
  type PartSet,
  type TwoReadings,
  variableSet,
} from '../task/partSet.ts';
import type { CircuitRuns } from './circuitRuns.ts';
import { type Candidate, firstPairs, mixing, runOf } from './modelRun.ts';
import type { Run } from './run.ts';

/** Answers of a model with one component after another interchanged: its sites are these. */
export type ComponentAnswers = Answers & Pick<Responses, 'own'>;

export async function componentAnswers(
  job: Job,
  { subject: _, tokens }: Candidate,
  runs: CircuitRuns,
  pairs: readonly number[],
  components: Circuit,
): Promise<ComponentAnswers> {
  const { answers, outcomes } = tokens;
  const [A, K] = [answers.length, outcomeCount(outcomes)];
  const logits = await runs.answers(job, pairs, components);
  const size = pairs.length * K;
  const said = new Float32Array((logits.length / A) * K);
  for (let row = 0; row * A < logits.length; row++) {
    said.set(outcomesOf(rowOf(logits, row, A), outcomes, K), row * K);
  }
  const sites = components.map((c) => runs.components[c].site);
  return {
    ...{ plan: { sites, cuts: [], at: [] }, pairs: pairs.length, outcomes: K },
    ...{ clean: said.slice(0, size), site: said.slice(size), mixed: new Map() },
    own: new Int32Array(sites.length), // a component gives what it has worked out, no word as it stands
  };
}

/** How much likelier each outcome becomes, by pair. */
export function movesOf({ clean, site }: ComponentAnswers): Moves {
  const size = clean.length;
  return Array.from({ length: site.length / size }, (_, c) =>
    Float64Array.from(clean, (before, at) => site[c * size + at] - before),
  );
}

/** What the components of one model carry, by the sets and classes of both. */
export type Contents = {
  readonly coordinates: Coordinates;
  readonly classes: Classes;
  readonly determined: Uint8Array;
  /** The class that holds each, or -1. */
  readonly labels: Int32Array;
};

/** Of every model, over one list of sets; `pairs` of the task are those of the answers. */
export async function contentsOf(
  job: Job,
  run: Run,
  candidates: readonly Candidate[],
  answers: readonly ComponentAnswers[],
  pairs: readonly number[],
  source: PartSet,
): Promise<Contents[]> {
  const { readings } = candidates[0].tokens;
  const mixesIn = (whole: Job) =>
    candidates.map((one, m) => {
      const part = subJob(whole, m / candidates.length, (m + 1) / candidates.length);
      return mixOn(part, run, one, pairs);
    });
  const mixes = mixesIn(subJob(job, 0, 0.8));
  const own: ComponentAnswers[] = [];
  for (const [m, one] of answers.entries()) {
    const within = setsWithin(source, readings);
    own.push(
      await (within ? withSets(one, within, mixes[m]) : searched(job, one, readings, mixes[m])),
    );
  }
  const sets = setsOf(own, readings);
  const rest = mixesIn(subJob(job, 0.8, 1)); // what the other model's search visited
  const all: ComponentAnswers[] = [];
  for (const [m, one] of own.entries()) all.push(await withSets(one, sets, rest[m]));
  const classes = await classesOf(job, all, sets);
  const contents: Contents[] = [];
  for (const one of all) {
    const coordinates = await coordinatesOf(job, one, sets);
    const firm = await firmWeights(job, one, coordinates, classes);
    const determined = determinedSites(coordinates, classes, firm);
    contents.push({
      coordinates,
      classes,
      determined,
      labels: labelsOf(coordinates, classes, firm),
    });
  }
  return contents;
}

/** A source that takes some variables alone can carry no others; undefined: it takes everything. */
function setsWithin(source: PartSet, readings: TwoReadings): PartSet[] | undefined {
  if (source === everything) return undefined;
  const { mask } = membersOf(source, readings);
  const masks: number[] = [];
  for (let within = mask; within > 0; within = (within - 1) & mask) masks.push(within);
  return [0, ...masks].map((within) => variableSet(within, readings));
}

/** The model's own answers on mixed prompts of these pairs. */
function mixOn(
  job: Job,
  { ports, memory }: Run,
  candidate: Candidate,
  pairs: readonly number[],
): Mix {
  const { trial, ...run } = runOf(candidate, memory);
  const mix = mixing(job, ports, { ...run, trial: firstPairs(trial, Math.max(...pairs) + 1) });
  const K = outcomeCount(candidate.tokens.outcomes);
  return async (sets) => {
    const tables = await mix(sets);
    const rows = (table: Float32Array) => {
      const out = new Float32Array(pairs.length * K);
      for (const [i, pair] of pairs.entries()) out.set(rowOf(table, pair, K), i * K);
      return out;
    };
    return new Map([...tables].map(([set, table]) => [set, rows(table)]));
  };
}
