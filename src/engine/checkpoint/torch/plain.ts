// Data of a pickle as JSON has them, for settings that a training program saved beside its model.
import type { Json, JsonObject } from '../checkpoint.ts';
import { grouped } from '../words.ts';
import { Dict, Global, Instance, isTensor, type Value } from './values.ts';

/** Settings have some hundred; a dict may stand in itself, or twice in each of many. */
const MAX_VALUES = 10_000;
const MAX_DEPTH = 12;
/** Of all keys and texts together: one may stand in each of many places. */
const MAX_LETTERS = 1_000_000;

/** A dict, or an object with attributes, as argparse.Namespace; what JSON has no form for is left out. */
export function plainObject(value: Value | undefined): JsonObject | undefined {
  let left = MAX_VALUES;
  let letters = MAX_LETTERS;
  const isShort = (text: string) => {
    letters -= text.length;
    return letters >= 0;
  };
  const objectOf = (dict: Dict, depth: number): JsonObject => {
    const members: [string, Json][] = [];
    for (const [key, part] of dict.named()) {
      if (left <= 0) break;
      const json = isShort(key) ? jsonOf(part, depth + 1) : undefined;
      if (json !== undefined) members.push([key, json]);
    }
    return Object.fromEntries(members);
  };
  const jsonOf = (part: Value, depth: number): Json | undefined => {
    if (--left < 0 || depth > MAX_DEPTH) return undefined;
    if (typeof part === 'number') return Number.isFinite(part) ? part : undefined;
    if (typeof part === 'string') return isShort(part) ? part : undefined;
    if (part === null || typeof part === 'boolean') return part;
    if (Array.isArray(part)) {
      if (part.length > left) return undefined;
      return part.map((each) => jsonOf(each, depth + 1)).filter((each) => each !== undefined);
    }
    const members = membersOf(part);
    if (members) return objectOf(members, depth);
    return part instanceof Global && part.module === 'torch' ? part.name : undefined; // a dtype
  };
  const members = membersOf(value);
  return members && objectOf(members, 0);
}

function membersOf(value: Value | undefined): Dict | undefined {
  if (value instanceof Dict) return value;
  if (!(value instanceof Instance)) return undefined;
  if (value.state instanceof Dict) return value.state;
  return value.items.size > 0 ? value.items : undefined;
}

/** One value in a few words: what a file holds beside its model. */
export function inWords(value: Value): string {
  if (value === null) return 'None';
  if (typeof value === 'string') return value;
  if (typeof value === 'bigint' || typeof value === 'number') return `${value}`;
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (value instanceof Uint8Array) return `${grouped(value.length)} bytes`;
  if (Array.isArray(value)) return `a list of ${grouped(value.length)}`;
  if (value instanceof Dict) return `a dict of ${grouped(value.named().size)}`;
  if (value instanceof Global) return value.path;
  if (value instanceof Instance) return `${value.of.path}, kept as data`;
  return isTensor(value) ? `a tensor of ${value.shape.join(' x ') || 'one number'}` : 'a storage';
}
