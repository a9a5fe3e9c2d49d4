// Shares and merging as their reader sees them: parts by name, plain numbers.
import type { CutReport, FlowReport } from '../../protocol/sections.ts';
import { type Place, placesOf, siteKey } from '../forward/plan.ts';
import { mergeTree } from '../signature/merging.ts';
import type { Readings } from '../signature/signature.ts';
import type { Task } from '../task/task.ts';

/** Of a model that was measured at all cuts at once. */
export function flowReport(readings: Readings, task: Task): FlowReport {
  const { cuts, merging, parts } = readings;
  return {
    cuts: cuts.map((members, cut) => ({
      spans: members.map((site, span) => ({
        span: task.spans[span].id,
        shares: partShares(readings, task, site),
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

/** By part id, of the parts that count. */
function partShares({ shares, stats }: Readings, task: Task, site: number): Record<string, number> {
  const counted = [...task.parts.entries()].filter(([g]) => stats.counted[g]);
  return Object.fromEntries(counted.map(([g, { id }]) => [id, shares[g * stats.sites + site]]));
}

/** Shares of single spans, at the sites where they were measured. */
export type SomeShares = { readonly readings: Readings; readonly silent: ReadonlySet<string> };

/** Of a model of `cuts` cuts that was looked at, at some of them. */
export function outlineReport(
  cuts: number,
  measured: ReadonlySet<number>,
  task: Task,
  some: SomeShares | undefined,
): FlowReport {
  const known = some ? byPlace(some, task) : new Map<string, Record<string, number>>();
  const outline = (cut: number): CutReport => ({
    spans: task.spans.map(({ id }, span) => ({
      ...{ span: id, shares: known.get(placeKey({ cut, span })) ?? null },
    })),
    merging: null, // which is of all cuts
  });
  return {
    cuts: Array.from({ length: cuts }, (_, cut) => (measured.has(cut) ? outline(cut) : null)),
    mergeTree: null,
  };
}

function byPlace({ readings, silent }: SomeShares, task: Task) {
  const { plan } = readings.stats.responses;
  const places = placesOf(plan);
  return new Map(
    [...plan.sites.entries()]
      .filter(([, site]) => !silent.has(siteKey(site)))
      .map(([s]) => [placeKey(places[s]!), partShares(readings, task, s)]),
  );
}

const placeKey = ({ cut, span }: Place) => `${cut} ${span}`;
