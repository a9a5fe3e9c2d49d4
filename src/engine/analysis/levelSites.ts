// The places of the finer levels: heads at spans, and of places that hold several parts what says one of them alone.
import type { Side } from '../congruity/profiles.ts';
import type { Network } from '../forward/network.ts';
import { type Finer, headSite, isJoint, placesOf, type Site } from '../forward/plan.ts';
import { slotsAt } from '../graph/stage.ts';
import { occurrencesOf, type PartSet } from '../task/partSet.ts';
import type { Trial } from '../task/trial.ts';

export type FinerSite = { readonly site: Site; readonly finer: Finer };

/** What each head of every block has read at every span, and all heads of a block together. */
export function headSites(network: Network, spans: number): FinerSite[] {
  const { stages, cuts } = network;
  return cuts.slice(0, -1).flatMap((moment, cut) => {
    const width = stages[moment].headWidth;
    const z = slotsAt(stages, moment + 1).z ?? 0;
    if (width === undefined) return [];
    const heads = [...Array(z / width).keys()];
    return Array.from({ length: spans }, (_, span) => {
      const alone = heads.map((head): FinerSite => {
        const site = headSite(network, cut, head, [span]);
        return { site, finer: { cut, span, heads: [head] } };
      });
      const all = { moment: moment + 1, slot: 'z', region: [span], channels: undefined };
      const together = { site: all, finer: { cut, span, heads } };
      return heads.length > 1 ? [...alone, together] : alone;
    }).flat();
  });
}

/** A place of a cut that holds several parts: which. */
export type Crowded = {
  readonly at: number; // index of the site
  readonly site: Site;
  readonly cut: number;
  readonly span: number;
  readonly holds: PartSet;
  readonly parts: readonly number[];
};

/** More places are not looked into: where they are this many, neighbouring cuts say the same. */
export const mostCrowded = 48;

/**
 * The single spans that hold two parts or more, the answer's place before the readout left out: what is there is the
 * answer. Parts that are one word twice count once.
 */
export function crowdedSites(side: Side, names: readonly PartSet[], trial: Trial): Crowded[] {
  const { labels, responses } = side;
  const { plan, readings } = responses;
  const places = placesOf(plan);
  const last = Math.max(...plan.at);
  return plan.sites.flatMap((site, at): Crowded[] => {
    const place = places[at];
    if (place === undefined || isJoint(site) || place.cut === last || labels[at] < 0) return [];
    const holds = names[labels[at]];
    const parts = partsOf(occurrencesOf(holds, readings) ?? 0, trial);
    return parts.length > 1 ? [{ at, site, ...place, holds, parts }] : [];
  });
}

function partsOf(occurrences: number, { parts, own, readings: { depends } }: Trial): number[] {
  const standing = [...Array(parts).keys()].filter(
    (o) => (occurrences >>> o) & 1 && own.includes(o),
  );
  const isAnew = (o: number, i: number) =>
    depends[o] === 0 || !standing.slice(0, i).some((other) => depends[other] === depends[o]);
  return standing.filter(isAnew);
}
