// What is found of a hard task and a simple one, as a report.
import type { SetName } from '../../protocol/coordinates.ts';
import type {
  BeyondReport,
  ReductionReason,
  ReductionSection,
  StepReport,
} from '../../protocol/reduction.ts';
import type { ReduceReport, Timings } from '../../protocol/report.ts';
import { capping } from '../congruity/controls.ts';
import type { Reduction } from '../congruity/reduction.ts';
import { fewestPairs } from '../congruity/verdict.ts';
import type { Responses } from '../forward/responses.ts';
import { holding } from '../signature/siteLabel.ts';
import type { Both, Correspondence } from '../task/correspondence.ts';
import type { PartSet } from '../task/partSet.ts';
import { setName } from '../task/setName.ts';
import { sitePlaces } from './named.ts';
import { unsolved } from './reasons.ts';
import { massNotes, modelReport, provenanceOf, taskReport } from './reportParts.ts';
import { interchangesOf, type Swept } from './run.ts';
import { controlsSection, trustSection } from './sections.ts';
import type { Study } from './study.ts';

/** Of models of which one does not solve its task: no distances. */
export function unsolvedReduction(
  studies: Both<Study>,
  shared: Correspondence,
  timings: Timings,
): ReduceReport {
  const names = tasksApart(studies);
  const gates = studies.flatMap((study, i) => {
    return study.gates.map((gate) => ({ ...gate, name: `${gate.name} on ${names[i]}` }));
  });
  return {
    ...{ kind: 'reduce', schema: 4, verdict: 'not comparable', reason: unsolved(gates) },
    ...envelope(studies, shared, 0, timings),
    sections: [],
  };
}

export function reducedReport(
  studies: Both<Study>,
  shared: Correspondence,
  measured: Both<Swept>,
  found: Reduction,
  timings: Timings,
): ReduceReport {
  const sweeps = measured.map(({ sweep }) => sweep);
  const interchanges = interchangesOf(sweeps);
  const names = modelsOn(studies);
  const swept = sweeps.map((sweep, i) => ({ name: names[i], sweep }));
  const section = sectionOf(studies, shared, [sweeps[0].responses, sweeps[1].responses], found);
  const { notes, ...rest } = envelope(studies, shared, interchanges, timings);
  return {
    ...{ kind: 'reduce', schema: 4, verdict: found.verdict },
    reason: reasonOf(studies, section, found, interchanges, stepOf(studies[0], sweeps[0], found)),
    ...rest,
    sections: [section, controlsSection(found), trustSection(swept)],
    notes: [...notes, ...massNotes(swept)],
  };
}

/** Tasks of one name, as one file asked for with variables exchanged, are told apart by which they are. */
function tasksApart([{ task: hard }, { task: simple }]: Both<Study>): Both<string> {
  if (hard.name !== simple.name) return [hard.name, simple.name];
  return [`${hard.name} (hard)`, `${simple.name} (simple)`];
}

function modelsOn(studies: Both<Study>): readonly string[] {
  const tasks = tasksApart(studies);
  return studies.map(({ candidates: [{ subject }] }, i) => `${subject.name} on ${tasks[i]}`);
}

function envelope(
  studies: Both<Study>,
  shared: Correspondence,
  interchanges: number,
  timings: Timings,
) {
  const provenance = provenanceOf(studies[0], interchanges);
  const models = studies.flatMap((study) => provenanceOf(study, 0).models);
  const tasks = tasksApart(studies);
  const names = modelsOn(studies);
  const about = ({ notes }: Study, i: number) => notes.map((note) => `${tasks[i]}: ${note}`);
  const alone = aloneIn(studies, shared);
  return {
    task: taskReport(studies[0]),
    models: studies.map((study, i) => {
      const [{ subject }] = study.candidates;
      const report = modelReport(subject, study.task, study.gates[0], undefined);
      return { ...report, name: names[i] };
    }),
    looks: null,
    notes: [...studies.flatMap(about), ...aloneNotes(tasks, alone)],
    provenance: { ...provenance, models },
    timings,
  };
}

