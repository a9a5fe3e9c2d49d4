// The models of test/fixture/mapped, with their mapping or their tensors changed.
import { readFileSync } from 'node:fs';
import { encodeSafetensors } from '../../src/engine/checkpoint/encodeSafetensors.ts';
import { folderOf } from './checkpoints.ts';
import { fixture } from './fixture.ts';
import type { Tensors } from './models.ts';
import { readSafetensors } from './safetensors.ts';

type Parts = Record<string, Record<string, string> | undefined>;
export type Mapping = {
  settings: Record<string, unknown>;
  tensors: Parts;
  block: Parts;
  ignored?: string[];
};

export function mappingOf(name: string): Mapping {
  return JSON.parse(readFileSync(fixture(`mapped/${name}/model.mapping.json`), 'utf8'));
}

/** The path of a folder for one test. */
export function changed(
  name: string,
  change: (mapping: Mapping) => void,
  tensors?: (all: Tensors) => void,
): string {
  const mapping = mappingOf(name);
  change(mapping);
  const all: Tensors = new Map(readSafetensors(fixture(`mapped/${name}/model.safetensors`)));
  tensors?.(all);
  return folderOf({
    'model.safetensors': encodeSafetensors(all),
    'model.mapping.json': JSON.stringify(mapping),
  });
}

/** A mapping with another value at "block.q.weight"; undefined takes it away. */
export function withValue(place: string, value: unknown): (mapping: Mapping) => void {
  const keys = place.split('.');
  return (mapping) => {
    let at = mapping as unknown as Record<string, Record<string, never>>;
    for (const key of keys.slice(0, -1)) at = at[key] as never;
    at[keys[keys.length - 1]] = value as never;
  };
}
