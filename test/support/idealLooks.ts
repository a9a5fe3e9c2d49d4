// What a run in looks has measured of ideal models: the engine's own survey, focus and looks, of which the
// interchanges alone are ideal.
import { focusOf } from '../../src/engine/analysis/focus.ts';
import { looksOf } from '../../src/engine/analysis/looks.ts';
import { surveyed } from '../../src/engine/analysis/survey.ts';
import { profilesOf, sidesOf } from '../../src/engine/congruity/profiles.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import { cutSites, type SitePlan, siteKey } from '../../src/engine/forward/plan.ts';
import type { Sweep } from '../../src/engine/forward/responses.ts';
import type { LookReport } from '../../src/protocol/report.ts';
import { sampled } from './idealModels.ts';
import type { InLooks } from './idealReports.ts';

/** `sweeps`: of all cuts, on all pairs. */
export async function inLooks(
  sweeps: readonly Sweep[],
  pairs: number,
  level: number,
  { after, standing, isRunning }: InLooks,
) {
  const first = await Promise.all(sweeps.map(survey));
  const profiles = await profilesOf(
    quietJob,
    first.map(({ responses }) => sidesOf(responses)),
  );
  const foci = await focusOf(
    quietJob,
    first.map(({ responses }) => responses),
    profiles,
    sweeps.map(({ responses }) => responses.plan.at.length),
  );
  const looks = looksOf(pairs, level).slice(0, after);
  const measured = looks.map((look) =>
    sweeps.map((sweep, m) => of(sweep, sitesOf(sweep, foci[m].cuts), look.pairs, foci[m].silent)),
  );
  return {
    sweeps: measured.at(-1) ?? first,
    level: looks.at(-1)?.level ?? level,
    surveys: { sweeps: first, profiles },
    steps: [stepOf(first, null), ...measured.map((look, k) => stepOf(look, looks[k].level))],
    isPartial: true,
    ...{ standing, isRunning },
  };
}

function survey(sweep: Sweep): Promise<Sweep> {
  return surveyed(quietJob, {
    cuts: sweep.responses.plan.at.length,
    sitesAt: (cuts) => sitesOf(sweep, cuts),
    glance: async (sites, _, pairs) => of(sweep, sites, pairs),
  });
}

function sitesOf({ responses: { plan } }: Sweep, cuts: readonly number[]): SitePlan {
  return cutSites({ cuts: plan.at }, plan.cuts[0].length, [], cuts);
}

/** The sweep of some sites on the first pairs; silent ones answer as without an interchange. */
function of(
  sweep: Sweep,
  sites: SitePlan,
  pairs: number,
  silent: ReadonlySet<string> = new Set(),
): Sweep {
  const whole = sampled(sweep.responses, [...Array(pairs).keys()]);
  const keys = whole.plan.sites.map(siteKey);
  const size = pairs * whole.outcomes;
  const rows = sites.sites.map((site) => {
    const s = keys.indexOf(siteKey(site));
    return silent.has(keys[s]) ? whole.clean : whole.site.subarray(s * size, (s + 1) * size);
  });
  const own = sites.sites.map((site) => whole.own[keys.indexOf(siteKey(site))]);
  const run = sites.sites.filter((site) => !silent.has(siteKey(site)));
  return {
    ...sweep,
    responses: {
      ...whole,
      plan: sites,
      own: Int32Array.from(own),
      site: Float32Array.from(rows.flatMap((row) => [...row])),
      passed: new Float32Array(whole.parts * rows.length * pairs),
      whole: new Float32Array(whole.whole.length),
      effect: new Float32Array(whole.effect.length),
    },
    interchanges: run.length * pairs,
    silent: new Set(sites.sites.map(siteKey).filter((key) => silent.has(key))),
  };
}

function stepOf(sweeps: readonly Sweep[], level: number | null): LookReport {
  return {
    pairs: sweeps[0].responses.pairs,
    level,
    cuts: sweeps.map(({ responses }) => responses.plan.at),
    interchanges: sweeps.reduce((sum, { interchanges }) => sum + interchanges, 0),
  };
}
