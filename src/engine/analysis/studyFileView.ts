// A study file as whoever edits or lists it needs it: what is wrong, or what it expects and where that stands.
import type { StudyFileRequest, StudyFileView } from '../../protocol/study.ts';
import { isEngineError } from '../core/error.ts';
import type { Ports } from '../core/ports.ts';
import { builtInTasks } from '../task/builtInTasks.ts';
import { FileError } from '../task/jsonFile.ts';
import { readStudy } from './studyFile.ts';

/** A wrong file is told of, not thrown. */
export async function studyFile(
  { files }: Pick<Ports, 'files'>,
  { path, text }: StudyFileRequest,
): Promise<StudyFileView> {
  try {
    const { name, models, tasks, expectations } = await readStudy(files, path, text);
    const isFile = (task: string) => builtInTasks.every((builtIn) => builtIn.name !== task);
    return {
      name,
      problems: [],
      ofForm: false,
      expectations: expectations.map(({ name: called, span }) => ({ name: called, span })),
      inputs: {
        models: [...models.values()],
        files: [path, ...[...tasks.values()].filter(isFile)],
      },
    };
  } catch (error) {
    if (!isEngineError(error, 'study-invalid')) throw error;
    const isPlaced = error instanceof FileError;
    return {
      name: files.base(path),
      problems: isPlaced ? error.problems : [{ line: 1, column: 1, message: error.message }],
      ofForm: isPlaced && error.ofForm,
      expectations: [],
      inputs: { models: [], files: [path] },
    };
  }
}
