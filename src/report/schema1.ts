// Reports of schema 1, one flat list of fields with sentences instead of codes, as those of schema 2.
import type { Verdict } from '../protocol/report.ts';
import type { Interval, MergeDistance, SectionOf } from '../protocol/sections.ts';
import type { OldFlow, OldSection, ReportOfSchema2 } from './schema2.ts';

type Rows<Kind extends 'controls' | 'trust' | 'examples'> = SectionOf<Kind>['rows'];

type Model = ReportOfSchema2['models'][number] & OldFlow;

type Common = Pick<ReportOfSchema2, 'task' | 'notes' | 'provenance' | 'timings'> & {
  readonly schema: 1;
  readonly explanation: string;
  readonly models: readonly Model[];
  readonly trust: Rows<'trust'>;
};

type Compared = {
  readonly settle: string | null;
  readonly fullDistance: Interval | null;
  readonly mergeDistance: MergeDistance | null;
  readonly mismatch: Pick<SectionOf<'mismatch'>, 'cuts' | 'matches'> | null;
  readonly examples: Rows<'examples'>;
  readonly controls: Rows<'controls'>;
};

export type ReportOfSchema1 = Common &
  (
    | { readonly kind: 'interpret' }
    | ({ readonly kind: 'compare'; readonly verdict: Verdict } & Compared)
  );

export function fromSchema1(old: ReportOfSchema1): ReportOfSchema2 {
  const { task, models, notes, provenance, timings, explanation } = old;
  const sections = sectionsOf(old);
  const all = {
    schema: 2,
    task,
    models,
    sections,
    notes,
    provenance,
    timings,
    explanation,
  } as const;
  if (old.kind === 'interpret') return { ...all, kind: old.kind };
  return { ...all, kind: old.kind, verdict: old.verdict, settle: old.settle };
}

function sectionsOf({
  models,
  trust,
  fullDistance: full,
  mergeDistance: merge = null,
  mismatch,
  controls = [],
  examples = [],
}: Common & Partial<Compared>): OldSection[] {
  const flows = models.map(({ cuts, mergeTree }) => ({ cuts, mergeTree }));
  const sections: (OldSection | undefined)[] = [
    flows.every(({ cuts }) => cuts.length > 0) ? { kind: 'flow', models: flows } : undefined,
    full ? { kind: 'distances', full, merge } : undefined,
    mismatch ? { kind: 'mismatch', ...mismatch } : undefined,
    controls.length > 0 ? { kind: 'controls', rows: controls } : undefined,
    trust.length > 0 ? { kind: 'trust', rows: trust } : undefined,
    examples.length > 0 ? { kind: 'examples', rows: examples } : undefined,
  ];
  return sections.filter((section) => section !== undefined);
}
