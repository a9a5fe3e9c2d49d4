// What people call the model in a weight file.
import type { Files } from '../core/files.ts';
import type { Weights } from './folder.ts';
import { snapshotName } from './hubCache.ts';
import { isStep } from './runFolder.ts';

export type ModelName = {
  /** What people call the model. */
  readonly short: string;
  /** What tells it from another of the same name. */
  readonly long: string;
};

/** Of the model in a weight file: as the file says, else as it is called, else the folder's. */
export function modelName(files: Files, { path, reader }: Weights, said?: string): ModelName {
  const file = files.base(path);
  const folder = files.parent(path);
  if (said !== undefined) return { short: said, long: `${said} (${files.base(folder)}/${file})` };
  const short = reader.modelName(file);
  if (short === undefined) return folderName(files, folder);
  return { short, long: `${files.base(folder)}/${short}` };
}

/** A step is told by its run; in the hub's cache a folder is called after its commit. */
function folderName(files: Files, folder: string): ModelName {
  const base = files.base(folder);
  const above = `${files.base(files.parent(folder))}/${base}`;
  const snapshot = snapshotName(files, folder);
  if (snapshot) return { short: snapshot.model, long: `${snapshot.model}@${snapshot.commit}` };
  if (!isStep(base)) return { short: base, long: above };
  return { short: above, long: `${files.base(files.parent(files.parent(folder)))}/${above}` };
}
