// What is to be run on a model, as data: at which sites, from which donors, and what is kept. Cost, cache key
// and progress follow from it, so nothing that changes an answer can be left out of them.
import { slotsAt } from '../graph/stage.ts';
import { everything, nothing, type PartSet } from '../task/partSet.ts';
import type { Range } from '../task/task.ts';
import type { Network } from './network.ts';
import { answers, change, fromDonor, passed, type Reducer } from './reducers.ts';
import type { Subspace } from './subspace.ts';

/**
 * Indices of spans, together one site; 'all': every position; `from`: this span and every position after it up to the
 * answer. A model that sees all positions fills in a gap anywhere: there it is up to the end of the prompt.
 */
export type Region = readonly number[] | 'all' | { readonly from: number };

/** Where a model's state is interchanged. */
export type Site = {
  /** Before which stage; after the last: before the readout. */
  readonly moment: number;
  readonly slot: string; // the state: x, the residual stream; z, what the heads have read
  readonly region: Region;
  /** Which of the state's numbers, [from, to): a head of z. undefined: all. */
  readonly channels: Range | undefined;
  /** What of these numbers is interchanged; absent: all. */
  readonly within?: Subspace;
};

/** Sites, and how they are grouped. Responses, labels and matches are by the index of a site in this list. */
export type SitePlan = {
  /** Those of the cuts first, cut by cut; then the joint ones, which are in none. */
  readonly sites: readonly Site[];
  /** The sites of every cut, a span each: [cuts][spans], indices. */
  readonly cuts: readonly (readonly number[])[];
  /** Which of the network's cuts these are, ascending. */
  readonly at: readonly number[]; // [cuts]
  /** As of a network, by its cuts. */
  readonly cutNames?: readonly string[] | undefined;
  /** As of a trial. */
  readonly fixedPlaces?: true;
  /** Of sites finer than a span of a cut: where they lie, and what of it they are. By site. */
  readonly finer?: readonly (Finer | undefined)[];
};

/** Heads of the block that follows a cut; or what says one part at a place, and not the others that are there. */
export type Finer = Place &
  (
    | { readonly heads: readonly number[] }
    | { readonly part: number; readonly apart: readonly number[] }
  );

/** Where a site lies: in which of the network's cuts, at which of its spans. */
export type Place = { readonly cut: number; readonly span: number };

/** By site; undefined where it is in no cut. */
export function placesOf({ sites, cuts, at }: SitePlan): (Place | undefined)[] {
  const places = sites.map((): Place | undefined => undefined);
  for (const [c, members] of cuts.entries()) {
    for (const [span, site] of members.entries()) places[site] = { cut: at[c], span };
  }
  return places;
}

/** Interchanges from one kind of donor. */
export type Series = {
  readonly name: string;
  /** The prompt that it takes from: the source is everything, the base itself nothing. */
  readonly donor: PartSet;
  readonly sites: readonly Site[];
  /** 'pairs': of every pair. 'check': of the first of each block, and run even where the outcome is known. */
  readonly of: 'pairs' | 'check';
  readonly reducer: Reducer;
  /** It is also seen, on the first pair of each block, how much the interchanges change the answers' mass. */
  readonly weighed?: true;
};

export type Plan = {
  readonly series: readonly Series[];
  /** Mixed prompts whose own answers are kept; the base's and the donors' always are. */
  readonly sets: readonly PartSet[];
};

/** One interchange of a plan: pair, donor and site say what is run, the series what is kept. */
export type Interchange = { readonly pair: number; readonly series: number; readonly site: number };

/**
 * The residual stream of every span at the cuts `at`, all unless others are said; then at the cuts `jointAt`, the same
 * unless others are said, of the positions from each of the `joint` spans on.
 */
export function cutSites(
  { cuts }: Pick<Network, 'cuts'>,
  spans: number,
  joint: readonly number[] = [],
  at: readonly number[] = [...cuts.keys()],
  jointAt: readonly number[] = at,
): SitePlan {
  const each = (cutsOf: readonly number[], regions: readonly Region[]) =>
    cutsOf.flatMap((cut) => regions.map((region) => residual(cuts[cut], region)));
  const single = Array.from({ length: spans }, (_, s) => [s]);
  const members = (c: number) => Array.from({ length: spans }, (_, s) => c * spans + s);
  return {
    sites: [
      ...each(at, single),
      ...each(
        jointAt,
        joint.map((from) => ({ from })),
      ),
    ],
    cuts: at.map((_, c) => members(c)),
    at,
  };
}

/** Whether a site is a span and all that follows. */
export function isJoint({ region }: Site): boolean {
  return region !== 'all' && 'from' in region;
}

/** One head's z at some spans together, in block `layer`. Throws RangeError where there is none. */
export function headSite(
  { stages, cuts }: Network,
  layer: number,
  head: number,
  region: Region,
): Site {
  const moment = cuts[layer] + 1;
  const width = stages[moment - 1]?.headWidth;
  const z = slotsAt(stages, moment).z ?? 0;
  if (width === undefined || (head + 1) * width > z) {
    throw new RangeError(`block ${layer} has no head ${head}`);
  }
  return { moment, slot: 'z', region, channels: [head * width, (head + 1) * width] };
}

