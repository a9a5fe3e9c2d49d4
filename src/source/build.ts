// Calls of what is not in the files at hand: containers and layers of torch.nn, tensors, and the few
// functions of Python that shape a model.
import { itemsOver } from './items.ts';
import { importedLayers, type LayerArgs, type LayerTensor, layers } from './layers.ts';
import { put, putItems } from './members.ts';
import { type CallPlace, numberOf, type Run, settled, termOf, truth } from './run.ts';
import { combine, number, type Term } from './term.ts';
import {
  type Bound,
  either,
  type Item,
  type Module,
  newModule,
  termValue,
  unknown,
  type Value,
} from './value.ts';

type Builder = (run: Run, args: readonly Bound[], at: CallPlace) => Value;

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
  if (layer !== undefined) return layerModule(name, layer(layerArgs(run, args)), at);
  const build = builders.get(name);
  if (build !== undefined) return build(run, args, at);
  if (/^torch\.nn\.[A-Z]/.test(path)) return { kind: 'module', module: newModule(name) };
  return /^[A-Z]/.test(name) ? opaqueModule(name) : unknown(path);
}

export function isContainer(path: string): boolean {
  return /(?:^|\.)(?:ModuleList|Sequential|ModuleDict|ParameterList|ParameterDict)$/.test(path);
}

/** The layer of a name: of torch.nn, or imported from elsewhere under a name that says it. */
export function layerOf(path: string) {
  const name = path.split('.').at(-1) ?? path;
  const ofTorch = path.startsWith('torch.') || !path.includes('.');
  const known = ofTorch ? layers.get(name) : undefined;
  return known ?? importedLayers.find(([pattern]) => pattern.test(name))?.[1];
}

export function opaqueModule(name: string): Value {
  return { kind: 'module', module: newModule(name, undefined, true) };
}

function layerModule(
  name: string,
  tensors: readonly LayerTensor[],
  { scope, line }: CallPlace,
): Value {
  const module = newModule(name);
  for (const { name: tensor, shape, optional } of tensors) {
    const place = { file: scope.file, line };
    const member = { value: { shape }, line: place, optional, repeat: undefined };
    module.members.set(tensor, [member]);
  }
  return { kind: 'module', module };
}

function container(run: Run, name: string, args: readonly Bound[], at: CallPlace): Value {
  const module = newModule(name);
  const { file } = at.scope;
  const named = args.filter((arg) => arg.name !== undefined && arg.name !== 'modules');
  const first = (args.find((arg) => arg.name === undefined) ?? args[0])?.value;
  if (name.endsWith('Dict') || first?.kind === 'dict') {
    const entries = first?.kind === 'dict' ? first.entries : pairsOf(run, first);
    const all = [...entries, ...named.map((arg) => ({ ...arg, key: arg.name ?? '' }))];
    for (const { key, value, line } of all) put(run, module, key, value, { file, line });
  } else if (name.endsWith('List')) {
    if (first !== undefined) putItems(run, module, itemsOver(run, first, at.line), file);
  } else {
    putItems(run, module, args, file);
  }
  return { kind: 'module', module };
}

/** `[['a', Linear()], ...]`, as an OrderedDict takes it. */
function pairsOf(run: Run, value: Value | undefined) {
  if (value?.kind !== 'list') return [];
  return value.items.flatMap((item) => {
    const [key, of] = itemsOver(run, item.value, item.line);
    return key?.value.kind === 'string' && of
      ? [{ key: key.value.value, value: of.value, line: of.line }]
      : [];
  });
}

