// Where a file lies that a task names: in the task's own folder or below it, and nowhere else. A task may be anybody's.
import { isWithin, linkRoots } from '../../checkpoint/sharded.ts';
import { quoted } from '../../checkpoint/words.ts';
import { EngineError } from '../../core/error.ts';
import type { Files } from '../../core/files.ts';

/** Throws EngineError('file-unsafe'), before anything of the file is looked at. */
export async function dataPlace(files: Files, folder: string, name: string): Promise<string> {
  const fail = (how: string): never => {
    throw new EngineError('file-unsafe', `The task names its data ${quoted(name)}, ${how}`, {
      hint: "Put the file itself into the task's folder, and name it from there.",
    });
  };
  const parts = name.split('/').filter((part) => part !== '' && part !== '.');
  // A root, a separator or drive of Windows, an alternate stream, a name cut off by NUL.
  if (/^\/|[\\:\0]/.test(name)) fail('which is no path within its folder');
  if (parts.includes('..')) fail('a path that leaves its folder');
  const path = parts.reduce((inside, part) => files.inside(inside, part), folder);
  if ((await files.kind(path)) === 'missing') return path; // which opening it says best
  const real = await files.real(path);
  const roots = await linkRoots(files, folder);
  if (!roots.some((root) => isWithin(files, real, root))) fail('a link that leaves its folder');
  return path;
}