export function residual(moment: number, region: Region): Site {
  return { moment, slot: 'x', region, channels: undefined };
}

/** A site's name: what it is, whatever plan it stands in. */
export function siteKey(site: Site): string {
  return JSON.stringify(plainSite(site));
}

function plainSite({ moment, slot, region, channels, within }: Site) {
  return [
    moment,
    slot,
    region,
    channels ?? null,
    ...(within ? [[within.rank, within.digest]] : []),
  ];
}

export const seriesNames = {
  responses: 'responses',
  part: (g: number) => `part ${g}`,
  noOp: 'no-op',
  wholeCut: 'whole cut',
} as const;

/** What of sites and mixed prompts is run. */
export type Wanted = {
  /** By occurrence the prompt that takes it alone; its share is measured at the sites of the cuts. undefined: not. */
  readonly shares: readonly (PartSet | undefined)[];
  readonly sets: readonly PartSet[];
  /** Sites at which no interchange is run, by index; none unless they are said. */
  readonly silent?: ReadonlySet<number>;
};

/** What a comparison runs: responses at all sites but silent ones; shares, if any; self-checks at every cut. */
export function comparisonPlan(
  { sites: all, cuts, at }: SitePlan,
  network: Network,
  { shares: donors, sets, silent = new Set() }: Wanted,
): Plan {
  const sites = all.filter((_, s) => !silent.has(s));
  const single = sites.filter((site) => !isJoint(site));
  const inner = at.filter((cut) => network.cuts[cut] < network.stages.length);
  const noOps = inner.flatMap((_, c) => {
    const spans = cuts[c];
    return spans.length > 0 ? [all[spans[c % spans.length]]] : [];
  });
  const shares = donors.flatMap((donor, g): Series[] => {
    if (donor === undefined) return [];
    return [{ name: seriesNames.part(g), donor, sites: single, of: 'pairs', reducer: passed }];
  });
  const wholeCuts = inner.map((cut) => residual(network.cuts[cut], 'all'));
  return {
    series: [
      {
        ...{ name: seriesNames.responses, donor: everything, sites },
        ...{ of: 'pairs', reducer: answers, weighed: true },
      },
      ...shares,
      { name: seriesNames.noOp, donor: nothing, sites: noOps, of: 'check', reducer: change },
      {
        ...{ name: seriesNames.wholeCut, donor: everything, sites: wholeCuts },
        ...{ of: 'check', reducer: fromDonor },
      },
    ],
    sets,
  };
}

/** Throws RangeError where a site is not in the network, or its spans not in the prompts. */
export function checkPlan({ stages }: Network, { series }: Plan, spans: number): void {
  const widths = [...Array(stages.length + 1).keys()].map((moment) => slotsAt(stages, moment));
  for (const { moment, slot, region, channels, within } of series.flatMap(({ sites }) => sites)) {
    const width = widths[moment]?.[slot];
    if (width === undefined) throw new RangeError(`there is no ${slot} at moment ${moment}`);
    const [from, to] = channels ?? [0, width];
    if (!(0 <= from && from < to && to <= width)) {
      throw new RangeError(`${slot} at moment ${moment} has no numbers ${from} to ${to}`);
    }
    if (within && within.basis.length !== within.rank * (to - from)) {
      throw new RangeError(
        `a subspace of ${slot} at moment ${moment} has directions of another width`,
      );
    }
    const beyond = spansOf(region).find((span) => !(span >= 0 && span < spans));
    if (beyond !== undefined) throw new RangeError(`there is no span ${beyond}`);
  }
}

/** The spans that a region names. */
function spansOf(region: Region): readonly number[] {
  if (region === 'all') return [];
  return 'from' in region ? [region.from] : region;
}

/** Where a network is looked into. */
export function momentsOf({ series }: Plan): Set<number> {
  return new Set(series.flatMap(({ sites }) => sites.map(({ moment }) => moment)));
}

/** The prompts of a pair that a plan needs: the base first. */
export function setsOf({ series, sets }: Plan): PartSet[] {
  return [...new Set([nothing, ...series.map(({ donor }) => donor), ...sets])];
}

/** All that decides a result, as text: equal keys, equal results. */
export function planKey({ series, sets }: Plan): string {
  const plain = series.map(({ reducer, sites, ...rest }) => ({
    ...rest,
    reducer: reducer.name,
    sites: sites.map(plainSite),
  }));
  return JSON.stringify({ series: plain, sets });
}

/** Interchanges of n pairs, as it is said to people: those of checks are not counted. */
export function countOf({ series }: Plan, pairs: number): number {
  const counted = series.filter((each) => each.of === 'pairs');
  return counted.reduce((sum, { sites }) => sum + sites.length * pairs, 0);
}
