// The tensors in a value by their names: of a state dict, of dicts of dicts, and of a whole module, whose tree stands
// in the states of objects that are never made.
import { EngineError } from '../../core/error.ts';
import { grouped } from '../words.ts';
import { Dict, Instance, isTensor, type Tensor, type Value } from './values.ts';

/** As of all headers of a checkpoint (safetensorsHeader.ts). */
const MAX_TENSORS = 250_000;
/** Modules within modules: the deepest of public models have 20. */
const MAX_DEPTH = 64;
/** What is visited in a file: a dict that stands twice in each of many stands there without end. */
const MAX_VISITS = 2_000_000;

/** Whether it is a torch.nn.Module, or one of TorchScript. */
export function isModule(value: Value): value is Instance {
  return value instanceof Instance && moduleParts(value) !== undefined;
}

/** Looks for tensors in the values of one file, all in all so long as the file is believed. */
export class Flattener {
  readonly #what: string;
  #left = MAX_VISITS;

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

  #visit(of: Value, prefix: string, above: Set<Value>, tensors: Map<string, Tensor>): void {
    if (above.has(of)) return; // a module that holds itself
    const parts = partsOf(of);
    if (!parts) return;
    if (above.size >= MAX_DEPTH) throw this.#tooMany(`dicts over ${MAX_DEPTH} deep`);
    above.add(of);
    for (const [name, part] of parts) {
      if (--this.#left < 0) throw this.#tooMany(`over ${grouped(MAX_VISITS)} values in dicts`);
      if (isTensor(part)) tensors.set(`${prefix}${name}`, part);
      else this.#visit(part, `${prefix}${name}.`, above, tensors);
      if (tensors.size > MAX_TENSORS) throw this.#tooMany(`over ${grouped(MAX_TENSORS)} tensors`);
    }
    above.delete(of);
  }

  #tooMany(found: string): EngineError {
    return new EngineError('file-unsafe', `${this.#what} has ${found}, so many are allowed`, {
      hint: 'Save the state_dict of the model alone.',
    });
  }
}

/** The parts of a value that has named parts; undefined: it has none. */
function partsOf(value: Value): ReadonlyMap<string, Value> | undefined {
  if (value instanceof Dict) return value.named();
  if (Array.isArray(value)) return new Map(value.map((each, i) => [`${i}`, each]));
  if (!(value instanceof Instance)) return undefined;
  return moduleParts(value) ?? value.items.named();
}

function moduleParts({ of, state }: Instance): ReadonlyMap<string, Value> | undefined {
  if (!(state instanceof Dict)) return undefined;
  const attributes = state.named();
  if (of.module.split('.')[0] === '__torch__') return attributes; // TorchScript keeps no lists of its own
  const kinds = ['_parameters', '_buffers', '_modules'].map((kind) => attributes.get(kind));
  if (!kinds.some((kind) => kind instanceof Dict)) return undefined;
  const parts = new Map<string, Value>();
  for (const kind of kinds) {
    if (kind instanceof Dict) for (const [name, part] of kind.named()) parts.set(name, part);
  }
  const passing = attributes.get('_non_persistent_buffers_set');
  if (Array.isArray(passing)) for (const name of passing) parts.delete(`${name}`);
  return parts;
}
