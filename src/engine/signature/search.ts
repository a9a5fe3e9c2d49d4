// Which sets of parts the coordinates are made of (method.md 4.1): all of a reading with few parts; of one with
// many the single parts, then pairs and triples of those that are held anywhere. In a comparison those of both.
// What lies at a site is always among them: else the input itself would be read as something else there.

import { EngineError } from '../core/error.ts';
import type { Job } from '../core/job.ts';
import type { Responses } from '../forward/responses.ts';
import {
  everything,
  type Members,
  nothing,
  occurrenceSet,
  type PartSet,
  setOf,
  type TwoReadings,
} from '../task/partSet.ts';
import type { Answers } from './answers.ts';
import { classesOf, classWeightsInto } from './classes.ts';
import { coordinatesOf } from './coordinates.ts';
import { ordered } from './setOrder.ts';

/** Up to this many parts of a reading all subsets are tried: of both readings at most 126. */
const allSubsetsUpTo = 6;
/** A part is held where the sets of its class have this weight. */
const held = 0.15;
/** Sets that a search visits at most: each costs a prompt a pair, and every fit grows with their square. */
const mostSets = 256;
/** Parts of a set are bits of one number. */
const mostParts = 30;

/** The model's own answers on mixed prompts, [n, K] each; it is asked for each set once. */
export type Mix = (sets: readonly PartSet[]) => Promise<ReadonlyMap<PartSet, Float32Array>>;

/**
 * The sets to run before any search, smallest first; `own` are the occurrences at every site, bits. Throws
 * task-invalid where there are too many parts.
 */
export function firstSets(readings: TwoReadings, own: Int32Array): PartSet[] {
  const sets = readingsOf(readings).flatMap(({ parts, name, set }) => {
    if (parts <= allSubsetsUpTo) return Array.from({ length: 2 ** parts }, (_, mask) => set(mask));
    if (parts <= mostParts) return Array.from({ length: parts }, (_, g) => set(1 << g));
    throw new EngineError('task-invalid', `${parts} ${name}, at most ${mostParts} allowed`, {
      hint: 'Make some variables of the template plain text.',
    });
  });
  const lying = [...new Set(own)].map((mask) => occurrenceSet(mask, readings));
  return ordered([nothing, everything, ...sets, ...lying], readings);
}

/** Whether a search goes on after the first sets. */
export function isSearched(readings: TwoReadings): boolean {
  return readingsOf(readings).some(({ parts }) => parts > allSubsetsUpTo);
}

/** Every set that one of the models has answers for, smallest first. */
export function setsOf(models: readonly Answers[], readings: TwoReadings): PartSet[] {
  return ordered(
    models.flatMap(({ mixed }) => [...mixed.keys()]),
    readings,
  );
}

/** With the answers on these sets too. */
export async function withSets<T extends Answers>(
  answers: T,
  sets: readonly PartSet[],
  mix: Mix,
): Promise<T> {
  const missing = [...new Set(sets)].filter((set) => !answers.mixed.has(set));
  if (missing.length === 0) return answers;
  return { ...answers, mixed: new Map([...answers.mixed, ...(await mix(missing))]) };
}

/** With the answers on every set that one model's coordinates need. */
export async function searched<T extends Answers & Pick<Responses, 'own'>>(
  job: Job,
  answers: T,
  readings: TwoReadings,
  mix: Mix,
): Promise<T> {
  let known = await withSets(answers, firstSets(readings, answers.own), mix);
  if (!isSearched(readings)) return known;
  const singles = await weightsHeld(job, known, readings);
  for (const size of [2, 3]) {
    const weights = size === 2 ? singles : await weightsHeld(job, known, readings);
    const sets = promising(readings, size, singles, weights);
    const fresh = sets.filter((set) => !known.mixed.has(set));
    known = await withSets(known, fresh.slice(0, Math.max(0, mostSets - known.mixed.size)), mix);
  }
  return known;
}

type Weights = ReadonlyMap<PartSet, number>;

/** The largest weight at any site of the class of every set; those that are nothing or everything have none. */
async function weightsHeld(job: Job, answers: Answers, readings: TwoReadings): Promise<Weights> {
  const sets = setsOf([answers], readings);
  const S = sets.length;
  const { weights } = await coordinatesOf(job, answers, sets);
  const classes = await classesOf(job, [answers], sets);
  const here = new Float64Array(classes.names.length);
  const most = new Float64Array(here.length);
  for (let from = 0; from < weights.length; from += S) {
    classWeightsInto(here, classes, weights.subarray(from, from + S));
    for (let c = 0; c < here.length; c++) most[c] = Math.max(most[c], here[c]);
  }
  [most[classes.nothing], most[classes.everything]] = [0, 0];
  return new Map(sets.map((set, g) => [set, most[classes.of[g]]]));
}

/** Sets of `size` parts that are held, the best first: those whose subsets of one part less have most weight. */
function promising(
  readings: TwoReadings,
  size: number,
  singles: Weights,
  weights: Weights,
): PartSet[] {
  const scores = new Map<PartSet, number>();
  for (const { parts, set } of readingsOf(readings)) {
    const open = Array.from({ length: parts }, (_, g) => 1 << g).filter((part) => {
      return (singles.get(set(part)) ?? 0) >= held;
    });
    for (const members of subsets(open, size)) {
      const mask = members.reduce((all, part) => all | part, 0);
      const score = members.reduce((sum, part) => sum + (weights.get(set(mask & ~part)) ?? 0), 0);
      scores.set(set(mask), score);
    }
  }
  return ordered(scores.keys(), readings).sort((a, b) => scores.get(b)! - scores.get(a)!);
}

/** Of `size` of the items, in their order. */
function subsets(items: readonly number[], size: number): number[][] {
  if (size === 0) return [[]];
  return items.flatMap((item, at) => {
    return subsets(items.slice(at + 1), size - 1).map((rest) => [item, ...rest]);
  });
}

function readingsOf(readings: TwoReadings) {
  const of = (reading: Members['reading'], parts: number, name: string) => {
    return { parts, name, set: (mask: number) => setOf({ reading, mask }, readings) };
  };
  return [
    of('variables', readings.variables, 'variables'),
    of('occurrences', readings.depends.length, 'places of variables in the template'),
  ];
}
