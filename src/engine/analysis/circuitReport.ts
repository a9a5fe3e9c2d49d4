// What was found out of a circuit, as a report.

import type {
  CircuitEffects,
  CircuitSection,
  ComponentReport,
  CurvePoint,
  Effect,
  EffectReport,
  SiteEffectReport,
} from '../../protocol/circuit.ts';
import type { Interval } from '../../protocol/coordinates.ts';
import type { CircuitReason } from '../../protocol/reason.ts';
import type { CircuitReport, Timings } from '../../protocol/report.ts';
import { areas, shares, sizesOf } from '../circuit/curve.ts';
import { type Estimate, intervalOf, meanOf } from '../circuit/faithfulness.ts';
import { componentName } from '../forward/components.ts';
import { quantile } from '../numeric/statistics.ts';
import { everything } from '../task/partSet.ts';
import { setName } from '../task/setName.ts';
import type { Both, Checked, CircuitFound } from './circuitFound.ts';
import type { Moved } from './circuitRuns.ts';
import { edgesReport } from './edgesReport.ts';
import type { Candidate } from './modelRun.ts';
import { tokenSubject } from './models.ts';
import { unsolved } from './reasons.ts';
import { modelReport, provenanceOf, taskReport } from './reportParts.ts';
import type { Study } from './study.ts';

export const intervalMethod =
  "Student's interval of a mean over the pairs; of faithfulness and completeness, ratios of two means, by the delta " +
  'method. KL is never under 0: its intervals end there. Stability: how often a component is among those of greatest effect when the pairs are drawn anew (bootstrap).';

/** Under it attribution is said to order badly. */
const leastCorrelation = 0.8;

/** Named in the sentence. */
const mostLeading = 5;

export function circuitReport(study: Study, found: CircuitFound, timings: Timings): CircuitReport {
  const { used, runs, settings } = found;
  const pairs = new Set([...used.found, ...used.checked]).size;
  const section = circuitSection(study, study.candidates[0], found);
  const tried = { interchanges: runs.interchanges, effects: settings.effects };
  return {
    ...{ kind: 'circuit', ...circuitEnvelope({ ...study, pairs }, intervalMethod, timings, tried) },
    reason: reasonOf(study, found, section, pairs),
    sections: [section],
    notes: [
      ...[...study.notes, ...used.notes, ...(found.given?.notes ?? [])],
      ...circuitNotes(found, section),
    ],
  };
}

/** Of a model that does not pass the gate. */
export function unsolvedCircuit(study: Study, timings: Timings): CircuitReport {
  const { gates, notes } = study;
  const rest = circuitEnvelope(study, intervalMethod, timings);
  return { kind: 'circuit', ...rest, reason: unsolved(gates), sections: [], notes };
}

/** What a report of circuits has, of one model or of two. */
export function circuitEnvelope(
  study: Study,
  interval: string,
  timings: Timings,
  {
    interchanges,
    effects,
  }: { readonly interchanges: number; readonly effects?: CircuitEffects } = {
    interchanges: 0,
  },
) {
  const { candidates, task, gates } = study;
  const rest = provenanceOf(study, interchanges);
  const parameters = { ...rest.parameters, granularity: 'component' as const, effects };
  return {
    ...({ schema: 4, task: taskReport(study), looks: null, timings } as const),
    models: candidates.map(({ subject }, m) => modelReport(subject, task, gates[m], undefined)),
    provenance: { ...rest, parameters, interval },
  };
}

function reasonOf(
  { candidates }: Study,
  { discovered, runs, settings: { metric, effects } }: CircuitFound,
  { faithfulness, random, origin }: CircuitSection,
  pairs: number,
): CircuitReason {
  const chosen = discovered.circuit.map((c) => runs.components[c]);
  const heads = chosen.filter(({ head }) => head !== undefined).length;
  return {
    code: 'circuit',
    name: candidates[0].subject.name,
    ...{ heads, mlps: chosen.length - heads, components: runs.components.length },
    ...{ metric, effects, origin, faithfulness, above: random.below },
    leading: chosen.slice(0, mostLeading).map(componentName),
    ...{ granularity: 'component', interchanges: runs.interchanges, pairs },
  };
}

