// How many of a task's prompts a model answers right, as a share of all that the task may draw: no interchange.
import type { Interval } from '../../protocol/coordinates.ts';
import type { RunOptions } from '../../protocol/engineService.ts';
import type { Job } from '../core/job.ts';
import type { Ports } from '../core/ports.ts';
import { wilson } from '../numeric/statistics.ts';
import type { Budgeted } from './settings.ts';
import { withStudy } from './study.ts';

/** `accuracy`: null: the task knows no right answers. `prompts`: different ones, of which the interval is. */
export type SolvedShare = { readonly accuracy: Interval | null; readonly prompts: number };

export function solvedShare(
  job: Job,
  ports: Ports,
  request: Budgeted<RunOptions & { readonly a: string; readonly task: string }>,
): Promise<SolvedShare> {
  return withStudy(job, ports, request, [request.a], async ({ gates, candidates, settings }) => {
    const [{ accuracy }] = gates;
    const [{ tokens }] = candidates;
    const known = tokens.right.flatMap((right, i) => (right.length > 0 ? [i] : []));
    const prompts = new Set(known.map((i) => tokens.text(i).base)).size;
    if (accuracy === undefined) return { accuracy: null, prompts };
    const [low, high] = wilson(accuracy, prompts, settings.level);
    const interval = { value: accuracy, low: Math.max(0, low), high: Math.min(1, high) };
    return { accuracy: interval, prompts };
  });
}
