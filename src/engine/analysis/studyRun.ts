// Runs a study: what its expectations need is run once each, in the order in which they first need it, and each
// expectation is judged by it. A run is the same as if it were made by itself, so an outcome does not depend on which
// other expectations stand beside it; what models have answered is held for the runs that follow.
import type {
  ExpectationResult,
  StudyComparison,
  StudyRequest,
  StudyRunReport,
} from '../../protocol/study.ts';
import { quoted } from '../checkpoint/words.ts';
import { EngineError, isEngineError } from '../core/error.ts';
import { type Job, subJob } from '../core/job.ts';
import type { Ports } from '../core/ports.ts';
import { compare } from './compare.ts';
import {
  failed,
  type Judged,
  judgedAccuracy,
  judgedHolding,
  judgedPair,
  mayPass,
} from './expectations.ts';
import { interpret } from './interpret.ts';
import { holding } from './remember.ts';
import { titled } from './run.ts';
import type { Budgeted } from './settings.ts';
import { solvedMore, solvedShare } from './solvedShare.ts';
import { stopwatch } from './stopwatch.ts';
import { type Expected, readStudy, type StudyFile } from './studyFile.ts';
import { type Need, needsOf } from './studyNeeds.ts';

/** `told`: every result, as soon as it is known. */
export async function runStudy(
  job: Job,
  ports: Ports,
  request: Budgeted<StudyRequest>,
  told: (result: ExpectationResult) => void = () => undefined,
): Promise<StudyRunReport> {
  const clock = stopwatch(ports.now);
  const study = await readStudy(ports.files, request.path);
  const chosen = chosenOf(study, request.only);
  const needs = needsOf(study, chosen);
  const kept = holding({ ...ports, note: once(ports.note) });
  const results = new Map<Expected, ExpectationResult>();
  const reports: StudyComparison[] = [];
  for (const [i, need] of needs.entries()) {
    const part = subJob(job, i / needs.length, (i + 1) / needs.length);
    const own = needs.length > 1 ? titled(part, `${i + 1} of ${needs.length}`) : part;
    const begun = ports.now();
    const { judged, comparison } = await made(own, kept, need, request);
    if (comparison) reports.push(comparison);
    const seconds = Math.round((ports.now() - begun) / need.asked.length) / 1000;
    const report = comparison ? reports.length - 1 : null;
    for (const [k, asked] of need.asked.entries()) {
      const result = { ...resultOf(asked, judged[k]), report, seconds };
      results.set(asked, result);
      told(result);
    }
    clock.lap(`${need.models.join(' and ')} on ${need.task}`);
  }
  return {
    kind: 'study',
    schema: 1,
    name: study.name,
    description: study.description,
    file: study.file,
    expectations: chosen.map((one) => results.get(one)!),
    reports,
    timings: clock.timings(),
  };
}

/** What is said of one run is mostly so of the next. */
function once(note: Ports['note']): Ports['note'] {
  const said = new Set<string>();
  return (sentence) => {
    if (!said.has(sentence)) note(sentence);
    said.add(sentence);
  };
}

function chosenOf({ expectations }: StudyFile, only: readonly string[] | undefined) {
  const unknown = only?.find((name) => !expectations.some((one) => one.name === name));
  if (unknown !== undefined) {
    throw new EngineError('study-invalid', `the study has no expectation ${quoted(unknown)}`, {
      hint: `It has ${expectations.map(({ name }) => quoted(name)).join(', ')}.`,
    });
  }
  return expectations.filter(({ name }) => only?.includes(name) ?? true);
}

function resultOf(
  { name, line, column, task, expectation, allowInconclusive }: Expected,
  judged: Judged,
): Omit<ExpectationResult, 'report' | 'seconds'> {
  const allowed = allowInconclusive && mayPass(judged);
  return { name, line, column, task, expectation, ...judged, allowed };
}

/** `judged`: one each of the expectations that need the run. */
type Made = {
  readonly judged: readonly Judged[];
  readonly comparison?: StudyComparison;
};

/** What cannot be run is told of each expectation that needs it; the others are run all the same. */
async function made(
  job: Job,
  ports: Ports,
  need: Need,
  request: Budgeted<StudyRequest>,
): Promise<Made> {
  try {
    return await run(job, ports, need, request.memory);
  } catch (error) {
    if (!isEngineError(error) || error.code === 'cancelled') throw error;
    const { code, message, hint = null } = error;
    return { judged: need.asked.map(() => failed({ code, message, hint })) };
  }
}

async function run(job: Job, ports: Ports, need: Need, memory: number): Promise<Made> {
  const { models, paths, task, taskPath, settings } = need;
  const [a, b] = paths;
  const request = { ...settings, memory, a, task: taskPath };
  const of = { models, task, request: { models: paths, task: taskPath, options: settings } };
  switch (need.kind) {
    case 'compare': {
      const report = await compare(subJob(job, 0, 0.95), ports, { ...request, b });
      const isAsked = need.asked.some(({ expectation }) => expectation.expect === 'stays as');
      const more = isAsked
        ? await solvedMore(subJob(job, 0.95, 1), ports, { ...request, b })
        : null;
      const judged = need.asked.map(({ expectation }) =>
        judgedPair(expectation, report, models, more),
      );
      return { judged, comparison: { ...of, report } };
    }
    case 'interpret': {
      const report = await interpret(job, ports, request);
      const judged = need.asked.map(({ expectation }) => judgedHolding(expectation, report));
      return { judged, comparison: { ...of, report } };
    }
    case 'accuracy': {
      const { accuracy, prompts } = await solvedShare(job, ports, request);
      return {
        judged: need.asked.map((one) => judgedAccuracy(one.expectation, accuracy, prompts)),
      };
    }
  }
}