function aloneIn(studies: Both<Study>, { variables }: Correspondence): Both<readonly string[]> {
  const of = (side: 0 | 1) =>
    studies[side].task.variables.filter((_, v) => variables.every((pair) => pair[side] !== v));
  return [of(0), of(1)];
}

function aloneNotes(tasks: Both<string>, alone: Both<readonly string[]>): string[] {
  return alone.flatMap((names, side) => {
    if (names.length === 0) return [];
    const [own, other] = [tasks[side], tasks[1 - side]];
    return [
      `${other} has no ${names.join(', ')} of ${own}: a set of ${own} counts as what ${other} has of it.`,
    ];
  });
}

function sectionOf(
  studies: Both<Study>,
  shared: Correspondence,
  responses: Both<Responses>,
  { entries, deciding, beyond, distance, evidence }: Reduction,
): ReductionSection {
  const places = studies.map(({ task }, i) => sitePlaces(responses[i].plan, task));
  const named = (set: PartSet, side: number) => setName(set, studies[side].task);
  const place = (site: number | undefined, side: number) =>
    site === undefined ? null : places[side][site];
  const [hard, simple] = studies.map(({ task }) => task);
  const names = tasksApart(studies);
  return {
    kind: 'reduction',
    tasks: [taskOf(studies[0], names[0]), taskOf(studies[1], names[1])],
    map: shared.variables.map(([v, w]) => [hard.variables[v], simple.variables[w]] as const),
    alone: aloneIn(studies, shared),
    distance: distance ?? null,
    evidence,
    entries: entries.map(({ sets, held, sites }, c) => ({
      sets: [named(sets[0], 0), named(sets[1], 1)],
      held,
      sites: [place(sites[0], 0), place(sites[1], 1)],
      decides: c === deciding,
    })),
    beyond: beyond.map(({ side, set, held, site, evidence: seen, isWhole }): BeyondReport => {
      return {
        side,
        set: named(set, side),
        held,
        site: place(site, side),
        evidence: seen,
        isWhole,
      };
    }),
  };
}

function stepOf(
  { task }: Study,
  { responses }: Swept['sweep'],
  { step }: Reduction,
): StepReport | null {
  if (step === undefined) return null;
  const { set, site, held, evidence } = step;
  const place = site === undefined ? null : sitePlaces(responses.plan, task)[site];
  return { set: setName(set, task), held, site: place, evidence };
}

function taskOf({ task, pairs }: Study, name: string): ReductionSection['tasks'][number] {
  return { name, digest: task.digest, variables: task.variables, pairs };
}

function reasonOf(
  studies: Both<Study>,
  { entries, beyond, distance }: ReductionSection,
  { verdict, why, capped, controls, deciding }: Reduction,
  interchanges: number,
  step: StepReport | null,
): ReductionReason {
  const decided = deciding === undefined ? undefined : entries[deciding];
  const values = ({ held: [a, b] }: ReductionSection['entries'][number]) =>
    [a.value, b.value] as const;
  const seen = entries.flatMap((entry): { set: SetName; values: Both<number> }[] =>
    Math.min(...values(entry)) >= holding ? [{ set: entry.sets[0], values: values(entry) }] : [],
  );
  return {
    code: 'reduction',
    names: [studies[0].candidates[0].subject.name, studies[1].candidates[0].subject.name],
    tasks: tasksApart(studies),
    verdict,
    why,
    distance,
    margin: studies[0].settings.margin,
    deciding: decided
      ? { sets: decided.sets, values: values(decided), sites: decided.sites }
      : null,
    seen,
    ...{ beyond, step },
    fewest: fewestPairs,
    failed: capped ? capping(controls, capped).map(({ name }) => name) : [],
    granularity: 'cut',
    interchanges,
    pairs: studies[0].pairs + studies[1].pairs,
  };
}
