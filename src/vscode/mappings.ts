// Mapping files that do not lie beside their checkpoints, as the user's settings name them: a path in the workspace each, or a whole one.
import { isAbsolute } from 'node:path';
import type { Mapping } from '../protocol/mapping.ts';
import type { VsCode } from './vsCode.ts';

/** Of a user's text: a user may write anything. In a workspace of several folders a path may be of any of them. */
export function mappingsOf(
  { workspace, Uri }: Pick<VsCode, 'workspace' | 'Uri'>,
  setting: unknown,
): readonly Mapping[] {
  if (typeof setting !== 'object' || setting === null) return [];
  const entries = Object.entries(setting).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string' && entry[1] !== '',
  );
  const folders = workspace.workspaceFolders ?? [];
  return entries.flatMap(([model, file]) => {
    if (isAbsolute(model) && isAbsolute(file)) return [{ model, file }];
    return folders.map(({ uri }) => {
      const whole = (path: string) => (isAbsolute(path) ? path : Uri.joinPath(uri, path).fsPath);
      return { model: whole(model), file: whole(file) };
    });
  });
}
