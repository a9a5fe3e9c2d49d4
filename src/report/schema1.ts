// Reports of schema 1, one flat list of fields with sentences instead of codes, as the present ones. Their
// sentences stay as they were said.
import type { InterpretReport, ModelReport, Report, Verdict } from '../protocol/report.ts';
import type { FlowReport, Interval, Section, SectionOf } from '../protocol/sections.ts';

type Rows<Kind extends 'controls' | 'trust' | 'examples'> = SectionOf<Kind>['rows'];
type Distances = SectionOf<'distances'>;

type Model = Omit<ModelReport, 'inventory'> &
  FlowReport & { readonly inventory: readonly (readonly string[])[] };

type Common = Pick<InterpretReport, 'task' | 'notes' | 'provenance' | 'timings'> & {
  readonly schema: 1;
  readonly explanation: string;
  readonly models: readonly Model[];
  readonly trust: Rows<'trust'>;
};

type Compared = {
  readonly settle: string | null;
  readonly distance: Distances['causal'] | null;
  readonly fullDistance: Interval | null;
  readonly mergeDistance: Distances['merge'];
  readonly mismatch: Pick<SectionOf<'mismatch'>, 'cuts' | 'matches'> | null;
  readonly examples: Rows<'examples'>;
  readonly controls: Rows<'controls'>;
};

export type ReportOfSchema1 = Common &
  (
    | { readonly kind: 'interpret' }
    | ({ readonly kind: 'compare'; readonly verdict: Verdict } & Compared)
  );

export function fromSchema1(old: ReportOfSchema1): Report {
  const { task, models, notes, provenance, timings, explanation } = old;
  const envelope = {
    schema: 2,
    task,
    models: models.map(modelOf),
    sections: sectionsOf(old),
    notes,
    provenance,
    timings,
  } as const;
  if (old.kind === 'interpret') {
    return { kind: 'interpret', ...envelope, reason: { code: 'said', explanation, settle: null } };
  }
  const reason = { code: 'said', explanation, settle: old.settle } as const;
  return { kind: 'compare', ...envelope, verdict: old.verdict, reason, remedy: null };
}

function modelOf({ cuts, mergeTree: _, inventory, ...model }: Model): ModelReport {
  return { ...model, inventory: cuts.length > 0 ? inventory : null };
}

function sectionsOf({
  models,
  trust,
  distance: causal,
  fullDistance: full,
  mergeDistance: merge = null,
  mismatch,
  controls = [],
  examples = [],
}: Common & Partial<Compared>): Section[] {
  const flows = models.map(({ cuts, mergeTree }) => ({ cuts, mergeTree }));
  const sections: (Section | undefined)[] = [
    flows.every(({ cuts }) => cuts.length > 0) ? { kind: 'flow', models: flows } : undefined,
    causal && full ? { kind: 'distances', causal, full, merge } : undefined,
    mismatch ? { kind: 'mismatch', ...mismatch } : undefined,
    controls.length > 0 ? { kind: 'controls', rows: controls } : undefined,
    trust.length > 0 ? { kind: 'trust', rows: trust } : undefined,
    examples.length > 0 ? { kind: 'examples', rows: examples } : undefined,
  ];
  return sections.filter((section) => section !== undefined);
}
