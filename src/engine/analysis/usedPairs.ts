// The pairs that circuits are found and checked on: those whose source tells every model something, half for each.
import type { Contrast } from '../attribution/metric.ts';
import { grouped } from '../checkpoint/words.ts';
import { contrastOf, type Says } from '../circuit/measure.ts';
import { EngineError } from '../core/error.ts';
import type { Job } from '../core/job.ts';
import { nothing, type PartSet } from '../task/partSet.ts';
import type { CircuitSettings } from './circuitSettings.ts';
import { baseAnswers } from './measure.ts';
import type { Candidate } from './modelRun.ts';
import { each, type Run } from './run.ts';
import type { Study } from './study.ts';

export type Used = {
  readonly source: PartSet;
  readonly found: readonly number[];
  readonly checked: readonly number[];
  /** Other pairs than those that it was found on. */
  readonly isApart: boolean;
  /** By pair of the task; undefined: the two prompts have no different right answers. */
  readonly contrasts: readonly (Contrast | undefined)[];
  readonly notes: readonly string[];
};

/** So many pairs are drawn for each that is used: of some tasks every other one tells nothing. */
export const drawnForOne = 2;
/** With fewer, half of them would say too little of either. */
const fewestToPart = 8;
const fewest = 2;

const unknown =
  'The task does not say what is right of a source prompt: there it is what the model says.';

/** Of every model, on the same pairs. Throws EngineError 'task-invalid' where hardly a pair tells anything. */
export async function usedPairs(
  job: Job,
  { task, candidates, settings }: Pick<Study, 'task' | 'candidates' | 'settings'>,
  run: Run,
  source: PartSet,
  { metric }: CircuitSettings,
): Promise<Used[]> {
  const contrasts = await each(job, candidates, (part, one) => contrastsOf(part, run, one, source));
  const wanted = settings.pairs! / drawnForOne;
  const all = [...Array(candidates[0].tokens.pairs).keys()];
  const telling = all.filter((pair) =>
    candidates.every(({ tokens }, m) => {
      const [base, other] = [nothing, source].map((set) => tokens.input(pair, set).values.join());
      return base !== other && (metric === 'KL' || contrasts[m][pair] !== undefined);
    }),
  );
  const used = telling.slice(0, wanted);
  if (used.length < fewest) {
    throw new EngineError(
      'task-invalid',
      `${task.name}: ${used.length} of ${all.length} pairs have a source with another right answer, ${fewest} are needed`,
      {
        hint: 'Use a task whose answers differ, other variables for the source, or KL as the metric.',
      },
    );
  }
  const isApart = used.length >= fewestToPart;
  const half = (rest: number) => (isApart ? used.filter((_, i) => i % 2 === rest) : used);
  const [found, checked] = [half(0), half(1)];
  const why = metric === 'KL' ? 'is the same prompt' : 'has no other right answer';
  const few = `${grouped(used.length)} pairs of the ${grouped(wanted)} wanted: the source of others ${why}.`;
  const { tokens } = candidates[0];
  const isKnown = used.every((pair) => tokens.rightOf(pair, source).length > 0);
  const notes = [
    ...(used.length < wanted && telling.length < all.length ? [few] : []),
    ...(isKnown || metric === 'KL' ? [] : [unknown]),
  ];
  return contrasts.map((own) => ({ source, isApart, contrasts: own, found, checked, notes }));
}

/** By pair of the task. */
async function contrastsOf(
  job: Job,
  { ports, memory }: Run,
  candidate: Candidate,
  source: PartSet,
): Promise<(Contrast | undefined)[]> {
  const { tokens } = candidate;
  const { answers } = await baseAnswers(job, ports, candidate, memory, [source]);
  const says: Says = (pair, set) => likeliest(answers.get(set)!, pair, tokens.pairs);
  return Array.from({ length: tokens.pairs }, (_, pair) => contrastOf(tokens, pair, source, says));
}

/** Of answers [n, K]. */
function likeliest(answers: Float32Array, pair: number, pairs: number): number {
  const K = answers.length / pairs;
  const row = answers.subarray(pair * K, (pair + 1) * K);
  return row.indexOf(Math.max(...row));
}
