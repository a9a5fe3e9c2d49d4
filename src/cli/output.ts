// Where results go: standard output, files, a folder.
import { extname } from 'node:path';
import {
  type Destination,
  makeFolder,
  openDestination,
  standardOutput,
} from '../report/destination.ts';
import type { Inputs } from '../report/inputs.ts';
import { endsAsFolder } from '../report/physicalPath.ts';
import { STDOUT } from './argv.ts';
import { UsageError } from './failure.ts';

export type OutputOptions = {
  /** A path or STDOUT. */
  readonly json?: string;
  readonly html?: string;
  /** A folder, or a file that ends in .json or .html. */
  readonly out?: string;
  /** A path or STDOUT: a circuit as EAP-IG's JSON, inputs on which models part as a task file. */
  readonly export?: string;
  /** A path or STDOUT: a study's tests for CI systems. */
  readonly junit?: string;
};

export type Target = {
  readonly format: 'json' | 'html' | 'junit' | 'export';
  readonly destination: Destination;
};

/**
 * What is asked for, checked before anything long runs (destination.ts says how); standard output
 * comes last, so that what became of it does not keep a file from being written.
 */
export async function outputTargets(options: OutputOptions, inputs: Inputs): Promise<Target[]> {
  const targets: Target[] = [];
  for (const { format, path } of await asked(options, inputs)) {
    const destination = path === STDOUT ? standardOutput : await openDestination(path, inputs);
    const same = targets.find((target) => isSamePlace(target.destination, destination));
    if (same?.destination.isStdout) {
      throw new UsageError('two of them cannot both go to standard output: give one a file');
    }
    if (same) throw new UsageError(`${path} is asked for twice: give each report its own file`);
    targets.push({ format, destination });
  }
  return targets.sort((a, b) => Number(a.destination.isStdout) - Number(b.destination.isStdout));
}

export function writesStdout(targets: readonly Target[]): boolean {
  return targets.some(({ destination }) => destination.isStdout);
}

type Asked = { readonly format: Target['format']; readonly path: string };

async function asked(
  { json, html, out, junit, export: exported }: OutputOptions,
  inputs: Inputs,
): Promise<Asked[]> {
  const all: Asked[] = [];
  if (json !== undefined) all.push({ format: 'json', path: json });
  if (html !== undefined) all.push({ format: 'html', path: html });
  if (junit !== undefined) all.push({ format: 'junit', path: junit });
  if (exported !== undefined) all.push({ format: 'export', path: exported });
  if (out === undefined) return all;
  const ending = extname(out).toLowerCase();
  const isFolder = endsAsFolder(out);
  if (ending === '.json' && !isFolder) return [...all, { format: 'json', path: out }];
  if (ending === '.html' && !isFolder) return [...all, { format: 'html', path: out }];
  await makeFolder(out, inputs);
  // Not join(), which would take `..` of a link's name instead of the link's target.
  const inFolder = (name: string) => (isFolder ? `${out}${name}` : `${out}/${name}`);
  const formats = ['json', 'html'] as const;
  return [...all, ...formats.map((format) => ({ format, path: inFolder(`report.${format}`) }))];
}

function isSamePlace(a: Destination, b: Destination): boolean {
  return a.isStdout ? b.isStdout : a.file !== undefined && a.file === b.file;
}
