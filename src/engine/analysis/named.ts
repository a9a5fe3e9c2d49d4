// Sets, sites and coordinates by name, as a report says them.
import type { SetName, SitePlace, SiteReport } from '../../protocol/coordinates.ts';
import type { Side } from '../congruity/profiles.ts';
import { type Finer, isJoint, type SitePlan } from '../forward/plan.ts';
import { type Classes, classWeightsInto } from '../signature/classes.ts';
import { setName } from '../task/setName.ts';
import type { Task } from '../task/task.ts';

/** Weights under this are not worth a reader's time. */
const leastShown = 0.02;

/** By site. */
export function sitePlaces(
  { sites, cuts, at, finer, cutNames }: SitePlan,
  { spans, parts }: Task,
): SitePlace[] {
  const moments = cuts.map(([first]) => sites[first].moment);
  return sites.map((site, s) => {
    const inner = finer?.[s];
    if (inner) return finerPlace(inner, spans[inner.span].id, parts);
    const { region, moment } = site;
    if (region === 'all') throw new RangeError('a site of all positions has no span');
    const span = 'from' in region ? region.from : region[0];
    const cut = at[moments.indexOf(moment)];
    const place = { cut, span: spans[span].id, onward: isJoint(site) };
    return cutNames ? { ...place, at: cutNames[cut] } : place;
  });
}

function finerPlace(inner: Finer, span: string, parts: Task['parts']): SitePlace {
  const place = { cut: inner.cut, span, onward: false };
  if ('heads' in inner) return { ...place, heads: inner.heads };
  const nameOf = (part: number) => parts[part].id;
  return { ...place, part: nameOf(inner.part), apart: inner.apart.map(nameOf) };
}

/** null: no site. */
export function sitePlace(site: number | undefined, { responses }: Side, task: Task) {
  return site === undefined ? null : sitePlaces(responses.plan, task)[site];
}

/** Every site of a model: what it holds, by class. */
export function siteReports(side: Side, classes: Classes, task: Task): SiteReport[] {
  const { coordinates, determined, labels, responses } = side;
  const S = coordinates.sets.length;
  const names = classes.names.map((set) => setName(set, task));
  const weights = new Float64Array(names.length);
  return sitePlaces(responses.plan, task).map((place, s) => {
    classWeightsInto(weights, classes, coordinates.weights.subarray(s * S, (s + 1) * S));
    return {
      ...place,
      pairs: responses.pairs,
      strength: coordinates.strength[s],
      unexplained: coordinates.unexplained[s],
      determined: determined[s] === 1,
      label: labels[s] < 0 ? null : names[labels[s]],
      coordinates: weightsShown(weights, names),
    };
  });
}

/** The largest first. */
export function weightsShown(weights: Float64Array, names: readonly SetName[]) {
  return names
    .map((set, c) => ({ set, weight: weights[c] }))
    .filter(({ weight }) => weight >= leastShown)
    .sort((a, b) => b.weight - a.weight);
}
