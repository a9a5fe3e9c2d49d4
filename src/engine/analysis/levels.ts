// The same models at finer levels than the cuts (method.md 4.3, limits of 4.4): what single heads have read, and what of
// a place that holds several parts says one of them alone. Whether models that are one at the cuts are one there too.
import type { Level } from '../../protocol/granularity.ts';
import type { LevelReport, LevelsSection, SubspaceReport } from '../../protocol/levels.ts';
import type { CompareReport, InterpretReport } from '../../protocol/report.ts';
import type { IntervalOptions } from '../congruity/interval.ts';
import {
  judgeLevel,
  type LevelAlone,
  type LevelSide,
  levelAlone,
  type RecallDrawn,
} from '../congruity/level.ts';
import { type Profiles, profilesOf, sidesOf } from '../congruity/profiles.ts';
import { digestOfNumbers } from '../core/digest.ts';
import { EngineError } from '../core/error.ts';
import { type Job, subJob } from '../core/job.ts';
import type { Ports } from '../core/ports.ts';
import { siteKey } from '../forward/plan.ts';
import type { Responses, Sweep } from '../forward/responses.ts';
import { crowdedSites, mostCrowded } from './levelSites.ts';
import { type FinerSweep, headPairs, headSweep } from './levelSweeps.ts';
import {
  aloneReason,
  aloneRow,
  atLevels,
  cutRow,
  pairRow,
  subspaceReports,
} from './levelsReport.ts';
import { twinOf } from './measure.ts';
import { runOf } from './modelRun.ts';
import { rememberedIntervals } from './pairIntervals.ts';
import { digestOf } from './remember.ts';
import { placeOf } from './reportParts.ts';
import { each, type Run, type Swept, titled } from './run.ts';
import type { Study } from './study.ts';
import { type SubspaceSweep, subspaceSweep } from './subspaceSweep.ts';

const levels: Readonly<Record<Level, true>> = { cut: true, head: true, subspace: true };

/** What was asked for, in the order in which it was; throws EngineError 'task-invalid' for what is no level. */
export function levelsAsked(asked: readonly string[] = ['cut']): readonly Level[] {
  const isLevel = (one: string): one is Level => Object.hasOwn(levels, one);
  const wrong = asked.find((one) => !isLevel(one));
  if (wrong === undefined && asked.length > 0) return [...new Set(asked.filter(isLevel))];
  const allowed = Object.keys(levels).join(', ');
  throw new EngineError(
    'task-invalid',
    `the granularity is ${wrong ?? 'empty'}, allowed are ${allowed}`,
  );
}

/** Whether there is more to do than the cuts. */
export function isFiner(asked: readonly Level[]): boolean {
  return asked.some((level) => level !== 'cut');
}

/** A report on two models, with its levels. */
export async function comparedAtLevels(
  job: Job,
  run: Run,
  study: Study,
  report: CompareReport,
  { swept, profiles }: { readonly swept: readonly Swept[]; readonly profiles: Profiles },
  asked: readonly Level[],
): Promise<CompareReport> {
  const rows: LevelReport[] = [
    cutRow(
      report,
      swept.map(({ sweep }) => sitesOf(sweep.responses)),
    ),
  ];
  const options = { ...study.settings, seed: study.seed, differentPairs: study.differentPairs };
  let subspaces: SubspaceReport[] | null = null;
  const notes = [...report.notes];
  let more = 0;
  const finer = asked.filter((level) => level !== 'cut');
  for (const [k, level] of finer.entries()) {
    const part = titled(subJob(job, k / finer.length, (k + 1) / finer.length), `${level} level`);
    const found = await sweptAt(level, subJob(part, 0, 0.8), run, study, swept, profiles);
    const [a, b] = found.map(({ side }) => side);
    const judged = await judgeLevel(
      subJob(part, 0.8, 1),
      [a, b],
      options,
      recalling(run.ports, found, options),
    );
    rows.push(pairRow(triedAt(level, found, swept), judged, study));
    more += sum(found.map(({ interchanges }) => interchanges));
    notes.push(...found.flatMap((one) => one.notes));
    if (level === 'subspace') {
      subspaces = await subspacesOf(part, found, judged.profiles, study);
    }
  }
  return atLevels(notedSince(study, { ...report, notes }), sectionOf(asked, rows, subspaces), more);
}

