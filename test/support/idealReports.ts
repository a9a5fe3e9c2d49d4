// Reports of the real engine about models whose algorithm is known: the checkpoints are opened, the task
// is prepared and all that follows the interchanges is computed; the interchanges alone are ideal.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  comparedReport,
  surveyedReport,
  unsolvedReport,
} from '../../src/engine/analysis/compareReport.ts';
import { finiteReport } from '../../src/engine/analysis/finiteReport.ts';
import { type BaseAnswers, gateOf } from '../../src/engine/analysis/gate.ts';
import type { Looked } from '../../src/engine/analysis/inLooks.ts';
import { interpretedReport } from '../../src/engine/analysis/interpret.ts';
import { withSubjects } from '../../src/engine/analysis/models.ts';
import { prepareTask } from '../../src/engine/analysis/prepare.ts';
import { settingsOf } from '../../src/engine/analysis/settings.ts';
import type { Standing } from '../../src/engine/analysis/standing.ts';
import type { Study } from '../../src/engine/analysis/study.ts';
import { comparePair } from '../../src/engine/congruity/compare.ts';
import { drawnProfiles } from '../../src/engine/congruity/drawnProfiles.ts';
import { knownOf } from '../../src/engine/congruity/known.ts';
import { profilesOf, sidesOf } from '../../src/engine/congruity/profiles.ts';
import { passes } from '../../src/engine/congruity/verdict.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import type { Runtime } from '../../src/engine/core/runtime.ts';
import type { Responses, Sweep } from '../../src/engine/forward/responses.ts';
import { pairStatistics } from '../../src/engine/signature/pairStatistics.ts';
import { sampleReadings } from '../../src/engine/signature/signature.ts';
import type { Task } from '../../src/engine/task/task.ts';
import type { TokenTask } from '../../src/engine/task/tokenised.ts';
import type { CompareReport, InterpretReport } from '../../src/protocol/report.ts';
import { type Family, writeCheckpoint } from './idealCheckpoints.ts';
import { inLooks } from './idealLooks.ts';
import { type Carried, idealResponses, inertTwin, sampled } from './idealModels.ts';
import { testPorts } from './stores.ts';

/** From cut `cut` on, `parts` ("ab") are at span `to`; on a share `late` of the pairs only from the next cut on. */
export type Move = {
  readonly cut: number;
  readonly parts: string;
  readonly to: string;
  readonly late?: number;
};

/** A model that says whether a + b > c + d, by the way its parts take. */
export type Told = {
  readonly name: string;
  readonly family: Family;
  readonly blocks: number;
  readonly moves: readonly Move[];
  /** How surely it answers. */
  readonly slope?: number;
  /** How it weighs a, b, c and d; others than cmpsum's are a model that does not solve it. */
  readonly weights?: readonly number[];
  /** Models of one seed are impure on the same pairs. */
  readonly seed?: string;
  /** Sites, "cut span", that carry everything on some pairs and nothing on the others. */
  readonly unexplained?: readonly string[];
};

export type Story = {
  readonly models: readonly [Told, Told] | readonly [Told];
  /** The file of a task in the words of cmpsum, which is the task where there is none. */
  readonly task?: object;
  readonly pairs?: number;
  /** Told by a run in looks, so far or as it ended. */
  readonly inLooks?: InLooks;
  /** The shuffled twins answer as the models do: the controls do not separate. */
  readonly twinsAreModels?: boolean;
};

export type InLooks = {
  /** After so many looks; 0: after the survey. */
  readonly after: number;
  readonly standing: Standing;
  /** It goes on. */
  readonly isRunning: boolean;
};

/** Enough for intervals to look at. */
const resamples = 200;
const twinPairs = 32;
const other = 0.01; // the probability of all that is no answer
const runtime: Runtime = {
  name: 'onnxruntime-node',
  version: '1.30.0',
  threads: 2,
  fallbackReason: undefined,
  session: () => Promise.reject(new Error('ideal models are not run')),
};
const timings = {
  seconds: 14.2,
  steps: [
    ['gate', 0.84],
    ['interchanges', 11.02],
    ['distances, intervals and controls', 2.34],
  ],
} as const;

type Report = CompareReport | InterpretReport;

