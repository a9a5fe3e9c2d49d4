// What of a model was measured, and on how many pairs. Leaf.
import type { SiteReport } from './coordinates.ts';
import type { LimitOfRun, ModelReport, Report } from './report.ts';
import type { FlowReport } from './sections.ts';

/** Neighbouring cuts that were not measured, both ends included. */
export type Gap = { readonly first: number; readonly last: number };

/** In order of the cuts. */
export function gapsOf({ cuts }: Pick<FlowReport, 'cuts'>): readonly Gap[] {
  const gaps: { first: number; last: number }[] = [];
  for (const [cut, measured] of cuts.entries()) {
    const gap = gaps.at(-1);
    if (measured !== null) continue;
    if (gap?.last === cut - 1) gap.last = cut;
    else gaps.push({ first: cut, last: cut });
  }
  return gaps;
}

/** "12", "12 to 18". */
export function gapText({ first, last }: Gap): string {
  return first === last ? String(first) : `${first} to ${last}`;
}

const known = new WeakMap<readonly SiteReport[], ReadonlyMap<number, number>>();

/** How many pairs the single spans of a cut rest on, at most; undefined: none was measured. */
export function pairsAt({ sites }: Pick<ModelReport, 'sites'>, cut: number): number | undefined {
  if (sites === null) return undefined;
  let byCut = known.get(sites);
  if (byCut === undefined) {
    byCut = pairsByCut(sites);
    known.set(sites, byCut);
  }
  return byCut.get(cut);
}

function pairsByCut(sites: readonly SiteReport[]): ReadonlyMap<number, number> {
  const byCut = new Map<number, number>();
  for (const { cut, onward, pairs } of sites) {
    if (!onward) byCut.set(cut, Math.max(pairs, byCut.get(cut) ?? 0));
  }
  return byCut;
}

/** Which limit stopped the run; undefined: none of them, or it goes on. */
export function limitOfRun(looks: Report['looks']): LimitOfRun | undefined {
  switch (looks?.stopped) {
    case 'budget':
    case 'seconds':
    case 'stages':
      return looks.stopped;
    default:
      return undefined;
  }
}

/** Whether the run goes on, and this is what is known so far. */
export function isSoFar({ looks }: Pick<Report, 'looks'>): boolean {
  return looks !== null && looks.stopped === null;
}
