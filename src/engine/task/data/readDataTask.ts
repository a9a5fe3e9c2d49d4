// A task file of data -> Task.
import type { JsonObject } from '../../checkpoint/checkpoint.ts';
import { type Job, subJob } from '../../core/job.ts';
import type { FileSource } from '../jsonFile.ts';
import { DEFAULT_FLOOR, DEFAULT_PAIRS, digestOf, documentOf, HINT } from '../readTask.ts';
import type { TaskFile } from '../taskFile.ts';
import { readRows } from './dataRows.ts';
import { type DataTask, dataTask } from './dataTask.ts';
import type { Disk } from './readTable.ts';
import { readRegions } from './regions.ts';

/** What a task of prompts is made of. */
const ofPrompts = [
  ...['template', 'templates', 'otherwise', 'prompts', 'variables', 'derive', 'constraints'],
  ...['answer', 'answers', 'classes', 'separator', 'spans'],
] as const;

/** `folder`: where the file lies. Throws EngineError('task-invalid') for what is wrong in the file or in the data. */
export async function readDataTask(
  job: Job,
  disk: Disk,
  folder: string,
  source: FileSource,
): Promise<DataTask> {
  const { fileName } = source;
  const file = source.value as TaskFile;
  for (const key of ofPrompts) {
    if (key in (file as object))
      source.problem([key], `"${key}" is of prompts, and the task has data`);
  }
  if (file.source?.draw)
    source.problem(['source', 'draw'], 'rows are drawn whole: "source" has "answer" alone');
  if (Array.isArray(file.pairs))
    source.problem(['pairs'], 'pairs of data are drawn: give their number');
  source.throwProblems(HINT);
  // It is a small part of any run: what is read is said, and the run stays at its beginning.
  const rows = await readRows(subJob(job, 0, 0), disk, folder, file.data!);
  const document = documentOf(source.value as JsonObject);
  return dataTask(
    {
      name: file.name ?? fileName,
      description: file.description ?? '',
      digest: digestOf({ ...document, data: rows.digest }, disk.sha256()),
      document,
      file: source.value as JsonObject,
      floor: file.floor ?? DEFAULT_FLOOR,
      seed: file.seed ?? 0,
      defaultPairs: (file.pairs as number | undefined) ?? DEFAULT_PAIRS,
      otherClass: file.source?.answer === 'other',
    },
    rows,
    readRegions(rows, file.regions, fileName),
  );
}
