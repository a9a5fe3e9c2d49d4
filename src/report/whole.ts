// Whether what was stored has the records and lists that every reader of a report takes for granted. What
// is in them is as it was written.
import { type Report, reportKinds } from '../protocol/report.ts';
import { fieldsOf } from '../protocol/rpc.ts';
import { type SectionKind, sectionKinds } from '../protocol/sections.ts';

type Fields = Readonly<Record<string, unknown>>;

export function isReport(report: Fields): boolean {
  const { models, looks } = report;
  const isRunInLooks = () => everyOne(fieldsOf(looks).looks, (look) => hasLists(look, ['cuts']));
  return (
    isReportOfSchema3(report) &&
    (looks === null || isRunInLooks()) &&
    everyOne(models, ({ sites }) => sites === null || everyOne(sites, hasPairs))
  );
}

const hasPairs = ({ pairs }: Fields) => typeof pairs === 'number';

export function isReportOfSchema3(report: Fields): boolean {
  const { models, distance } = report;
  return (
    isReportOfSchema2(report) &&
    everyOne(models, hasSites) &&
    Array.isArray(fieldsOf(report.task).variables) &&
    Array.isArray(fieldsOf(report.task).outcomes) &&
    (report.kind !== 'compare' ||
      distance === null ||
      hasLists(fieldsOf(distance), ['set', 'sites']))
  );
}

export function isReportOfSchema2({
  kind,
  reason,
  models,
  sections,
  ...envelope
}: Fields): boolean {
  if (!isKind(kind)) return false;
  return (
    isEnvelope(envelope) &&
    hasModels(models, kind) &&
    everyOne(models, (model) => isNamed(model) && hasLists(model, ['shape'])) &&
    everyOne(sections, isSection) &&
    typeof fieldsOf(reason).code === 'string'
  );
}

/** Each list is there, or said not to be. */
function hasSites({ profile, sites }: Fields): boolean {
  const isEntry = (entry: Fields) => Array.isArray(entry.set);
  const isSite = (site: Fields) => typeof site.span === 'string' && isMixture(site);
  const isMixture = ({ coordinates, label }: Fields) =>
    everyOne(coordinates, isEntry) && (label === null || Array.isArray(label));
  return (
    (profile === null || everyOne(profile, isEntry)) && (sites === null || everyOne(sites, isSite))
  );
}

export function isReportOfSchema1({ kind, models, trust, ...envelope }: Fields): boolean {
  if (kind !== 'compare' && kind !== 'interpret') return false;
  const lists = ['shape', 'cuts', 'mergeTree'];
  return (
    isEnvelope(envelope) &&
    hasModels(models, kind) &&
    everyOne(models, (model) => isNamed(model) && hasLists(model, lists)) &&
    Array.isArray(trust) &&
    typeof envelope.explanation === 'string'
  );
}

/** How many models a report has, at least and at most. */
const modelsOf: Readonly<Record<Report['kind'], readonly [number, number]>> = {
  compare: [2, 2],
  interpret: [1, 1],
  fleet: [2, Number.POSITIVE_INFINITY],
  trajectory: [2, Number.POSITIVE_INFINITY],
  layers: [2, 2],
  calibrate: [3, Number.POSITIVE_INFINITY],
  reduce: [2, 2],
  distinguish: [2, 2],
  circuit: [1, 1],
  wiring: [2, 2],
};

function isKind(kind: unknown): kind is Report['kind'] {
  return typeof kind === 'string' && Object.hasOwn(reportKinds, kind);
}

function hasModels(models: unknown, kind: Report['kind']): boolean {
  const [least, most] = modelsOf[kind];
  return Array.isArray(models) && models.length >= least && models.length <= most;
}

function isEnvelope({ task, notes, provenance, timings }: Fields): boolean {
  return (
    isNamed(fieldsOf(task)) &&
    hasLists(fieldsOf(task), ['templates', 'parts', 'spans', 'answers']) &&
    Array.isArray(notes) &&
    hasLists(fieldsOf(provenance), ['models']) &&
    isRecord(fieldsOf(provenance).parameters) &&
    hasLists(fieldsOf(timings), ['steps'])
  );
}

const listsOf: Readonly<Record<SectionKind, readonly string[]>> = {
  flow: ['models'],
  distances: [],
  mismatch: ['cuts', 'matches'],
  controls: ['rows'],
  trust: ['rows'],
  examples: ['rows'],
  fleet: ['pairs'],
  families: ['families', 'between', 'within', 'scores'],
  motifs: ['classes', 'joins'],
  trajectory: ['runs', 'lasts'],
  layers: ['pairs'],
  calibration: ['tasks', 'methods', 'components'],
  levels: ['rows'],
  reduction: ['entries', 'beyond'],
  distinguishing: ['searches'],
  circuit: ['components', 'curve', 'source'],
  wiring: ['circuits', 'components', 'matches', 'held'],
};

/** Of one that only a later version knows nothing is asked. */
function isSection(section: Fields): boolean {
  const { kind, full } = section;
  if (typeof kind !== 'string') return false;
  if (!Object.hasOwn(sectionKinds, kind)) return true;
  if (kind === 'distances') return full === null || isRecord(full);
  return hasLists(section, listsOf[kind as SectionKind]);
}

function everyOne(list: unknown, holds: (one: Fields) => boolean): boolean {
  return Array.isArray(list) && list.every((one) => holds(fieldsOf(one)));
}

function hasLists(fields: Fields, names: readonly string[]): boolean {
  return names.every((name) => Array.isArray(fields[name]));
}

function isRecord(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isNamed({ name }: Fields): boolean {
  return typeof name === 'string';
}
