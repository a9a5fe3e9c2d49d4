// The checkpoints that a run's folder holds now, each with a mark that changes while it is written; no weights are read.
import type { TrainingStep } from '../../protocol/trajectory.ts';
import { trainingRuns } from '../checkpoint/trainingRun.ts';
import { isEngineError } from '../core/error.ts';
import type { Files } from '../core/files.ts';
import type { Ports } from '../core/ports.ts';

/** [] where there are none yet. */
export async function trainingSteps(
  { files }: Pick<Ports, 'files'>,
  { path }: { readonly path: string },
): Promise<readonly TrainingStep[]> {
  const steps: TrainingStep[] = [];
  for (const step of await stepsOf(files, path)) {
    steps.push({ path: step.path, label: step.name, stamp: await stampOf(files, step.path) });
  }
  return steps;
}

async function stepsOf(files: Files, path: string) {
  try {
    const [run] = await trainingRuns(files, [path]);
    return run.steps;
  } catch (error) {
    if (isEngineError(error) && error.code === 'file-format') return [];
    throw error;
  }
}

/** Of a file, or of all files in a folder. */
async function stampOf(files: Files, path: string): Promise<string> {
  if ((await files.kind(path)) !== 'folder') return String(await files.stamp(path));
  const stamps: string[] = [];
  for (const name of await files.list(path)) {
    stamps.push(`${name} ${await files.stamp(files.inside(path, name))}`);
  }
  return stamps.join('\n');
}