/** A report on one model, with its levels. */
export async function interpretedAtLevels(
  job: Job,
  run: Run,
  study: Study,
  report: InterpretReport,
  { sweep, profiles }: { readonly sweep: Sweep; readonly profiles: Profiles },
  asked: readonly Level[],
): Promise<InterpretReport> {
  const rows: LevelReport[] = [cutRow(report, [sitesOf(sweep.responses)])];
  const options = { ...study.settings, seed: study.seed };
  let subspaces: SubspaceReport[] | null = null;
  let reason = report.reason;
  const notes = [...report.notes];
  let more = 0;
  const finer = asked.filter((one) => one !== 'cut');
  for (const [k, level] of finer.entries()) {
    const part = titled(subJob(job, k / finer.length, (k + 1) / finer.length), `${level} level`);
    const found = await sweptAt(level, part, run, study, [{ sweep }], profiles);
    const alone: LevelAlone = await levelAlone(
      part,
      found[0].side.responses,
      options,
      recalling(run.ports, found, options),
    );
    const tried = triedAt(level, found, [{ sweep }]);
    rows.push(aloneRow(tried, alone, study.task));
    more += found[0].interchanges;
    notes.push(...found[0].notes);
    if (level === asked[0]) reason = aloneReason(tried, alone, study);
    if (level === 'subspace') {
      subspaces = await subspacesOf(part, found, alone.profiles, study);
    }
  }
  const noted = notedSince(study, { ...report, notes });
  return { ...atLevels(noted, sectionOf(asked, rows, subspaces), more), reason };
}

/** A report from before finer levels ran, with what was noted while they did: of a device that has failed. */
function notedSince<R extends CompareReport | InterpretReport>(
  { notes, runtime, placeNote }: Study,
  report: R,
): R {
  const since = notes.filter((note) => !report.notes.includes(note));
  const runtimeNote = placeOf(runtime, placeNote?.());
  return {
    ...report,
    notes: [...report.notes, ...since],
    provenance: { ...report.provenance, runtimeNote },
  };
}

function sectionOf(
  [headline]: readonly Level[],
  rows: readonly LevelReport[],
  subspaces: SubspaceReport[] | null,
): LevelsSection {
  return { kind: 'levels', headline, rows, subspaces };
}

type Found = Awaited<ReturnType<typeof sweptAt>>;

/** Of every model its interchanges at a level, and where there is a twin those of that. */
async function sweptAt(
  level: Level,
  job: Job,
  { ports, memory, seed }: Run,
  { candidates }: Study,
  swept: readonly { readonly sweep: Sweep; readonly twin?: Sweep }[],
  profiles: Profiles,
) {
  const most = headPairs(candidates.map((candidate) => runOf(candidate, memory)));
  return each(job, candidates, async (part, candidate, m) => {
    const { sweep, twin } = swept[m];
    const run = runOf(candidate, memory);
    const { name } = candidate.subject;
    const all = crowdedSites(profiles.sides[m], profiles.classes.names, run.trial);
    const crowded = level === 'subspace' ? all.slice(0, mostCrowded) : [];
    const left = level === 'subspace' ? all.length - crowded.length : 0;
    const sweepOf = (
      own: Job,
      of: typeof run,
      { responses }: Sweep,
    ): Promise<FinerSweep | SubspaceSweep> =>
      level === 'subspace'
        ? subspaceSweep(own, ports, of, responses, crowded, { seed, isTwin: of !== run })
        : headSweep(own, ports, of, responses, most);
    const found = await sweepOf(titled(subJob(part, 0, 0.8), name), run, sweep);
    const ofTwin = titled(subJob(part, 0.8, 1), `${name}, shuffled twin`);
    const beside = twin && (await sweepOf(ofTwin, twinOf(run, seed), twin));
    const side: LevelSide = {
      name,
      responses: found.responses,
      twin: (beside ?? found).responses,
    };
    const subspaces = 'places' in found ? found : undefined;
    const notes =
      left === 0
        ? []
        : [
            `${name}: of ${all.length} places that hold several parts the first ${mostCrowded} are looked into.`,
          ];
    return { side, subspaces, interchanges: found.interchanges, notes };
  });
}

/** By all that the responses are: which places are looked at depends on what was seen at the cuts. */
function recalling(ports: Ports, found: Found, options: IntervalOptions): RecallDrawn {
  const prints = found.map(({ side: { responses } }) => {
    const { clean, site, mixed, sets, own, plan, readings } = responses;
    const numbers = digestOfNumbers(ports, [clean, site, ...mixed.values()]);
    return digestOf(ports, [numbers, sets, [...own], readings, plan.sites.map(siteKey)]);
  });
  return (draw) => rememberedIntervals(ports, prints, options, draw);
}

async function subspacesOf(job: Job, found: Found, profiles: Profiles, { task }: Study) {
  const reports: SubspaceReport[] = [];
  for (const [m, { subspaces }] of found.entries()) {
    if (subspaces === undefined) continue;
    const uses = await profilesOf(job, [sidesOf(subspaces.used)]);
    reports.push(...subspaceReports(m, subspaces, profiles, uses, task));
  }
  return reports;
}

function triedAt(level: Level, found: Found, swept: readonly { readonly sweep: Sweep }[]) {
  const [{ side }] = found;
  const own = sum(found.map(({ interchanges }) => interchanges));
  const rests = level === 'subspace' ? sum(swept.map(({ sweep }) => sweep.interchanges)) : 0;
  return {
    granularity: level,
    sites: found.map((one) => sitesOf(one.side.responses)),
    interchanges: own + rests,
    pairs: side.responses.pairs,
  };
}

function sitesOf({ plan }: Responses): number {
  return plan.sites.length;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, one) => all + one, 0);
}