export function circuitSection(
  { task, settings: { level } }: Study,
  { subject }: Candidate,
  found: CircuitFound,
): CircuitSection {
  const { spec } = tokenSubject(subject, 'a circuit').model;
  const { used, settings, given, runs, discovered, checked, attributionCheck } = found;
  const { source } = used;
  const n = used.checked.length;
  const within = (estimate: Estimate) => intervalOf(estimate, n, level);
  const { value, ...rest } = within(checked.rest);
  const greatest = checked.greatest.map((each) => each.value);
  const helping = checked.helping.map((each) => each.value);
  return {
    kind: 'circuit',
    ...{ metric: settings.metric, ablation: settings.ablation, tolerance: settings.tolerance },
    origin: given === undefined ? 'effects' : given.kind === 'scores' ? 'scores' : 'file',
    effects: settings.effects,
    attributionCheck: attributionCheck
      ? { ...attributionCheck, correlation: attributionCheck.correlation ?? null }
      : null,
    network: {
      layers: spec.blocks.length,
      width: spec.width,
      isParallel: spec.blocks[0].order === 'parallel',
    },
    source: source === everything ? [] : setName(source, task),
    pairs: { found: used.found.length, checked: n, isApart: used.isApart },
    components: componentReports(found, level),
    sites: siteReports(
      found,
      task.spans.map(({ id }) => id),
      level,
    ),
    ...(found.edges && { edges: edgesReport(found.edges) }),
    ...{ ranked: discovered.leading.length, size: discovered.circuit.length },
    ends: { model: within(meanOf(checked.ends.model)), empty: within(meanOf(checked.ends.empty)) },
    faithfulness: within(checked.circuit),
    faithfulnessFound: checked.onFound.value,
    completeness: { value: 1 - value, low: 1 - rest.high, high: 1 - rest.low },
    curve: curveOf(runs.components.length, greatest, helping),
    ...{ cpr: areas(helping).cpr, cmd: areas(greatest).cmd },
    random: randomOf(checked),
  };
}

function componentReports(found: CircuitFound, level: number): ComponentReport[] {
  const { runs, discovered, exact, attribution, stability } = found;
  const chosen = new Set(discovered.circuit);
  return runs.components.map(({ layer, head }, c) => ({
    ...{ layer, head: head ?? null, isChosen: chosen.has(c), stability: stability[c] },
    ...(exact ? effectReport(exact, c, level) : { noising: null, denoising: null }),
    attribution: attribution ? told(attribution[c], level) : null,
  }));
}

function siteReports({ sites }: CircuitFound, spans: readonly string[], level: number) {
  if (!sites) return null;
  return sites.noising.kl.map((_, s): SiteEffectReport => {
    const [cut, span] = [Math.floor(s / spans.length), spans[s % spans.length]];
    return { cut, span, ...effectReport(sites, s, level) };
  });
}

function effectReport({ noising, denoising }: Both, of: number, level: number): EffectReport {
  return { noising: effect(noising, of, level), denoising: effect(denoising, of, level) };
}

function effect({ difference, kl }: Moved, of: number, level: number): Effect {
  return {
    logitDifference: difference ? told(difference[of], level) : null,
    kl: neverUnder0(told(kl[of], level)),
  };
}

/** Student's interval knows nothing of that. */
function neverUnder0({ value, low, high }: Interval): Interval {
  return { value, low: Math.max(0, low), high };
}

function told(values: Float64Array, level: number): Interval {
  return intervalOf(meanOf(values), values.length, level);
}

/** What a reader should know of one circuit. */
export function circuitNotes(found: CircuitFound, section: CircuitSection): readonly string[] {
  return [...orderNotes(found), ...shortNotes(section)];
}

/** Where a circuit that was found does less on the pairs that it is checked on. */
export function shortNotes({
  faithfulness: { value },
  faithfulnessFound: found,
  tolerance,
}: Pick<CircuitSection, 'faithfulness' | 'faithfulnessFound' | 'tolerance'>): readonly string[] {
  const bar = 1 - tolerance;
  if (value >= bar) return [];
  return [
    `On pairs that it was not found on the circuit keeps ${value.toFixed(2)}, and ${bar.toFixed(2)} was wanted; on those that it was found on it keeps ${found.toFixed(2)}. Of more pairs a firmer one is found.`,
  ];
}

/** Attribution that ranks otherwise than exact effects finds a circuit that does, and maybe not the smallest. */
function orderNotes({ attributionCheck: check }: CircuitFound): readonly string[] {
  if (check === undefined || (check.correlation ?? 0) >= leastCorrelation) return [];
  const says =
    check.correlation === undefined
      ? 'no rank correlation'
      : `rank correlation ${check.correlation.toFixed(2)}`;
  return [
    `Attribution ranks ${check.components} components otherwise than their exact effects on ${check.pairs} pairs do (${says}): order by interchange instead. The circuit is checked by interchanges all the same.`,
  ];
}

function curveOf(components: number, greatest: readonly number[], helping: readonly number[]) {
  return sizesOf(components).map((size, i): CurvePoint => {
    return { share: shares[i], size, greatest: greatest[i], helping: helping[i] };
  });
}

function randomOf({ circuit, randoms }: Checked): CircuitSection['random'] {
  const all = randoms.map(({ value }) => value).sort((a, b) => a - b);
  return {
    circuits: all.length,
    below: all.filter((each) => each < circuit.value).length / all.length,
    median: quantile(all, 0.5),
    high: quantile(all, 0.95),
  };
}
