// Reports of schema 3, of runs that measured every cut on all pairs.
import type { SiteReport } from '../protocol/coordinates.ts';
import { type ModelReport, type Report, reportSchema } from '../protocol/report.ts';
import type { FleetPair, Section } from '../protocol/sections.ts';

type OldModel = Omit<ModelReport, 'sites'> & {
  readonly sites: readonly Omit<SiteReport, 'pairs'>[] | null;
};
type OldPair = Omit<FleetPair, 'pairs' | 'level'>;
type OldSection =
  | Exclude<Section, { readonly kind: 'fleet' }>
  | { readonly kind: 'fleet'; readonly pairs: readonly OldPair[] };

type Older<R> = R extends Report
  ? Omit<R, 'schema' | 'looks' | 'models' | 'sections'> & {
      readonly models: readonly OldModel[];
      readonly sections: readonly OldSection[];
    }
  : never;
/** With fields that are left out. */
export type ReportOfSchema3 = Older<Report> & { readonly schema: 3 };

export function fromSchema3(old: ReportOfSchema3): Report {
  const { pairs } = old.task;
  const { level } = old.provenance.parameters;
  const models = old.models.map(({ sites, ...model }): ModelReport => {
    return { ...model, sites: sites?.map((site) => ({ ...site, pairs })) ?? null };
  });
  const sections = old.sections.map((section): Section => {
    if (section.kind !== 'fleet') return section;
    return { ...section, pairs: section.pairs.map((pair) => measuredOn(pair, pairs, level)) };
  });
  return { ...old, schema: reportSchema, looks: null, models, sections };
}

function measuredOn(pair: OldPair, pairs: number, level: number): FleetPair {
  return { ...pair, ...(pair.full === null ? { pairs: null, level: null } : { pairs, level }) };
}
