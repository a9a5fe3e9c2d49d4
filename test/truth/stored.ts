// A model's responses on all pairs, measured once; what a run would have measured of some pairs, sites and sets is
// taken out of them, so that a run in looks can be told again and again without a network.
import type { Focus } from '../../src/engine/analysis/focus.ts';
import { isJoint, type Site, type SitePlan, siteKey } from '../../src/engine/forward/plan.ts';
import type { Sweep } from '../../src/engine/forward/responses.ts';
import type { PartSet } from '../../src/engine/task/partSet.ts';

export type Stored = {
  readonly name: string;
  /** Of all pairs at all sites. */
  readonly sweep: Sweep;
  /** The same of the twin with shuffled weights. */
  readonly twin: Sweep;
};

/** What an extent's run would give (analysis/measure.ts): these pairs, no shares. */
export function taken(whole: Sweep, pairs: readonly number[], focus: Focus): Sweep {
  const { silent, same, cuts, isCovered } = focus;
  const narrow = partOf(whole, pairs, {
    ...{ at: sitesAt(whole.responses.plan, cuts, cuts), same },
    isSilent: (site) => silent.has(siteKey(site)),
  });
  if (!isCovered) return narrow;
  const all = whole.responses.plan.cuts.flat();
  const covered = partOf(whole, pairs, {
    ...{ at: sitesAt(whole.responses.plan, whole.responses.plan.at, cuts), same },
    isSilent: (site) => isJoint(site) && silent.has(siteKey(site)),
  });
  const { sites } = narrow.responses.plan;
  const ran = sites.filter((site) => !isJoint(site) && !narrow.silent.has(siteKey(site)));
  const rest = (all.length - ran.length) * pairs.length;
  return { ...covered, interchanges: narrow.interchanges + rest };
}

/** What a survey's glance at some cuts would give. */
export function glancedAt(whole: Sweep, pairs: readonly number[], cuts: readonly number[]): Sweep {
  const at = sitesAt(whole.responses.plan, cuts, cuts);
  return partOf(whole, pairs, { at, same: new Map(), isSilent: () => false });
}

/** The first so many pairs at all sites. */
export function onFirst(whole: Sweep, pairs: number): Sweep {
  return glancedAt(whole, [...Array(pairs).keys()], whole.responses.plan.at);
}

type Part = {
  readonly at: Picked;
  readonly same: ReadonlyMap<PartSet, PartSet>;
  isSilent(site: Site): boolean;
};

function partOf(whole: Sweep, pairs: readonly number[], { at, same, isSilent }: Part): Sweep {
  const { responses } = whole;
  const { plan, rows } = at;
  const [n, K, P] = [pairs.length, responses.outcomes, responses.parts];
  const pick = (table: Float32Array) => rowsOf(table, pairs, K);
  const clean = pick(responses.clean);
  const silent = plan.sites.map(isSilent);
  const site = new Float32Array(rows.length * n * K);
  const size = responses.pairs * K;
  for (const [s, row] of rows.entries()) {
    const own = responses.site.subarray(row * size, (row + 1) * size);
    site.set(silent[s] ? clean : pick(own), s * n * K);
  }
  const answersOn = (set: PartSet) => pick(responses.mixed.get(same.get(set) ?? set)!);
  return {
    ...whole,
    responses: {
      ...responses,
      ...{ plan, pairs: n, clean, site, own: Int32Array.from(rows, (row) => responses.own[row]) },
      mixed: new Map(responses.sets.map((set) => [set, answersOn(set)])),
      passed: new Float32Array(P * rows.length * n),
      ...{ whole: new Float32Array(P * n), effect: new Float32Array(P * n) },
    },
    interchanges: n * silent.filter((is) => !is).length,
    silent: new Set(plan.sites.filter((_, s) => silent[s]).map(siteKey)),
  };
}

/** Sites, and which of all each is. */
type Picked = { readonly plan: SitePlan; readonly rows: readonly number[] };

/** The single sites of some cuts, and the joint ones of some. */
export function sitesAt(
  { sites, cuts: all, at }: SitePlan,
  cuts: readonly number[],
  jointAt: readonly number[],
): Picked {
  const single = cuts.map((cut) => all[at.indexOf(cut)]);
  const moments = new Set(jointAt.map((cut) => sites[all[at.indexOf(cut)][0]].moment));
  const joint = [...sites.keys()].filter((s) => isJoint(sites[s]) && moments.has(sites[s].moment));
  const rows = [...single.flat(), ...joint];
  const plan = {
    sites: rows.map((s) => sites[s]),
    cuts: single.map((members, c) => members.map((_, span) => c * members.length + span)),
    at: cuts,
  };
  return { plan, rows };
}

function rowsOf(table: Float32Array, pairs: readonly number[], K: number): Float32Array {
  const out = new Float32Array(pairs.length * K);
  for (const [at, i] of pairs.entries()) out.set(table.subarray(i * K, (i + 1) * K), at * K);
  return out;
}
