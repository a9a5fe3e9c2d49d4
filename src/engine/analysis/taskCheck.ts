// Is a task right, and does it fit a model? Its tokens, spans and an example pair; nothing is run.
import type {
  TaskCheckRequest,
  TaskCheckView,
  TaskFileRequest,
  TaskFileView,
  TaskProblem,
} from '../../protocol/taskViews.ts';
import { type EngineError, isEngineError } from '../core/error.ts';
import type { Job } from '../core/job.ts';
import type { Ports } from '../core/ports.ts';
import type { DataTask } from '../task/data/dataTask.ts';
import { drawPairs } from '../task/drawPairs.ts';
import { FileError } from '../task/jsonFile.ts';
import { readTaskFile, resolveTask } from '../task/resolveTask.ts';
import type { Task } from '../task/task.ts';
import { taskFit } from '../task/taskFit.ts';
import { placeIn } from '../task/taskPlace.ts';
import { dataFitReport, fitReport } from './fitReport.ts';
import { readsTokens, type Subject, withSubjects } from './models.ts';
import { meeting } from './prepare.ts';
import { readerOf } from './reader.ts';
import { taskSetsView, tellingPair } from './taskSetsView.ts';

export async function taskCheck(
  job: Job,
  ports: Ports,
  { task: nameOrPath, model: path, seed }: TaskCheckRequest,
): Promise<TaskCheckView> {
  const task = await resolveTask(job, ports.files, ports.sha256, nameOrPath);
  const check = async (opened: readonly Subject[]) => {
    const [subject] = await meeting(job, ports, task, opened);
    if (readsTokens(subject)) return fitReport(job, taskFit(task, readerOf(subject)), seed ?? 0);
    const { notes } = subject.model;
    return { ...(await dataFitReport(job, task as DataTask, seed ?? 0)), notes };
  };
  return withSubjects(job, ports, [path], check, nameOrPath);
}

/** A wrong task file is told of, not thrown. */
export async function taskFile(
  job: Job,
  { files, sha256 }: Pick<Ports, 'files' | 'sha256'>,
  { task: nameOrPath, text }: TaskFileRequest,
): Promise<TaskFileView> {
  try {
    const task =
      text === undefined
        ? await resolveTask(job, files, sha256, nameOrPath)
        : await readTaskFile(job, { files, sha256 }, nameOrPath, text);
    return await viewOf(job, task, text);
  } catch (error) {
    const isOfTask = isEngineError(error, 'task-invalid');
    if (!isOfTask && !(text !== undefined && isEngineError(error) && isOfFile(error))) throw error;
    const ofForm = error instanceof FileError && error.ofForm;
    const problems = problemsOf(error, text ?? '');
    return { ...NOTHING, name: files.base(nameOrPath), problems, ofForm };
  }
}

/** Of a text that is given only the files that it names are read: its data. */
function isOfFile({ code }: EngineError): boolean {
  return code.startsWith('file-');
}

/** What is wrong with its data stands there; with the file as a whole, at its start. */
function problemsOf(error: EngineError, text: string): readonly TaskProblem[] {
  if (error instanceof FileError) return error.problems;
  return [{ ...placeIn(text)(['data']), message: error.message }];
}

const NOTHING: Omit<TaskFileView, 'name' | 'problems' | 'ofForm'> = {
  description: '',
  templates: [],
  parts: [],
  spans: [],
  answers: [],
  pairs: 0,
  listed: false,
  example: null,
  sets: null,
  advice: [],
};

/** Enough to see which sets of variables are told apart; an editor asks with every change. */
const PAIRS = 64;

async function viewOf(job: Job, task: Task, text: string | undefined): Promise<TaskFileView> {
  const wanted = Math.min(PAIRS, task.defaultPairs);
  const { pairs } = await drawPairs(job, task, wanted, task.seed, () => undefined);
  const { sets, notes } = await taskSetsView(job, task, pairs);
  const place = placeIn(text ?? '');
  const pair = tellingPair(pairs);
  return {
    name: task.name,
    description: task.description,
    problems: [],
    ofForm: false,
    templates: task.templates,
    parts: task.parts.map(({ id }) => id),
    spans: task.spans.map(({ id }) => id),
    answers: task.answers,
    pairs: task.defaultPairs,
    listed: task.listed !== undefined,
    example: {
      base: task.prompt(pair, pair.base).text,
      source: task.prompt(pair, pair.source).text,
    },
    sets,
    advice:
      text === undefined
        ? []
        : notes.map(({ sentence, path }) => ({ ...place(path), message: sentence })),
  };
}
