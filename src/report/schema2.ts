// Reports of schema 2, whose sites had one label and a crispness, and whose distance weighed by it. What still
// holds is kept: the maps of shares, the full distance, merging, and the sentences as they were said.
import type { Report, TaskReport, Verdict } from '../protocol/report.ts';
import { reportSchema } from '../protocol/report.ts';
import type {
  CutReport,
  FleetPair,
  FlowReport,
  MergeDistance,
  Section,
  SectionOf,
} from '../protocol/sections.ts';

type Models = Report['models'];
type New = 'massOnAnswers' | 'profile' | 'evidence' | 'sites';
type OldModel = Omit<Models[number], New>;
type OldPair = Omit<FleetPair, 'distance' | 'pairs'>;
/** All cuts were measured. */
export type OldFlow = Omit<FlowReport, 'cuts'> & { readonly cuts: readonly CutReport[] };
type Full = SectionOf<'distances'>['full'];

/** With fields that are left out. */
export type OldSection =
  | { readonly kind: 'flow'; readonly models: readonly OldFlow[] }
  | { readonly kind: 'distances'; readonly full: Full; readonly merge: MergeDistance | null }
  | { readonly kind: 'fleet'; readonly pairs: readonly OldPair[] }
  | SectionOf<'mismatch' | 'controls' | 'trust' | 'examples'>;

type Envelope = Pick<Report, 'notes' | 'provenance' | 'timings'> & {
  readonly schema: 2;
  readonly task: Omit<TaskReport, 'variables' | 'outcomes'>;
  readonly models: readonly OldModel[];
  readonly sections: readonly OldSection[];
  readonly explanation?: unknown;
  readonly settle?: unknown;
};

export type ReportOfSchema2 = Envelope &
  (
    | { readonly kind: 'interpret' }
    | { readonly kind: 'compare'; readonly verdict: Verdict }
    | { readonly kind: 'fleet'; readonly reason: Extract<Report, { kind: 'fleet' }>['reason'] }
  );

const olderDistance =
  'Made by an older version: its distance is the crispness-weighted causal distance; run again.';
const olderLabels =
  'Made by an older version: a site is labelled by its nearest set, however far; run again.';

export function fromSchema2(old: ReportOfSchema2): Report {
  const { task, notes, provenance, timings, models } = old;
  const on = { pairs: task.pairs, level: provenance.parameters.level };
  const envelope = {
    schema: reportSchema,
    task: { ...task, variables: [], outcomes: [...task.answers, 'other'] },
    models: models.map(modelOf),
    sections: old.sections.flatMap((section) => sectionsOf(section, on)),
    provenance,
    timings,
    looks: null,
  } as const;
  switch (old.kind) {
    case 'interpret':
      return { ...envelope, kind: old.kind, notes, reason: said(old, olderLabels) };
    case 'compare': {
      const measured = old.sections.some(({ kind }) => kind === 'distances');
      const reason = said(old, measured ? olderDistance : undefined);
      const { kind, verdict } = old;
      return { ...envelope, kind, verdict, notes, distance: null, reason, remedy: null };
    }
    case 'fleet':
      return { ...envelope, kind: old.kind, notes: [olderDistance, ...notes], reason: old.reason };
  }
}

/** Its own sentences, after the one that says how old they are. */
function said({ explanation, settle }: Envelope, older: string | undefined) {
  const sentences = [older, explanation].filter((words) => typeof words === 'string');
  return {
    code: 'said',
    explanation: sentences.join(' '),
    settle: typeof settle === 'string' ? settle : null,
  } as const;
}

function modelOf({
  name,
  family,
  shape,
  accuracy,
  floor,
  meanLogitDifference,
}: OldModel): Models[number] {
  const nothing = { massOnAnswers: null, profile: null, evidence: null, sites: null };
  return { name, family, shape, accuracy, floor, meanLogitDifference, ...nothing };
}

/** What all numbers rest on. */
type On = { readonly pairs: number; readonly level: number };

function sectionsOf(section: OldSection, on: On): readonly Section[] {
  const { kind } = section;
  switch (kind) {
    case 'flow':
      return [{ kind, models: section.models.map(flowOf) }];
    case 'distances':
      return [{ kind, full: section.full, merge: section.merge }];
    case 'mismatch':
      return [{ ...section, matches: [] }]; // cuts were joined by their crispness
    case 'fleet':
      return [{ kind, pairs: section.pairs.map((pair) => pairOf(pair, on)) }];
    case 'controls': // of the older distance
      return [];
    default:
      return [section];
  }
}

function flowOf({ cuts, mergeTree }: OldFlow): FlowReport {
  const cutOf = ({ spans, merging }: CutReport): CutReport => {
    return { spans: spans.map(({ span, shares }) => ({ span, shares })), merging };
  };
  return { cuts: cuts.map(cutOf), mergeTree };
}

/** Its code may be one that is no more. */
function pairOf({ a, b, verdict, full, merge }: OldPair, on: On): FleetPair {
  const rests = full === null ? { pairs: null, level: null } : on;
  return { a, b, verdict, reason: 'said', distance: null, full, merge, ...rests };
}