/** What the engine says of it. */
export async function told(story: Story): Promise<Report> {
  const folder = mkdtempSync(join(tmpdir(), 'congruity-ideal-'));
  try {
    return finiteReport(await toldIn(folder, story));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function toldIn(folder: string, story: Story): Promise<Report> {
  const ports = testPorts();
  const settings = settingsOf({ pairs: story.pairs, resamples });
  const paths = story.models.map((model) => writeCheckpoint(folder, model));
  return withSubjects(quietJob, ports, paths, async (subjects) => {
    const prepared = await prepareTask(quietJob, ports, taskIn(folder, story), subjects, settings);
    const { candidates } = prepared;
    const sweeps = candidates.map(({ tokens }, i) => sweepOf(story.models[i], tokens));
    const gates = candidates.map(({ tokens, subject: { name } }, i) => {
      return gateOf(name, tokens, saidBy(sweeps[i]));
    });
    const study: Study = { ...prepared, gates, settings, runtime, limits: undefined };
    if (!gates.every(passes)) return unsolvedReport(study, timings);
    const seen =
      story.inLooks && (await inLooks(sweeps, prepared.pairs, settings.level, story.inLooks));
    if (sweeps.length === 1) return interpreted(study, sweeps[0], seen);
    if (seen && story.inLooks?.after === 0) {
      return surveyedReport(study, seen.surveys, seen.steps, timings);
    }
    return compared(study, sweeps, story, seen);
  });
}

async function interpreted(study: Study, whole: Sweep, seen: Seen = atOnce([whole], study)) {
  const [sweep] = seen.sweeps;
  const readings = await sampleReadings(quietJob, await pairStatistics(quietJob, sweep.responses));
  const profiles = await profilesOf(quietJob, [sidesOf(sweep.responses)]);
  const options = { ...study.settings, seed: study.seed, level: seen.level };
  const drawn = await drawnProfiles(quietJob, profiles, undefined, options);
  const found = { readings, profiles, drawn };
  return interpretedReport(study, { ...seen, found, swept: [{ sweep }] }, timings, seen.isRunning);
}

async function compared(
  study: Study,
  whole: readonly Sweep[],
  story: Story,
  seen: Seen = atOnce(whole, study),
): Promise<Report> {
  const { candidates, settings } = study;
  const { sweeps, level, isPartial } = seen;
  const { pairs } = sweeps[0].responses;
  const differentPairs = Math.min(study.differentPairs, pairs);
  const options = { ...settings, ...study, level, isPartial, differentPairs, examples: 6 };
  const swept = sweeps.map((sweep) => {
    return { sweep, twin: { ...sweep, responses: twinOf(sweep.responses, story) } };
  });
  const known = swept.map(({ sweep: { responses }, twin }, i) => {
    const contestant = { name: candidates[i].subject.name, responses, twin: twin.responses };
    return knownOf(quietJob, contestant, options);
  });
  const found = await comparePair(quietJob, await known[0], await known[1], options);
  return comparedReport(study, { ...seen, found, swept }, timings, seen.isRunning);
}

/** What was measured, and how; `sweeps`: last. */
type Seen = Pick<Looked<unknown>, 'surveys' | 'steps' | 'standing'> & {
  readonly sweeps: readonly Sweep[];
  readonly level: number;
  readonly isPartial: boolean;
  readonly isRunning: boolean;
};

function atOnce(sweeps: readonly Sweep[], { settings: { level } }: Study): Seen {
  const run = { sweeps, level, surveys: undefined, steps: [], isPartial: false, isRunning: false };
  return { ...run, standing: 'settled' };
}

function taskIn(folder: string, { task }: Story): string {
  if (task === undefined) return 'cmpsum';
  const path = join(folder, 'sums.task.json');
  writeFileSync(path, JSON.stringify(task));
  return path;
}

function sweepOf(told: Told, tokens: TokenTask): Sweep {
  const { task, pairs } = tokens;
  const texts = Array.from({ length: pairs }, (_, i) => tokens.text(i));
  const numbers = (text: string) => (text.match(/\d/g) ?? []).map(Number);
  const model = { slope: told.slope ?? 3, cuts: cutsOf(told, task) };
  const responses = idealResponses(
    model,
    {
      weights: told.weights ?? [1, 1, -1, -1],
      own: task.spans.map(({ part }) => part ?? -1),
      base: texts.map(({ base }) => numbers(base)),
      source: texts.map(({ source }) => numbers(source)),
    },
    told.seed ?? told.name,
  );
  const sites = responses.plan.sites.length;
  return {
    ...{ responses, noOp: 0, wholeCut: 4.76837e-7, interchanges: sites * pairs },
    ...{ mass: 1 - other, massChange: 0, silent: new Set<string>() },
  };
}

/** To the base prompts. */
function saidBy({ responses: { clean, pairs }, mass }: Sweep): BaseAnswers {
  return { logits: clean.map(Math.log), mass: new Float32Array(pairs).fill(mass) };
}

/** What every site carries, by cut and span. */
function cutsOf({ blocks, moves, unexplained = [] }: Told, task: Task): Carried[][] {
  const maskOf = (parts: string) =>
    [...parts].reduce(
      (mask, id) => mask | (1 << task.parts.findIndex((part) => part.id === id)),
      0,
    );
  const everything = 2 ** task.parts.length - 1;
  let now = task.spans.map(({ part }) => (part === undefined ? 0 : 1 << part));
  return Array.from({ length: blocks + 1 }, (_, cut) => {
    let late = 0;
    const before = now;
    for (const move of moves.filter((each) => each.cut === cut)) {
      const moved = maskOf(move.parts);
      now = now.map((mask, s) => (task.spans[s].id === move.to ? mask | moved : mask & ~moved));
      late = move.late ?? late;
    }
    return now.map((mask, s): Carried => {
      if (unexplained.includes(`${cut} ${task.spans[s].id}`)) {
        return { mask: 0, instead: everything, share: 0.15 };
      }
      return { mask, instead: before[s], share: late };
    });
  });
}

/** On the first pairs: a model whose answers no interchange changes. */
function twinOf(of: Responses, { twinsAreModels }: Story): Responses {
  const pairs = Math.min(twinPairs, of.pairs);
  return twinsAreModels ? sampled(of, [...Array(pairs).keys()]) : inertTwin(of, pairs);
}
