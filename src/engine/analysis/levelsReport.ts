// What the levels say, beside each other, as a section; and a report whose verdict is at one of the finer ones.
import type { Level } from '../../protocol/granularity.ts';
import type {
  ApartReport,
  LevelReport,
  LevelsSection,
  SubspaceReport,
  UsedReport,
} from '../../protocol/levels.ts';
import type { CompareReport, InterpretReport } from '../../protocol/report.ts';
import type { ControlReport } from '../../protocol/sections.ts';
import { evidenceOf } from '../congruity/evidence.ts';
import type { LevelAlone, LevelFound } from '../congruity/level.ts';
import type { Profiles, Side } from '../congruity/profiles.ts';
import { weakest } from '../signature/pairStatistics.ts';
import { occurrenceSet, type PartSet, variableSet } from '../task/partSet.ts';
import { setName } from '../task/setName.ts';
import type { Task } from '../task/task.ts';
import { distanceReport } from './compareReport.ts';
import { interpretReason, remedy, verdictReason } from './reasons.ts';
import { profileReport } from './reportParts.ts';
import { controlsSection } from './sections.ts';
import type { Study } from './study.ts';
import type { Looked, SubspaceSweep } from './subspaceSweep.ts';

/** What was run for a level. */
export type Tried = {
  readonly granularity: Level;
  readonly sites: readonly number[];
  readonly interchanges: number;
  readonly pairs: number;
};

/** The level at which every report is made. */
export function cutRow(
  report: CompareReport | InterpretReport,
  sites: readonly number[],
): LevelReport {
  const { models, provenance, task } = report;
  const row = {
    ...({ granularity: 'cut', pairs: task.pairs, sites } as const),
    interchanges: provenance.interchanges,
    profiles: models.map(({ profile }) => profile ?? []),
    evidence: models.map(({ evidence }) => evidence ?? 'none'),
  };
  if (report.kind === 'interpret') return { ...row, ruling: null };
  const { verdict, distance, reason, remedy } = report;
  if (!('granularity' in reason))
    throw new RangeError('a pair that was not measured has no levels');
  const controls = report.sections.flatMap((each) => (each.kind === 'controls' ? each.rows : []));
  return { ...row, ruling: { verdict, distance, reason, remedy, controls } };
}

export function pairRow(tried: Tried, found: LevelFound, study: Study): LevelReport {
  const { task, candidates, settings, mostPairs } = study;
  const [a, b] = candidates.map(({ subject }) => subject.name);
  const compared = {
    ...{ ...settings, ...tried, task, names: [a, b] as const, mostPairs },
    isWhole: false,
  };
  return {
    ...tried,
    profiles: candidates.map((_, side) => {
      const { profiles, intervals } = found;
      return profileReport({ profiles, side, intervals: intervals.models[side] }, task);
    }),
    evidence: found.evidence,
    ruling: {
      verdict: found.verdict,
      distance: distanceReport(found, found.intervals, task),
      reason: verdictReason(found, compared),
      remedy: remedy(found, compared),
      controls: controlRows(found),
    },
  };
}

function controlRows(found: LevelFound): readonly ControlReport[] {
  const section = controlsSection(found);
  return section.kind === 'controls' ? section.rows : [];
}

export function aloneRow(tried: Tried, { profiles, drawn }: LevelAlone, task: Task): LevelReport {
  const [intervals] = drawn.models;
  return {
    ...tried,
    profiles: [profileReport({ profiles, side: 0, intervals }, task)],
    evidence: [evidenceOf(intervals.largest)],
    ruling: null,
  };
}

/** Of one model: the places that hold several parts, in order of the cuts; `uses`: at what its answers use of them. */
export function subspaceReports(
  model: number,
  { places }: SubspaceSweep,
  profiles: Profiles,
  uses: Profiles,
  task: Task,
): SubspaceReport[] {
  const side = profiles.sides[model];
  return places.map(({ crowded, width, aparts, untold, used }) => ({
    ...{ model, cut: crowded.cut, span: task.spans[crowded.span].id, width },
    holds: setName(crowded.holds, task),
    strength: side.coordinates.strength[crowded.at],
    parts: aparts.map((one) => apartReport(one, side, profiles, task)),
    used: used.at === undefined ? null : lookedReport(used, uses.sides[0], uses, task),
    untold: untold.map((part) => task.parts[part].id),
  }));
}

function lookedReport(
  { rank, at, random }: Looked,
  { coordinates, labels }: Side,
  { classes }: Profiles,
  task: Task,
): UsedReport {
  if (at === undefined) {
    return { directions: 0, strength: 0, unexplained: 0, label: [], random: null };
  }
  const label = labels[at];
  return {
    directions: rank,
    strength: coordinates.strength[at],
    unexplained: coordinates.unexplained[at],
    label: label < 0 ? null : setName(classes.names[label], task),
    random: Math.max(...random),
  };
}

function apartReport(
  one: Looked & { readonly part: number },
  side: Side,
  profiles: Profiles,
  task: Task,
): ApartReport {
  const { sets, classes } = profiles;
  const found = lookedReport(one, side, profiles, task);
  const alone = alonesOf(one.part, task).map((set) => classes.of[sets.indexOf(set)]);
  const held = one.at !== undefined && alone.includes(side.labels[one.at]) ? 'apart' : 'mixed';
  const reading = movesNothing(found) ? 'together' : held;
  return { part: task.parts[one.part].id, ...found, reading };
}

/** Or no more than as many directions at random. */
function movesNothing({ strength, random, label }: UsedReport): boolean {
  return strength < weakest || strength <= (random ?? 0) || label?.length === 0;
}

/** The part as the word it is, and as the variable. */
function alonesOf(part: number, { readings }: Task): PartSet[] {
  const variable = readings.plain[part];
  const word = occurrenceSet(1 << part, readings);
  return variable < 0 ? [word] : [word, variableSet(1 << variable, readings)];
}

/** The report with its verdict at the level that heads the section, and the section. */
export function atLevels<R extends CompareReport | InterpretReport>(
  report: R,
  section: LevelsSection,
  more: number, // interchanges
): R {
  const row = section.rows.find(({ granularity }) => granularity === section.headline)!;
  const sections = [...report.sections, section];
  const provenance = {
    ...report.provenance,
    interchanges: report.provenance.interchanges + more,
    parameters: { ...report.provenance.parameters, granularity: section.headline },
  };
  const with_ = { ...report, sections, provenance };
  if (section.headline === 'cut') return with_;
  const models = report.models.map((model, m) => {
    return { ...model, profile: row.profiles[m], evidence: row.evidence[m] };
  });
  if (row.ruling === null) return { ...with_, models };
  const { controls, ...ruling } = row.ruling;
  const own = sections.map((each) =>
    each.kind === 'controls' ? { ...each, rows: controls } : each,
  );
  return { ...with_, ...ruling, models, sections: own };
}

/** Of one model, at a level. */
export function aloneReason(
  { interchanges, pairs, granularity }: Tried,
  alone: LevelAlone,
  study: Study,
) {
  const { name } = study.candidates[0].subject;
  const tried = { interchanges, pairs };
  return { ...interpretReason(name, alone.profiles.sides[0], study.task, tried), granularity };
}
