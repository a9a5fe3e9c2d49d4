// The tensors in a value by their names: of a state dict, of dicts of dicts, and of a whole module, whose tree stands
// in the states of objects that are never made.
import { EngineError } from '../../core/error.ts';
import { grouped } from '../words.ts';
import { Dict, Instance, isTensor, type Tensor, type Value } from './values.ts';

/** As of all headers of a checkpoint (safetensorsHeader.ts). */
const MAX_TENSORS = 250_000;
/** Modules within modules: the deepest of public models have 20. */
const MAX_DEPTH = 64;
/** In all sets of a file that may be its model: one stands in the other, each with the tensors of both. */
const MAX_NAMED = 500_000;
/** Of all their names together: parts of a name are written once and stand in the names of all that they hold. */
const MAX_LETTERS = 32 << 20;
/** What is visited in a file: a dict that stands twice in each of many stands there without end. */
const MAX_VISITS = 1_000_000;

/** Buffers of one module that are not saved: a mask, a table of angles. */
const MAX_PASSING = 1000;

/** Whether it is a torch.nn.Module, or one of TorchScript. */
export function isModule(value: Value): value is Instance {
  return value instanceof Instance && dictsOfModule(value) !== undefined;
}

/** Looks for tensors in the values of one file, all in all so long as the file is believed. */
export class Flattener {
  readonly #what: string;
  #left = MAX_VISITS;
  #named = 0;
  #letters = 0;

  /** `what` is the file, for people. */
  constructor(what: string) {
    this.#what = what;
  }

  /** Names are joined by points, as state_dict() does. */
  tensorsIn(value: Value): ReadonlyMap<string, Tensor> {
    const tensors = new Map<string, Tensor>();
    this.#visit(value, '', new Set(), tensors);
    return tensors;
  }

  /** One more of a set. */
  put(tensors: Map<string, Tensor>, name: string, tensor: Tensor): void {
    this.#named++;
    this.#letters += name.length;
    if (this.#named > MAX_NAMED) throw this.#tooMany(`over ${grouped(MAX_NAMED)} tensors`);
    if (this.#letters > MAX_LETTERS) {
      throw this.#tooMany(`names of tensors of over ${grouped(MAX_LETTERS)} letters`);
    }
    tensors.set(name, tensor);
    if (tensors.size > MAX_TENSORS) throw this.#tooMany(`over ${grouped(MAX_TENSORS)} tensors`);
  }

  /** The parts of a list by their numbers. */
  numbered(list: readonly Value[]): Map<string, Value> {
    this.#pay(list.length);
    return new Map(list.map((each, i) => [`${i}`, each]));
  }

  #visit(of: Value, prefix: string, above: Set<Value>, tensors: Map<string, Tensor>): void {
    if (above.has(of)) return; // a module that holds itself
    const parts = partsOf(of);
    if (!parts) return;
    if (above.size >= MAX_DEPTH) throw this.#tooMany(`dicts over ${MAX_DEPTH} deep`);
    above.add(of);
    for (const [name, part] of parts) {
      this.#pay(1);
      if (isTensor(part)) this.put(tensors, `${prefix}${name}`, part);
      else this.#visit(part, `${prefix}${name}.`, above, tensors);
    }
    above.delete(of);
  }

  #pay(visits: number): void {
    this.#left -= visits;
    if (this.#left < 0) {
      throw this.#tooMany(`over ${grouped(MAX_VISITS)} values in dicts and lists`);
    }
  }

  #tooMany(found: string): EngineError {
    return new EngineError('file-unsafe', `${this.#what} has ${found}, so many are allowed`, {
      hint: 'Save the state_dict of the model alone.',
    });
  }
}

/** The parts of a value that has named parts; undefined: it has none. A list may be long, so no map is made of it. */
function partsOf(value: Value): Iterable<readonly [name: string, part: Value]> | undefined {
  if (value instanceof Dict) return value.named();
  if (Array.isArray(value)) return byNumber(value);
  if (!(value instanceof Instance)) return undefined;
  return moduleParts(value) ?? value.items.named();
}

function* byNumber(list: readonly Value[]): Generator<readonly [string, Value]> {
  for (const [i, part] of list.entries()) yield [`${i}`, part];
}

/** The dicts in which a module keeps its parts; undefined: it is none. */
function dictsOfModule({ of, state }: Instance): readonly Dict[] | undefined {
  if (!(state instanceof Dict)) return undefined;
  if (/^__torch__(?:\.|$)/.test(of.module)) return [state]; // TorchScript keeps no lists of its own
  const attributes = state.named();
  const kinds = ['_parameters', '_buffers', '_modules'].map((kind) => attributes.get(kind));
  const dicts = kinds.filter((kind) => kind instanceof Dict);
  return dicts.length > 0 ? dicts : undefined;
}

function moduleParts(module: Instance): Iterable<readonly [string, Value]> | undefined {
  const dicts = dictsOfModule(module);
  return dicts && partsIn(dicts, module.state);
}

function* partsIn(
  dicts: readonly Dict[],
  state: Value | undefined,
): Generator<readonly [string, Value]> {
  const passing = state instanceof Dict ? state.named().get('_non_persistent_buffers_set') : [];
  const left = new Set(Array.isArray(passing) ? passing.slice(0, MAX_PASSING) : []);
  for (const dict of dicts) {
    for (const [name, part] of dict.named()) if (!left.has(name)) yield [name, part];
  }
}
