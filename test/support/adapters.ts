// Adapters of PEFT and the models under them, as they may lie in folders.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { encodeSafetensors } from '../../src/engine/checkpoint/encodeSafetensors.ts';
import type { Tree } from './checkpoints.ts';
import { fixture } from './fixture.ts';
import type { Tensors } from './models.ts';
import { readSafetensors } from './safetensors.ts';

/** The files of a folder of fixtures, as they would lie in another. */
function treeOf(folder: string, under: string): Tree {
  const from = fixture(folder);
  const names = readdirSync(from).filter((name) => !name.startsWith('golden'));
  return Object.fromEntries(
    names.map((name) => [`${under}/${name}`, readFileSync(join(from, name))]),
  );
}

export const base = (name: string, under: string) => treeOf(`checkpoints/${name}`, under);
export const adapter = (name: string, under = 'adapter') => treeOf(`adapters/${name}`, under);

/** A change of the adapter's config and of its tensors. */
export type Edit = { readonly config?: object; readonly tensors?: (tensors: Tensors) => void };

export function editedAdapter(name: string, { config, tensors }: Edit, under = 'adapter'): Tree {
  const from = fixture(`adapters/${name}`);
  const json = JSON.parse(readFileSync(join(from, 'adapter_config.json'), 'utf8'));
  const all: Tensors = new Map(readSafetensors(join(from, 'adapter_model.safetensors')));
  tensors?.(all);
  return {
    [`${under}/adapter_config.json`]: JSON.stringify({ ...json, ...config }),
    [`${under}/adapter_model.safetensors`]: encodeSafetensors(all),
  };
}

export const called = (path: string) => ({ config: { base_model_name_or_path: path } });

/** A snapshot of team/gpt2 in a cache of the hub. */
export const cached = (commit: string) => `hub/models--team--gpt2/snapshots/${commit}`;
export const ref = (name: string, commit: string): Tree => ({
  [`hub/models--team--gpt2/refs/${name}`]: commit,
});
