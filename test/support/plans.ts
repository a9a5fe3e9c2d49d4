// Sites of models that are responses only: cut l is moment l, and every span is a site in each.
import { cutSites, type SitePlan } from '../../src/engine/forward/plan.ts';
import { ownParts } from '../../src/engine/forward/spans.ts';
import { plainReadings } from './answeredOnly.ts';

export function grid(cuts: number, spans: number): SitePlan {
  return cutSites({ cuts: [...Array(cuts).keys()] }, spans);
}

/** A grid, and which part every span holds (-1: none); each part is a variable, as it stands. */
export function gridWith(cuts: number, partOf: readonly number[]) {
  const plan = grid(cuts, partOf.length);
  const own = Int32Array.from(partOf);
  const readings = plainReadings(Math.max(-1, ...partOf) + 1);
  return { plan, readings, own: ownParts(plan, { pairs: 0, own, regions: () => [] }) };
}