function layerArgs(run: Run, args: readonly Bound[]): LayerArgs {
  const at = (place: number, name: string): Value | undefined => {
    const byName = args.find((arg) => arg.name === name);
    const found = byName ?? args.filter((arg) => arg.name === undefined)[place];
    return found && settled(run, found.value);
  };
  const free: Term = { op: 'free', text: '?' };
  const termsOf = (value: Value | undefined): readonly Term[] | undefined =>
    value?.kind === 'list' ? value.items.map((i) => termOf(run, i.value) ?? free) : undefined;
  return {
    size: (place, name, fallback) => {
      const value = at(place, name);
      return value === undefined ? (fallback ?? free) : (termOf(run, value) ?? free);
    },
    flag: (place, name, fallback) => {
      const value = at(place, name);
      return value === undefined ? fallback : truth(run, value);
    },
    kernel: (place, name, dimensions) => {
      const value = at(place, name);
      const one = (value && termOf(run, value)) ?? free;
      return termsOf(value) ?? Array.from({ length: dimensions }, () => one);
    },
    shape: (place, name) => {
      const value = at(place, name);
      return termsOf(value) ?? [(value && termOf(run, value)) ?? free];
    },
  };
}

/** torch.zeros(2, 3), torch.randn((2, 3)), torch.empty(size=(2, 3)). */
const filled: Builder = (run, args) => {
  const sizes = args.filter((arg) => arg.name === undefined || arg.name === 'size');
  const first = sizes[0]?.value;
  const items: readonly Item[] = first?.kind === 'list' ? first.items : sizes;
  const shape = items.map((item) => termOf(run, item.value));
  const known = shape.every((term) => term !== undefined);
  return { kind: 'tensor', shape: known ? (shape as Term[]) : undefined, keep: false };
};

const first: Builder = (_, args) => args[0]?.value ?? unknown('nothing');

const parameter: Builder = (_, args) => {
  const of = args[0]?.value;
  return { kind: 'tensor', shape: of?.kind === 'tensor' ? of.shape : undefined, keep: true };
};

const least =
  (pick: (...values: number[]) => number): Builder =>
  (run, args) => {
    const values = args.map((arg) => numberOf(run, arg.value));
    if (values.every((v) => v !== undefined)) return termValue(number(pick(...values)));
    return either(args.map((arg) => arg.value));
  };

const builders: ReadonlyMap<string, Builder> = new Map<string, Builder>([
  ...['zeros', 'ones', 'empty', 'randn', 'rand'].map((name) => [name, filled] as const),
  ['full', (run, args, at) => filled(run, args.slice(0, 1), at)],
  ['Parameter', parameter],
  ['UninitializedParameter', parameter],
  ...['tensor', 'arange', 'tril', 'triu', 'linspace', 'outer', 'cat', 'randint'].map(
    (name) =>
      [name, (() => ({ kind: 'tensor', shape: undefined, keep: false })) as Builder] as const,
  ),
  ['zeros_like', first],
  ['deepcopy', first],
  ['compile', first],
  ['checkpoint_wrapper', first],
  ['spectral_norm', first],
  ['int', (run, args) => integer(run, args)],
  ['float', first],
  ['bool', first],
  ['round', first],
  ['list', first],
  ['tuple', first],
  ['max', least(Math.max)],
  ['min', least(Math.min)],
  ['dict', (run, args) => dictionary(run, args)],
  ['OrderedDict', (run, args) => dictionary(run, args)],
  [
    'partial',
    (_, [of, ...args]) => (of ? { kind: 'partial', of: of.value, args } : unknown('partial')),
  ],
  ['range', (run, args) => range(run, args)],
  ['len', (_, args) => length(args[0]?.value)],
  ['enumerate', (run, args) => zipped(run, [range(run, [lengthBound(args[0])]), args[0]?.value])],
  [
    'zip',
    (run, args) =>
      zipped(
        run,
        args.map((arg) => arg.value),
      ),
  ],
  ['getattr', (run, args) => fieldOr(run, args)],
  ['hasattr', () => unknown('hasattr')],
  ['TransformerEncoder', (run, args, at) => stacked(run, args, at)],
  ['TransformerDecoder', (run, args, at) => stacked(run, args, at)],
]);

function integer(run: Run, args: readonly Bound[]): Value {
  const of = args[0]?.value;
  const known = of && numberOf(run, of);
  if (known !== undefined) return termValue(number(Math.trunc(known)));
  const term = of && termOf(run, of);
  return term ? termValue(combine('//', term, number(1))) : unknown('int');
}

