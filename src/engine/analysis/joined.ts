// Two sweeps of one model on the same pairs, at different sites, as one.
import { type SitePlan, siteKey } from '../forward/plan.ts';
import type { Sweep } from '../forward/responses.ts';

/**
 * At the sites of `plan`, those that both have run as in the second; answers are those of the first. Without shares.
 */
export function joined(plan: SitePlan, first: Sweep, second: Sweep): Sweep {
  const { responses: a } = first;
  const rowOf = new Map<string, { readonly from: Sweep; readonly s: number }>();
  for (const from of [first, second]) {
    for (const [s, site] of from.responses.plan.sites.entries()) {
      const key = siteKey(site);
      if (!rowOf.has(key) || !from.silent.has(key)) rowOf.set(key, { from, s });
    }
  }
  const rows = plan.sites.map((site) => rowOf.get(siteKey(site))!);
  const size = a.pairs * a.outcomes;
  const site = new Float32Array(rows.length * size); // [sites, n, K]
  for (const [at, { from, s }] of rows.entries()) {
    site.set(from.responses.site.subarray(s * size, (s + 1) * size), at * size);
  }
  const own = Int32Array.from(rows, ({ from, s }) => from.responses.own[s]);
  const silent = plan.sites.map(siteKey).filter((key, at) => rows[at].from.silent.has(key));
  return {
    responses: { ...a, plan, site, own, passed: new Float32Array(a.parts * rows.length * a.pairs) },
    noOp: Math.max(first.noOp, second.noOp),
    wholeCut: Math.max(first.wholeCut, second.wholeCut),
    interchanges: first.interchanges + second.interchanges,
    silent: new Set(silent),
    mass: first.mass,
    massChange: Math.max(first.massChange, second.massChange),
  };
}
