// Where results go: standard output, files, a folder. Files appear whole or not at all.
import { access, constants, mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { EngineError } from '../engine/core/error.ts';
import { STDOUT } from './argv.ts';
import { UsageError } from './failure.ts';

export type OutputOptions = {
  /** A path or STDOUT. */
  readonly json?: string;
  readonly html?: string;
  /** A folder, or a file that ends in .json or .html. */
  readonly out?: string;
};

export type Target = { readonly format: 'json' | 'html'; readonly path: string };

/**
 * What is asked for, checked before anything long runs: two results cannot share standard output, no
 * input may be overwritten, every folder must be there and writable (that of `--out` is made).
 */
export async function outputTargets(
  { json, html, out }: OutputOptions,
  inputs: readonly string[],
): Promise<Target[]> {
  const targets: Target[] = [];
  if (json !== undefined) targets.push({ format: 'json', path: json });
  if (html !== undefined) targets.push({ format: 'html', path: html });
  if (out !== undefined) targets.push(...(await targetsOfOut(out)));
  if (targets.filter(({ path }) => path === STDOUT).length > 1) {
    throw new UsageError('--json and --html cannot both go to standard output: give one a file');
  }
  for (const { path } of targets) {
    if (path !== STDOUT) await checkWritable(path, inputs);
  }
  return targets;
}

async function targetsOfOut(out: string): Promise<Target[]> {
  const ending = extname(out).toLowerCase();
  if (ending === '.json') return [{ format: 'json', path: out }];
  if (ending === '.html') return [{ format: 'html', path: out }];
  await unwritable(out, () => mkdir(out, { recursive: true }));
  return [
    { format: 'json', path: join(out, 'report.json') },
    { format: 'html', path: join(out, 'report.html') },
  ];
}

async function checkWritable(path: string, inputs: readonly string[]): Promise<void> {
  if (inputs.some((input) => resolve(input) === resolve(path))) {
    throw new UsageError(`${path} is an input; it will not be overwritten`);
  }
  await unwritable(path, () => access(dirname(resolve(path)), constants.W_OK));
  const isFolder = await stat(path).then(
    (info) => info.isDirectory(),
    () => false, // not there yet
  );
  if (isFolder) throw new UsageError(`${path} is a folder; give a file, or the folder to --out`);
}

/** Writes beside its place, then renames: a reader never sees half a report. */
export async function writeWhole(path: string, text: string): Promise<void> {
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}.tmp`);
  await unwritable(path, async () => {
    try {
      await writeFile(temporary, text);
      await rename(temporary, path);
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
  });
}

/** Resolves once the text is handed over, so that a pipe gets all of it. */
export function print(text: string): Promise<void> {
  return new Promise((done, failed) => {
    process.stdout.write(text, (error) => (error ? failed(error) : done()));
  });
}

async function unwritable(path: string, write: () => Promise<unknown>): Promise<void> {
  try {
    await write();
  } catch (cause) {
    const reason = (cause as Error).message;
    throw new EngineError('file-missing', `${path} cannot be written: ${reason}`, {
      cause,
      hint: 'Give a path in a folder that exists and that you may write to.',
    });
  }
}
