// The circuits of two models beside each other, as a report.
import type { SetName } from '../../protocol/coordinates.ts';
import type { WiringReason } from '../../protocol/reason.ts';
import type { Timings, WiringReport } from '../../protocol/report.ts';
import type { WiredComponent, WiringSection } from '../../protocol/wiring.ts';
import { sizesOf } from '../circuit/agreement.ts';
import { mean } from '../circuit/faithfulness.ts';
import { classWeightsInto } from '../signature/classes.ts';
import { weakest } from '../signature/pairStatistics.ts';
import { setName } from '../task/setName.ts';
import type { Task } from '../task/task.ts';
import { circuitEnvelope, circuitNotes, circuitSection, intervalMethod } from './circuitReport.ts';
import { type Contents, movesOf } from './componentContents.ts';
import { weightsShown } from './named.ts';
import { unsolved } from './reasons.ts';
import type { Study } from './study.ts';
import type { WiredModel, Wiring } from './wiringFound.ts';

const method = `${intervalMethod} Of what two circuits share: percentiles when the pairs are drawn anew, with the circuits as they were found and components matched anew; chance: the pairs of B permuted.`;

/**
 * Where chance makes components of few pairs more alike than this, hardly anything that does the same is above chance: that
 * little is matched tells nothing, unless it is more than chance matches (p).
 */
const mostOfChance = 0.9;
const surely = 0.05;

export function wiringReport(study: Study, wiring: Wiring, timings: Timings): WiringReport {
  const { models, pairs } = wiring;
  const section = wiringSection(study, wiring);
  const interchanges = models.reduce((sum, { found }) => sum + found.runs.interchanges, 0);
  const [{ found }] = models;
  const tried = { interchanges, effects: found.settings.effects };
  const names = study.candidates.map(({ subject }) => subject.name);
  const own = models.flatMap((one, m) =>
    circuitNotes(one.found, section.circuits[m]).map((note) => `${names[m]}: ${note}`),
  );
  return {
    kind: 'wiring',
    ...circuitEnvelope({ ...study, pairs: pairs.length }, method, timings, tried),
    reason: reasonOf(study, section, interchanges),
    sections: [section],
    notes: [...study.notes, ...found.used.notes, ...own],
  };
}

/** Where one of them does not pass the gate. */
export function unsolvedWiring(study: Study, timings: Timings): WiringReport {
  const rest = circuitEnvelope(study, method, timings);
  const { gates, notes } = study;
  return { kind: 'wiring', ...rest, reason: unsolved(gates), sections: [], notes };
}

function reasonOf(
  { candidates: [a, b] }: Study,
  { circuits, counts, shared, chance, pairs, least }: WiringSection,
  interchanges: number,
): WiringReason {
  const [ofA, ofB] = circuits;
  const isTooFew = least > mostOfChance && chance.p > surely;
  return {
    code: 'wiring',
    names: [a.subject.name, b.subject.name],
    sizes: [ofA.size, ofB.size],
    components: [ofA.components.length, ofB.components.length],
    ...counts,
    ...{ shared, p: chance.p, ...(isTooFew && { isTooFew }) },
    ...{ granularity: 'component', interchanges, pairs },
  };
}

function wiringSection(
  study: Study,
  { models, pairs, agreement, contents }: Wiring,
): WiringSection {
  const components = models.map((one, m) => componentsOf(study.task, one, contents?.[m]));
  const [a, b] = components;
  const { matches, least, shared, overlap, chance } = agreement;
  const both = matches.filter((match) => a[match.a].isChosen && b[match.b].isChosen).length;
  const alone = (of: readonly WiredComponent[]) =>
    of.filter(({ isChosen }) => isChosen).length - both;
  return {
    kind: 'wiring',
    circuits: models.map(({ found }, m) => circuitSection(study, study.candidates[m], found)),
    ...{ components, matches, least, pairs: pairs.length },
    counts: { both, onlyA: alone(a), onlyB: alone(b) },
    ...{ shared, overlap, chance },
    held: components.map(heldBy),
  };
}

function componentsOf(task: Task, { found, components, answers }: WiredModel, contents?: Contents) {
  const chosen = new Set(found.discovered.circuit);
  const moves = movesOf(answers);
  return components.map((component, c): WiredComponent => {
    const { layer, head } = found.runs.components[component];
    const strength = mean(sizesOf(moves[c], answers.pairs));
    return {
      ...{ layer, head: head ?? null, isChosen: chosen.has(component), strength },
      carries: contents && strength >= weakest ? carriesOf(task, contents, c) : null,
    };
  });
}

function carriesOf(task: Task, contents: Contents, c: number): WiredComponent['carries'] {
  const { coordinates, classes, determined, labels } = contents;
  const S = coordinates.sets.length;
  const names = classes.names.map((set) => setName(set, task));
  const weights = new Float64Array(names.length);
  classWeightsInto(weights, classes, coordinates.weights.subarray(c * S, (c + 1) * S));
  return {
    unexplained: coordinates.unexplained[c],
    determined: determined[c] === 1,
    label: labels[c] < 0 ? null : names[labels[c]],
    coordinates: weightsShown(weights, names),
  };
}

/** Each once; what holds nothing says nothing. */
function heldBy(components: readonly WiredComponent[]): SetName[] {
  const all = [...components]
    .filter(({ isChosen }) => isChosen)
    .sort((x, y) => y.strength - x.strength)
    .flatMap(({ carries }) => (carries?.label && carries.label.length > 0 ? [carries.label] : []));
  return [...new Map(all.map((set) => [set.join(), set])).values()];
}
