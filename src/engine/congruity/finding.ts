// What two models are seen to do beside a verdict: the variables that both show or one alone, where each is
// first seen whole, and what has no match on the other side.
import { type Place, placesOf } from '../forward/plan.ts';
import { crisp, type Signature } from '../signature/signature.ts';
import type { Distances } from './distance.ts';

export type Both = {
  readonly signatures: readonly [Signature, Signature];
  readonly distances: Distances;
};

/** A set of parts, and where it is first seen. */
export type Sighting = Place & { readonly mask: number };

/** Of one model: sets that the other does not show; or that it shows none; or none but the other's. */
export type OneSide =
  | { readonly code: 'own'; readonly seen: readonly Sighting[] }
  | { readonly code: 'nothing crisp' }
  | { readonly code: 'no more' };

/** The site, or the whole cut, that acts on the answer as nothing in the other model does. */
export type Unmatched = {
  readonly model: 0 | 1;
  readonly cut: number;
  readonly span: number | undefined; // undefined: the whole cut
  readonly crisp: boolean;
  readonly mismatch: number;
};

export type Finding =
  | { readonly code: 'variables differ'; readonly sides: readonly [OneSide, OneSide] }
  | {
      readonly code: 'variables shared';
      readonly seen: readonly [readonly Sighting[], readonly Sighting[]];
      /** For models whose labels agree but whose answers do not. */
      readonly unmatched: Unmatched | undefined;
    }
  /** Neither shows a variable: only the order in which their parts come together can be told. */
  | { readonly code: 'order' };

/** What one model does and the other does not. */
export function differenceOf(both: Both): Finding {
  const [a, b] = both.signatures;
  const onlyA = a.inventory.filter((mask) => !b.inventory.includes(mask));
  const onlyB = b.inventory.filter((mask) => !a.inventory.includes(mask));
  if (onlyA.length + onlyB.length > 0) {
    return { code: 'variables differ', sides: [sideOf(a, onlyA), sideOf(b, onlyB)] };
  }
  return sharedBy(both, unmatchedOf(both));
}

/** The variables that both models show. */
export function commonOf(both: Both): Finding {
  const [a, b] = both.signatures;
  const isShared = a.inventory.some((mask) => b.inventory.includes(mask));
  return isShared ? sharedBy(both, undefined) : differenceOf(both);
}

function sharedBy({ signatures: [a, b] }: Both, unmatched: Unmatched | undefined): Finding {
  const shared = a.inventory.filter((mask) => b.inventory.includes(mask));
  if (shared.length === 0) return { code: 'order' };
  const seen = [sightings(a, shared), sightings(b, shared)] as const;
  return { code: 'variables shared', seen, unmatched };
}

function sideOf(signature: Signature, only: readonly number[]): OneSide {
  if (only.length > 0) return { code: 'own', seen: sightings(signature, only) };
  return { code: signature.inventory.length === 0 ? 'nothing crisp' : 'no more' };
}

function unmatchedOf({ distances: { cut, site }, signatures }: Both): Unmatched {
  const { crispness, stats } = signatures[site.side];
  const place = placesOf(stats.responses.plan)[site.at]; // none where the site is in no cut
  if (place === undefined || site.value < cut.value) {
    const { side: model, at, value: mismatch } = cut;
    return { model, cut: at, span: undefined, crisp: false, mismatch };
  }
  const isCrisp = crispness[site.at] >= crisp;
  return { model: site.side, ...place, crisp: isCrisp, mismatch: site.value };
}

/** In the order of their cuts. */
function sightings(signature: Signature, masks: readonly number[]): readonly Sighting[] {
  return masks.map((mask) => firstSight(signature, mask)).sort((x, y) => x.cut - y.cut);
}

/** Where a set is first seen crisply away from its own span; in that cut, where it is crispest. */
function firstSight(signature: Signature, mask: number): Sighting {
  let best: (Sighting & { readonly w: number }) | undefined;
  const places = placesOf(signature.stats.responses.plan);
  signature.label.forEach((label, s) => {
    const place = places[s];
    if (!place) return;
    const { cut, span } = place;
    const w = signature.crispness[s];
    if (label !== mask || w < crisp || (mask & ~signature.own[s]) === 0) return;
    if (!best || (cut === best.cut && w > best.w)) best = { mask, cut, span, w };
  });
  if (!best) throw new RangeError(`no crisp site carries the set ${mask}`);
  return { mask, cut: best.cut, span: best.span };
}
