// The good inputs that attacks spoil: the sample's checkpoints and task.
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Tensor } from '../../src/engine/core/tensor.ts';
import { readSafetensors, writeSafetensors } from '../support/safetensors.ts';

const sample = join(process.cwd(), 'media/sample/modsum');
const fixtures = join(process.cwd(), 'test/fixture');

export type Model = 'ab-gpt2' | 'ab-llama' | 'bc-llama';
export type Json = { [key: string]: unknown };

export const good = (model: Model = 'ab-gpt2') => join(sample, model);
export const goodTask = () => join(sample, 'task.json');
export const fixture = (path: string) => join(fixtures, path);

type Spoil = {
  /** A new text, or changes of the sample's. */
  readonly config?: string | Json;
  readonly tokenizer?: string | Json;
  /** Changes the tensors. */
  readonly tensors?: (all: Map<string, Tensor>) => void;
};

/** A copy of a sample's model in `folder`/`name`, spoilt. */
export function model(folder: string, of: Model, spoil: Spoil = {}, name = 'model'): string {
  const at = join(folder, name);
  mkdirSync(at, { recursive: true });
  cpSync(good(of), at, { recursive: true });
  for (const key of ['config', 'tokenizer'] as const) {
    const change = spoil[key];
    if (change === undefined) continue;
    const path = join(at, `${key}.json`);
    const before = JSON.parse(readFileSync(path, 'utf8')) as Json;
    writeFileSync(
      path,
      typeof change === 'string' ? change : JSON.stringify({ ...before, ...change }),
    );
  }
  if (spoil.tensors) {
    const path = join(at, 'model.safetensors');
    const all = new Map(readSafetensors(path));
    spoil.tensors(all);
    writeSafetensors(path, all);
  }
  return at;
}

/** A task file like the sample's, spoilt. */
export function task(folder: string, spoil: string | Json, name = 'bad.task.json'): string {
  const path = join(folder, name);
  const before = JSON.parse(readFileSync(goodTask(), 'utf8')) as Json;
  const text = typeof spoil === 'string' ? spoil : JSON.stringify({ ...before, ...spoil });
  writeFileSync(path, text);
  return path;
}

/** A safetensors file with this header text and that many bytes of zeros. */
export function header(path: string, text: string, bytes = 0): string {
  const json = Buffer.from(text);
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  writeFileSync(path, Buffer.concat([length, json, Buffer.alloc(bytes)]));
  return path;
}

export const zeros = (...dims: number[]): Tensor => ({
  dims,
  data: new Float32Array(dims.reduce((all, one) => all * one, 1)),
});

export const noise = (...dims: number[]): Tensor => {
  const { data } = zeros(...dims);
  return { dims, data: (data as Float32Array).map((_, i) => Math.sin(i + 1)) };
};

/** What is compared with what, as arguments. */
export const comparing = (a: string, b: string, ...more: string[]) => [
  ...['compare', a, b, '--task', goodTask(), '--pairs', '32', '--no-cache'],
  ...more,
];
export const checking = (of: string, with_ = goodTask()) => ['task', 'check', with_, '--model', of];

/** A folder of its own for one attack, gone when `use` ends. */
export async function inFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'congruity-attack-'));
  try {
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
