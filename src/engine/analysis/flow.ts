// Shares and merging as their reader sees them: parts by name, plain numbers.
import type { CutReport, FlowReport } from '../../protocol/sections.ts';
import { mergeTree } from '../signature/merging.ts';
import type { Readings } from '../signature/signature.ts';
import type { Task } from '../task/task.ts';

/** Of a model that was measured at all cuts at once. */
export function flowReport(readings: Readings, task: Task): FlowReport {
  const { cuts, merging, parts, shares, stats } = readings;
  const counted = [...task.parts.entries()].filter(([g]) => stats.counted[g]);
  return {
    cuts: cuts.map((members, cut) => ({
      spans: members.map((site, span) => ({
        span: task.spans[span].id,
        shares: Object.fromEntries(
          counted.map(([g, { id }]) => [id, shares[g * stats.sites + site]]),
        ),
      })),
      merging: task.parts.map((_, g) =>
        task.parts.map((_, h) => merging[(cut * parts + g) * parts + h]),
      ),
    })),
    mergeTree: mergeTree(
      merging,
      task.parts.map(({ id }) => id),
    ),
  };
}

/** Of a model of `cuts` cuts that was looked at without shares, at some of them. */
export function outlineReport(cuts: number, measured: ReadonlySet<number>, task: Task): FlowReport {
  const outline: CutReport = {
    spans: task.spans.map(({ id }) => ({ span: id, shares: null })),
    merging: null,
  };
  return {
    cuts: Array.from({ length: cuts }, (_, cut) => (measured.has(cut) ? outline : null)),
    mergeTree: null,
  };
}
