// Is a task right, and does it fit a model? Its tokens, spans and an example pair; nothing is run.
import type {
  TaskCheckRequest,
  TaskCheckView,
  TaskFileRequest,
  TaskFileView,
  TaskProblem,
} from '../../protocol/engineService.ts';
import { type EngineError, isEngineError } from '../core/error.ts';
import type { Job } from '../core/job.ts';
import type { Ports } from '../core/ports.ts';
import { random } from '../core/random.ts';
import { trialEffort } from '../task/effort.ts';
import { readTask } from '../task/readTask.ts';
import { resolveTask } from '../task/resolveTask.ts';
import type { Task } from '../task/task.ts';
import { taskFit } from '../task/taskFit.ts';
import { TaskFileError } from '../task/taskJson.ts';
import { fitReport } from './fitReport.ts';
import { withSubjects } from './models.ts';
import { readerOf } from './reader.ts';

export async function taskCheck(
  job: Job,
  ports: Ports,
  { task: nameOrPath, model: path, seed }: TaskCheckRequest,
): Promise<TaskCheckView> {
  const task = await resolveTask(ports.files, ports.sha256, nameOrPath);
  return withSubjects(job, ports, [path], async ([subject]) =>
    fitReport(job, taskFit(task, readerOf(subject)), seed ?? 0),
  );
}

/** A wrong task file is told of, not thrown. */
export async function taskFile(
  { files, sha256 }: Pick<Ports, 'files' | 'sha256'>,
  { task: nameOrPath, text }: TaskFileRequest,
): Promise<TaskFileView> {
  try {
    const task =
      text === undefined
        ? await resolveTask(files, sha256, nameOrPath)
        : readTask(text, files.base(nameOrPath), sha256);
    return viewOf(task);
  } catch (error) {
    if (!isEngineError(error, 'task-invalid')) throw error;
    const ofForm = error instanceof TaskFileError && error.ofForm;
    return { ...NOTHING, name: files.base(nameOrPath), problems: problemsOf(error), ofForm };
  }
}

/** What is wrong with a file as a whole stands at its start. */
function problemsOf(error: EngineError): readonly TaskProblem[] {
  if (error instanceof TaskFileError) return error.problems;
  return [{ line: 1, column: 1, message: error.message }];
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
};

function viewOf(task: Task): TaskFileView {
  const pair = task.listed?.[0] ?? task.draw(random(`pairs ${task.seed}`), 0, trialEffort());
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
  };
}
