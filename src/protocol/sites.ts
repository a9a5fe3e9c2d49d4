// The sites of a model by their places, and what a reader asks of them. Leaf.
import {
  idOf,
  isOccurrence,
  type SetName,
  type SitePlace,
  type SiteReport,
} from './coordinates.ts';
import type { ModelReport, TaskReport } from './report.ts';
import type { SpanReport } from './sections.ts';
import { type SiteKind, siteKind } from './siteKind.ts';

type Of = Pick<ModelReport, 'sites' | 'profile'>;
type Sites = readonly SiteReport[];

const keyOf = ({ cut, span, onward }: SitePlace) => `${cut} ${onward} ${span}`;

const indexes = new WeakMap<Sites, ReadonlyMap<string, SiteReport>>();

/** undefined: it was not measured. */
export function siteAt({ sites }: Pick<Of, 'sites'>, place: SitePlace): SiteReport | undefined {
  if (sites === null) return undefined;
  let index = indexes.get(sites);
  if (index === undefined) {
    index = new Map(sites.map((site) => [keyOf(site), site]));
    indexes.set(sites, index);
  }
  return index.get(keyOf(place));
}

/** A single span at a cut: what it holds, and how much of each part passes. */
export type SpanSite = {
  readonly site: SiteReport | undefined;
  readonly shares: SpanReport['shares'];
  readonly kind: SiteKind;
  /** The set that holds it is the whole source. */
  readonly isEverything: boolean;
};

export function spanSite(model: Of, cut: number, { span, shares }: SpanReport): SpanSite {
  const site = siteAt(model, { cut, span, onward: false });
  const kind = siteKind(site, shares);
  return { site, shares, kind, isEverything: isEverything(labelOf(site), model) };
}

/** The joint sites of a cut that hold what their columns do not, neither one of them nor all together, nor a
 * later joint site. */
export function toldJoints(model: Of, cut: number, task: TaskReport): readonly SiteReport[] {
  const told: SiteReport[] = [];
  const seen = new Set<string>();
  const together = new Set<string>(); // members of what is held from here on
  for (const { id: span } of [...task.spans].reverse()) {
    const alone = labelOf(siteAt(model, { cut, span, onward: false }));
    for (const member of alone) together.add(member);
    seen.add(JSON.stringify(alone));
    const joint = siteAt(model, { cut, span, onward: true });
    const label = labelOf(joint);
    const isSum = label.length === together.size && label.every((member) => together.has(member));
    const isNew = label.length > 0 && !isSum && !seen.has(JSON.stringify(label));
    if (!joint || !isNew || isEverything(label, model)) continue;
    told.push(joint);
    seen.add(JSON.stringify(label));
    for (const member of label) together.add(member);
  }
  return told.reverse();
}

/** The set that holds a site; [] where none does. */
function labelOf(site: SiteReport | undefined): SetName {
  return (site && siteKind(site, {}) === 'held' && site.label) || [];
}

/** Whether what holds a site is the whole source: every other set is in the profile, by its smallest name. */
function isEverything(set: SetName, { profile }: Of): boolean {
  if (set.length === 0 || profile === null) return false;
  const name = JSON.stringify(set);
  return !profile.some((entry) => JSON.stringify(entry.set) === name);
}

/** What has a column of its own within a cell: the variables, and the occurrences that derive from several. */
export function slotNames({ variables, parts }: TaskReport): readonly string[] {
  const derived = parts.filter(
    ({ variable }) => variable === null || !variables.includes(variable),
  );
  return [...variables, ...derived.map(({ id }) => id).filter((id) => !variables.includes(id))];
}

/** The column of a part, or of a member of a set; an occurrence of a variable stands in the variable's. */
export function slotFinder(task: TaskReport): (member: string) => number {
  const names = slotNames(task);
  const places = new Map(names.map((name, i) => [name, i]));
  const ofParts = new Map(
    task.parts.map(({ id, variable }) => [id, places.get(variable ?? id) ?? places.get(id) ?? 0]),
  );
  return (member) => {
    const id = idOf(member);
    const place = isOccurrence(member) ? undefined : places.get(member);
    return place ?? ofParts.get(id) ?? places.get(id) ?? 0;
  };
}
