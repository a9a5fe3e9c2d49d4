// What is to be run on a model, as data: at which sites, from which donors, and what is kept. Cost, cache key
// and progress follow from it, so nothing that changes an answer can be left out of them.
import { slotsAt } from '../graph/stage.ts';
import type { Range } from '../task/task.ts';
import type { Network } from './network.ts';
import { answers, change, fromDonor, passed, type Reducer } from './reducers.ts';

/** Where a model's state is interchanged. */
export type Site = {
  /** Before which stage; after the last: before the readout. */
  readonly moment: number;
  readonly slot: string; // the state: x, the residual stream; z, what the heads have read
  /** Indices of spans, together one site; 'all': every position. */
  readonly region: readonly number[] | 'all';
  /** Which of the state's numbers, [from, to): a head of z. undefined: all. */
  readonly channels: Range | undefined;
};

/** Sites, and how they are grouped. Responses, labels and matches are by the index of a site in this list. */
export type SitePlan = {
  readonly sites: readonly Site[];
  /** The sites of every cut, a span each: [cuts][spans], indices. */
  readonly cuts: readonly (readonly number[])[];
};

/** Where a site lies: in which cut, at which of its spans. */
export type Place = { readonly cut: number; readonly span: number };

/** By site; undefined where it is in no cut. */
export function placesOf({ sites, cuts }: SitePlan): (Place | undefined)[] {
  const places = sites.map((): Place | undefined => undefined);
  for (const [cut, members] of cuts.entries()) {
    for (const [span, site] of members.entries()) places[site] = { cut, span };
  }
  return places;
}

/** The cuts, and every site that is in none by itself. */
export function groupsOf(plan: SitePlan): (readonly number[])[] {
  const places = placesOf(plan);
  return [...plan.cuts, ...[...places.keys()].filter((s) => !places[s]).map((s) => [s])];
}

/** Interchanges from one kind of donor. */
export type Series = {
  readonly name: string;
  /** The donor: pair i with the parts in this bit mask from its source; -1: the source, 0: the base itself. */
  readonly donor: number;
  readonly sites: readonly Site[];
  /** 'pairs': of every pair. 'check': of the first of each block, and run even where the outcome is known. */
  readonly of: 'pairs' | 'check';
  readonly reducer: Reducer;
};

export type Plan = {
  readonly series: readonly Series[];
  /** Mixed prompts whose own answers are kept, bit masks of parts; 0 and the donors' always are. */
  readonly masks: readonly number[];
};

/** One interchange of a plan: pair, donor and site say what is run, the series what is kept. */
export type Interchange = { readonly pair: number; readonly series: number; readonly site: number };

/** The residual stream of every span at every cut. */
export function cutSites({ cuts }: Pick<Network, 'cuts'>, spans: number): SitePlan {
  const regions = Array.from({ length: spans }, (_, s) => [s]);
  const sites = cuts.flatMap((moment) => regions.map((region) => residual(moment, region)));
  const at = (cut: number) => Array.from({ length: spans }, (_, s) => cut * spans + s);
  return { sites, cuts: cuts.map((_, cut) => at(cut)) };
}

/** One head's z at some spans together, in block `layer`. Throws RangeError where there is none. */
export function headSite(
  { stages, cuts }: Network,
  layer: number,
  head: number,
  region: Site['region'],
): Site {
  const moment = cuts[layer] + 1;
  const width = stages[moment - 1]?.headWidth;
  const z = slotsAt(stages, moment).z ?? 0;
  if (width === undefined || (head + 1) * width > z) {
    throw new RangeError(`block ${layer} has no head ${head}`);
  }
  return { moment, slot: 'z', region, channels: [head * width, (head + 1) * width] };
}

export function residual(moment: number, region: Site['region']): Site {
  return { moment, slot: 'x', region, channels: undefined };
}

export const seriesNames = {
  responses: 'responses',
  part: (g: number) => `part ${g}`,
  noOp: 'no-op',
  wholeCut: 'whole cut',
} as const;

/** What a comparison runs: responses at all sites; shares of `parts` parts, if any; self-checks at every cut. */
export function comparisonPlan(
  { sites, cuts }: SitePlan,
  network: Network,
  kinds: { readonly parts: number; readonly masks: readonly number[] },
): Plan {
  const inner = network.cuts.filter((moment) => moment < network.stages.length);
  const noOps = inner.flatMap((_, l) => {
    const spans = cuts[l];
    return spans.length > 0 ? [sites[spans[l % spans.length]]] : [];
  });
  const shares = Array.from({ length: kinds.parts }, (_, g): Series => {
    return { name: seriesNames.part(g), donor: 1 << g, sites, of: 'pairs', reducer: passed };
  });
  const wholeCuts = inner.map((moment) => residual(moment, 'all'));
  return {
    series: [
      { name: seriesNames.responses, donor: -1, sites, of: 'pairs', reducer: answers },
      ...shares,
      { name: seriesNames.noOp, donor: 0, sites: noOps, of: 'check', reducer: change },
      { name: seriesNames.wholeCut, donor: -1, sites: wholeCuts, of: 'check', reducer: fromDonor },
    ],
    masks: kinds.masks,
  };
}

/** Throws RangeError where a site is not in the network, or its spans not in the prompts. */
export function checkPlan({ stages }: Network, { series }: Plan, spans: number): void {
  const widths = [...Array(stages.length + 1).keys()].map((moment) => slotsAt(stages, moment));
  for (const { moment, slot, region, channels } of series.flatMap(({ sites }) => sites)) {
    const width = widths[moment]?.[slot];
    if (width === undefined) throw new RangeError(`there is no ${slot} at moment ${moment}`);
    const [from, to] = channels ?? [0, width];
    if (!(0 <= from && from < to && to <= width)) {
      throw new RangeError(`${slot} at moment ${moment} has no numbers ${from} to ${to}`);
    }
    const beyond =
      region === 'all' ? undefined : region.find((span) => !(span >= 0 && span < spans));
    if (beyond !== undefined) throw new RangeError(`there is no span ${beyond}`);
  }
}

/** Where a network is looked into. */
export function momentsOf({ series }: Plan): Set<number> {
  return new Set(series.flatMap(({ sites }) => sites.map(({ moment }) => moment)));
}

/** The prompts of a pair that a plan needs: the base first. */
export function masksOf({ series, masks }: Plan): number[] {
  return [...new Set([0, ...series.map(({ donor }) => donor), ...masks])];
}

/** All that decides a result, as text: equal keys, equal results. */
export function planKey({ series, masks }: Plan): string {
  const plain = series.map(({ reducer, sites, ...rest }) => ({
    ...rest,
    reducer: reducer.name,
    sites: sites.map(({ moment, slot, region, channels }) => [
      moment,
      slot,
      region,
      channels ?? null,
    ]),
  }));
  return JSON.stringify({ series: plain, masks });
}

/** Interchanges of n pairs, as it is said to people: those of checks are not counted. */
export function countOf({ series }: Plan, pairs: number): number {
  const counted = series.filter((each) => each.of === 'pairs');
  return counted.reduce((sum, { sites }) => sum + sites.length * pairs, 0);
}
