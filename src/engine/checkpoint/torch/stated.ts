// What a whole module says of the modules in it: their classes and settings, as they are kept as data.
import type { Stated, StatedModule } from '../checkpoint.ts';
import { isModule } from './flatten.ts';
import { Dict, type Instance, type Value } from './values.ts';

/** Classes that compute their parts one after the other, and nothing else. */
const SEQUENCES = new Set([
  'torch.nn.modules.container.Sequential',
  'torch.nn.parallel.data_parallel.DataParallel',
]);
/** Modules in a file that are looked at, and how deep: chains have some tens. A module may stand in itself. */
const MAX_MODULES = 1000;
const MAX_DEPTH = 16;
/** What one module says of itself: PyTorch's have some twenty. */
const MAX_ATTRIBUTES = 200;
/** A kernel's sizes, one an axis. */
const LONGEST_LIST = 16;
const LONGEST_TEXT = 200;

/** undefined: it is no whole module, or too large a one. */
export function statedIn(root: Value): Stated | undefined {
  if (!isModule(root) || !partsOf(root)) return undefined;
  const modules: StatedModule[] = [];
  let visited = 0;
  let isSequence = true;
  const visit = (module: Instance, name: string, depth: number): boolean => {
    if (++visited > MAX_MODULES || depth > MAX_DEPTH) return false;
    const all = partsOf(module) ?? new Map();
    if (all.size > MAX_MODULES || attributesOf(module).size > MAX_ATTRIBUTES) return false;
    const parts = [...all].filter(([, part]) => part !== null);
    if (parts.length === 0) {
      modules.push({ name, of: module.of.path, settings: settingsOf(module) });
      return true;
    }
    isSequence &&= SEQUENCES.has(module.of.path);
    return parts.every(([key, part]) => {
      return isModule(part) && visit(part, name === '' ? key : `${name}.${key}`, depth + 1);
    });
  };
  return visit(root, '', 0) ? { modules, isSequence } : undefined;
}

function attributesOf({ state }: Instance): ReadonlyMap<string, Value> {
  return state instanceof Dict ? state.named() : new Map();
}

function partsOf(module: Instance): ReadonlyMap<string, Value> | undefined {
  const parts = attributesOf(module).get('_modules');
  return parts instanceof Dict ? parts.named() : undefined;
}

/** Numbers, short texts, truths, and short lists of numbers. */
function settingsOf(module: Instance): StatedModule['settings'] {
  const settings = new Map<string, number | string | boolean | readonly number[]>();
  for (const [key, value] of attributesOf(module)) {
    if (Array.isArray(value)) {
      const numbers = value.length > LONGEST_LIST ? [] : value.filter((n) => typeof n === 'number');
      if (numbers.length === value.length) settings.set(key, numbers);
    } else if (typeof value === 'number' || typeof value === 'boolean') settings.set(key, value);
    else if (typeof value === 'string' && value.length <= LONGEST_TEXT) settings.set(key, value);
  }
  return settings;
}
