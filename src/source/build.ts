// Calls of what is not in the files at hand: containers and layers of torch.nn, tensors, and the few
// functions of Python that shape a model.
import { builtins, pairsOf } from './builtins.ts';
import { touched } from './call.ts';
import { itemsOver } from './items.ts';
import { isContainer, isTensorless, layerOf } from './layerNames.ts';
import { fieldsOf } from './layers.ts';
import type { LayerArgs, LayerTensor } from './layerTensors.ts';
import { put, putItems } from './members.ts';
import { reparametrised } from './reparametrise.ts';
import { type CallPlace, type Run, settled, termOf, truth } from './run.ts';
import { sizeOf, type Term } from './term.ts';
import { torchFunction } from './torchFunctions.ts';
import {
  type Bound,
  type Module,
  newModule,
  opaqueModule,
  termValue,
  unknown,
  type Value,
} from './value.ts';

const free: Term = { op: 'free', text: '?' };

/** By the last part of the name; torch's own come first, then Python's. */
export function buildExternal(
  run: Run,
  path: string,
  args: readonly Bound[],
  at: CallPlace,
): Value {
  const name = path.split('.').at(-1) ?? path;
  if (isContainer(path)) return container(run, name, args, at);
  const layer = layerOf(path);
  if (layer !== undefined) return layerModule(run, name, layer(layerArgs(run, args)), args, at);
  const stack = /^Transformer(?:En|De)coder$/.test(name) ? stacked(run, name, args, at) : undefined;
  if (stack !== undefined) return stack;
  const wrapped = reparametrised(run, path, args, at);
  if (wrapped !== undefined) return wrapped;
  const isTorch = path.startsWith('torch.');
  const made = isTorch ? torchFunction(run, path, args) : builtins.get(name)?.(run, args, at);
  if (made !== undefined) return made;
  if (/^[A-Z]/.test(name)) {
    const isEmpty = /^torch\.nn\.[A-Z]\w*$/.test(path) && isTensorless(name);
    return { kind: 'module', module: isEmpty ? newModule(name) : opaqueModule(name) };
  }
  if (!isTorch) touched(args);
  return unknown(path);
}

function layerModule(
  run: Run,
  name: string,
  tensors: readonly LayerTensor[],
  args: readonly Bound[],
  { scope, line }: CallPlace,
): Value {
  const module = newModule(name);
  const place = { file: scope.file, line };
  for (const { name: tensor, shape, optional, repeat } of tensors) {
    const member = { value: { shape }, line: place, optional, repeat };
    module.members.set(tensor, [...(module.members.get(tensor) ?? []), member]);
  }
  const { size } = layerArgs(run, args);
  for (const [i, field] of fieldsOf(name).entries()) {
    if (field !== '') module.fields.set(field, termValue(size(i, field)));
  }
  return { kind: 'module', module };
}

function container(run: Run, name: string, args: readonly Bound[], at: CallPlace): Value {
  const module = newModule(name);
  const { file } = at.scope;
  const keywords = new Set(['modules', 'parameters', 'values']);
  const named = args.filter((arg) => arg.name !== undefined && !keywords.has(arg.name));
  const first = (args.find((arg) => arg.name === undefined) ?? args[0])?.value;
  if (name.endsWith('Dict') || first?.kind === 'dict') {
    const entries = first?.kind === 'dict' ? first.entries : pairsOf(run, first);
    const all = [...entries, ...named.map((arg) => ({ ...arg, key: arg.name ?? '' }))];
    if (first && first.kind !== 'dict' && entries.length === 0 && first.kind !== 'list') {
      module.open = true;
    }
    for (const { key, value, line } of all)
      put(run, module, key, asKept(name, value), { file, line });
  } else if (name.endsWith('List')) {
    if (first !== undefined) {
      const items = itemsOver(run, first, at.line);
      putItems(
        run,
        module,
        items.map((i) => ({ ...i, value: asKept(name, i.value) })),
        file,
      );
    }
  } else {
    putItems(run, module, args, file);
  }
  return { kind: 'module', module };
}

/** A list or dict of parameters makes parameters of tensors. */
function asKept(container: string, value: Value): Value {
  const keeps = container.startsWith('Parameter') && value.kind === 'tensor';
  return keeps ? { ...value, keep: true } : value;
}

function layerArgs(run: Run, args: readonly Bound[]): LayerArgs {
  const at = (place: number, name: string): Value | undefined => {
    const byName = args.find((arg) => arg.name === name);
    const found = byName ?? args.filter((arg) => arg.name === undefined)[place];
    return found && settled(run, found.value);
  };
  const termsOf = (value: Value | undefined): readonly Term[] | undefined =>
    value?.kind === 'list'
      ? itemsOver(run, value, 0).map((i) => termOf(run, i.value) ?? free)
      : undefined;
  return {
    size: (place, name, fallback) => {
      const value = at(place, name);
      if (value === undefined || (value.kind === 'none' && fallback)) return fallback ?? free;
      return termOf(run, value) ?? free;
    },
    flag: (place, name, fallback) => {
      const value = at(place, name);
      return value === undefined ? fallback : truth(run, value);
    },
    kernel: (place, name, dimensions) => {
      const value = at(place, name);
      const known = termsOf(value);
      if (known !== undefined && known.length === dimensions) return known;
      const isSure = known === undefined && value?.kind !== 'given';
      const one = (isSure && value && termOf(run, value)) || free;
      return Array.from({ length: dimensions }, () => one);
    },
    shape: (place, name) => {
      const value = at(place, name);
      // What is given may be one number or a tuple; that it is one is what people write.
      return termsOf(value) ?? [(value && termOf(run, value)) ?? free];
    },
    known: (term) => sizeOf(term, run.known),
  };
}

/** nn.TransformerEncoder(layer, n, norm). */
function stacked(
  run: Run,
  name: string,
  args: readonly Bound[],
  { scope }: CallPlace,
): Value | undefined {
  const at = (place: number, key: string) =>
    args.find((arg) => arg.name === key) ?? args.filter((arg) => !arg.name)[place];
  const layer = at(0, 'encoder_layer') ?? at(0, 'decoder_layer');
  const count = at(1, 'num_layers');
  const norm = at(2, 'norm');
  if (layer === undefined) return undefined;
  const module: Module = newModule(name);
  const list = newModule('ModuleList');
  const repeat = (count && termOf(run, count.value)) ?? { op: 'free', text: 'some' };
  putItems(run, list, [{ ...layer, repeat }], scope.file);
  const line = { file: scope.file, line: layer.line };
  put(run, module, 'layers', { kind: 'module', module: list }, line);
  if (norm) put(run, module, 'norm', norm.value, { file: scope.file, line: norm.line });
  return { kind: 'module', module };
}