function dictionary(run: Run, args: readonly Bound[]): Value {
  const [of] = args.filter((arg) => arg.name === undefined);
  const base = of?.value.kind === 'dict' ? of.value.entries : pairsOf(run, of?.value);
  const named = args.flatMap(({ name, value, line }) => (name ? [{ key: name, value, line }] : []));
  return { kind: 'dict', entries: [...base, ...named] };
}

function range(run: Run, args: readonly Bound[]): Value {
  const terms = args.map((arg) => termOf(run, arg.value));
  const free: Term = { op: 'free', text: 'some' };
  if (terms.length < 2) return { kind: 'range', start: 0, count: terms[0] ?? free };
  const [start, end] = [terms[0] ?? free, terms[1] ?? free];
  const known = numberOf(run, args[0].value);
  if (terms.length > 2 || known === undefined) return { kind: 'range', start: 0, count: free };
  return { kind: 'range', start: known, count: combine('-', end, start) };
}

function length(value: Value | undefined): Value {
  const countable = value?.kind === 'list' && value.items.every((item) => !item.repeat);
  if (countable) return termValue(number(value.items.length));
  return value?.kind === 'range' ? termValue(value.count) : unknown('len');
}

function lengthBound(arg: Bound | undefined): Bound {
  return { name: undefined, value: length(arg?.value), repeat: undefined, line: arg?.line ?? 0 };
}

function zipped(run: Run, values: readonly (Value | undefined)[]): Value {
  const lists = values.map((value) => itemsOver(run, value ?? unknown('nothing'), 0));
  const items = lists[0]?.map((_, i): Item => {
    const parts = lists.map((list) => list[Math.min(i, list.length - 1)] ?? lists[0][i]);
    const repeat = parts.find((part) => part.repeat)?.repeat;
    const value: Value = {
      kind: 'list',
      items: parts.map((part) => ({ ...part, repeat: undefined })),
    };
    return { value, repeat, line: 0 };
  });
  const shortest = Math.min(...lists.map((list) => (list[0]?.repeat ? Infinity : list.length)));
  return { kind: 'list', items: (items ?? []).slice(0, shortest) };
}

function fieldOr(run: Run, args: readonly Bound[]): Value {
  const [of, name, fallback] = args.map((arg) => arg.value);
  if (of?.kind === 'external' && name?.kind === 'string') {
    return { kind: 'external', path: `${of.path}.${name.value}` }; // getattr(nn, 'Linear')
  }
  if (of?.kind !== 'given' || name?.kind !== 'string') return fallback ?? unknown('getattr');
  const found = settled(run, { kind: 'given', path: [...of.path, name.value] });
  if (found.kind !== 'given' || fallback === undefined) return found;
  // A config that is at hand and lacks the field leaves the fallback.
  return run.facts.hasConfig ? fallback : either([found, fallback]);
}

/** nn.TransformerEncoder(layer, n, norm). */
function stacked(run: Run, args: readonly Bound[], { scope }: CallPlace): Value {
  const at = (place: number, name: string) =>
    args.find((arg) => arg.name === name) ?? args.filter((arg) => !arg.name)[place];
  const [layer, count] = [at(0, 'encoder_layer') ?? at(0, 'decoder_layer'), at(1, 'num_layers')];
  const norm = at(2, 'norm');
  const module: Module = newModule('TransformerEncoder');
  const list = newModule('ModuleList');
  const repeat = (count && termOf(run, count.value)) ?? { op: 'free', text: 'some' };
  if (layer) putItems(run, list, [{ ...layer, repeat }], scope.file);
  const line = { file: scope.file, line: layer?.line ?? 0 };
  put(run, module, 'layers', { kind: 'module', module: list }, line);
  if (norm) put(run, module, 'norm', norm.value, { file: scope.file, line: norm.line });
  return { kind: 'module', module };
}
