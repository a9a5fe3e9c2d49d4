// How many of a task's prompts models answer right, without an interchange: one, as a share of all that the task may draw;
// or how much less one answers than another.
import type { Interval } from '../../protocol/coordinates.ts';
import type { CompareRequest, InterpretRequest } from '../../protocol/engineService.ts';
import type { Job } from '../core/job.ts';
import type { Ports } from '../core/ports.ts';
import { pairedDifference, wilson } from '../numeric/statistics.ts';
import type { Budgeted } from './settings.ts';
import { type Study, withStudy } from './study.ts';

/** `accuracy`: null: the task knows no right answers. `prompts`: different ones, of which the interval is. */
export type SolvedShare = { readonly accuracy: Interval | null; readonly prompts: number };

export function solvedShare(
  job: Job,
  ports: Ports,
  request: Budgeted<InterpretRequest>,
): Promise<SolvedShare> {
  return withStudy(job, ports, request, [request.a], async (study) => {
    const [solved] = solvedPrompts(study);
    const prompts = solved.length;
    if (prompts === 0) return { accuracy: null, prompts };
    const value = solved.filter((is) => is).length / prompts;
    const [low, high] = wilson(value, prompts, study.settings.level);
    return { accuracy: { value, low: Math.max(0, low), high: Math.min(1, high) }, prompts };
  });
}

/** How much more of the prompts the first answers right than the second; null: no right answers are known. */
export function solvedMore(
  job: Job,
  ports: Ports,
  request: Budgeted<CompareRequest>,
): Promise<Interval | null> {
  return withStudy(job, ports, request, [request.a, request.b], async (study) => {
    const [a, b] = solvedPrompts(study);
    return a.length === 0 ? null : pairedDifference(a, b, study.settings.level);
  });
}

/** By model: of every different prompt whose right answers are known, whether they are said. */
function solvedPrompts({ gates, candidates: [{ tokens }] }: Study): readonly boolean[][] {
  const known = tokens.right.flatMap((right, i) => (right.length > 0 ? [tokens.text(i).base] : []));
  const first = known.flatMap((prompt, i) => (known.indexOf(prompt) === i ? [i] : []));
  return gates.map(({ solved }) => first.map((i) => solved[i]));
}
