// Shares and merging as their reader sees them: parts by name, plain numbers.
import type { FlowReport } from '../../protocol/sections.ts';
import { mergeTree } from '../signature/merging.ts';
import type { Readings } from '../signature/signature.ts';
import type { Task } from '../task/task.ts';

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
