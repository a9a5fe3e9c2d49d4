// The closed list of what a pickle may call, as formats of PyTorch and NumPy need it. What is not on it is kept as
// data where it can be a class (inert.ts), and else refuses the file by name.
import { EngineError } from '../../core/error.ts';
import { grouped, oneLine } from '../words.ts';
import { dtypeNamed, dtypeOfStorage } from './dtypes.ts';
import { Given, type Makers } from './given.ts';
import { mayBeCalled, mayBeMade } from './inert.ts';
import { callBytes, type Spend, type World } from './machine.ts';
import { numpyMakers } from './numpy.ts';
import { rebuilders } from './rebuild.ts';
import { Dict, Global, Instance, type Value } from './values.ts';

const asList = (given: Given): Value => [...(Array.isArray(given.all[0]) ? given.all[0] : [])];
const first = (given: Given): Value => given.all[0] ?? null;

const plain: Makers = [
  ['collections.OrderedDict', dictOf],
  ['collections.defaultdict', () => new Dict()],
  ['collections.Counter', dictOf],
  ['collections.deque', asList],
  ['builtins.dict', dictOf],
  ['builtins.list', asList],
  ['builtins.tuple', asList],
  ['builtins.set', asList],
  ['builtins.frozenset', asList],
  ['builtins.slice', (given) => [...given.all]],
  ['builtins.complex', (given) => [...given.all]],
  ['builtins.bytearray', bytes],
  ['builtins.bytes', bytes],
  ['builtins.int', first],
  ['builtins.float', first],
  ['builtins.str', first],
  ['builtins.bool', first],
  ['builtins.getattr', attribute],
  ['_codecs.encode', bytes],
  ['copyreg._reconstructor', (given, { create }) => create(given.all[0] ?? null, [])],
  ['copyreg.__newobj__', (given, { create }) => create(given.all[0] ?? null, given.all.slice(1))],
  [
    'copyreg.__newobj_ex__',
    (given, { create }) => create(given.all[0] ?? null, given.all.slice(1)),
  ],
  ['torch.Size', asList],
  ['torch.device', device],
  ['torch.serialization._get_layout', first],
  ['torch.nn.backends.thnn._get_thnn_function_backend', () => null], // in whole modules of before 2019
  // TorchScript writes lists by these, and objects with their type.
  ['torch.jit._pickle.build_intlist', first],
  ['torch.jit._pickle.build_doublelist', first],
  ['torch.jit._pickle.build_boollist', first],
  ['torch.jit._pickle.build_tensorlist', first],
  ['torch.jit._pickle.restore_type_tag', first],
];

const makers = new Map([...plain, ...rebuilders, ...numpyMakers]);
/** What making one without its constructor comes to. */
const containers = new Set(['collections.OrderedDict', 'collections.defaultdict', 'builtins.dict']);

/** Functions that make tensors of a kind that is not on the list, as those of other devices. */
const REBUILDS = /^torch\._\w+\._rebuild_\w+$/;
/** Of a module and what is named in it: the longest of Python's library has 60 letters. */
const MAX_NAME = 1000;
/** Names that are not on the list: of whole modules there are hundreds. */
const MAX_INERT = 10_000;
/** A function of the list gives another one its arguments at most twice. */
const MAX_DEPTH = 8;

export type TorchWorld = World & {
  /** "module.name" of all that is said in the pickle, is not on the list and was kept as data. */
  readonly inert: ReadonlySet<string>;
};

/** `what` is the pickle, for people; `persistent` gives what lies outside of it. */
export function torchWorld(what: string, persistent: World['persistent']): TorchWorld {
  const inert = new Set<string>();
  const refuse = (does: string, callee: Value): never => {
    throw notAllowed(what, does, callee);
  };
  let depth = 0;
  const call = (callee: Value, args: Value, spend: Spend): Value => {
    if (!(callee instanceof Global) || !Array.isArray(args)) return refuse('calls', callee);
    spend(callBytes([callee.path, args]));
    spend(callBytes(args));
    const make = makers.get(known(callee.path));
    if (!make && REBUILDS.test(callee.path)) throw notRead(what, callee);
    if (!make) return mayBeCalled(callee) ? new Instance(callee, args) : refuse('calls', callee);
    const given = new Given(what, callee.path, args);
    if (++depth > MAX_DEPTH) given.wrong(`${MAX_DEPTH} calls within one another are allowed`);
    const made = make(given, { call: (next, its) => call(next, its, spend), create });
    depth--;
    return made;
  };
  const create = (of: Value, args: Value): Value => {
    if (of instanceof Global && containers.has(known(of.path))) return new Dict();
    if (of instanceof Global && mayBeMade(of)) return new Instance(of, args);
    return refuse('makes an object of', of);
  };
  return {
    inert,
    name(module, name) {
      const length = module.length + name.length;
      if (length > MAX_NAME) throw tooMuch(what, `a name of ${grouped(length)} letters`, MAX_NAME);
      const found = new Global(module, name);
      if (!isKnown(found)) inert.add(oneLine(found.path));
      if (inert.size > MAX_INERT) throw tooMuch(what, 'names of more classes', MAX_INERT);
      return found;
    },
    call,
    create,
    persistent,
  };
}

function tooMuch(what: string, found: string, allowed: number): EngineError {
  const message = `${what} has ${found}, ${grouped(allowed)} are allowed`;
  return new EngineError('file-unsafe', message, {
    hint: 'Save the state_dict of the model alone.',
  });
}

function notAllowed(what: string, does: string, callee: Value): EngineError {
  const name = callee instanceof Global ? oneLine(callee.path) : 'what has no name';
  return new EngineError('file-unsafe', `${what} ${does} ${name}, which no checkpoint needs`, {
    hint: 'Nothing of it was run. Do not load it in Python either; ask whoever made it for safetensors.',
  });
}

function notRead(what: string, { path }: Global): EngineError {
  const message = `${what} has tensors of ${oneLine(path)}, which are not read`;
  return new EngineError('file-format', message, {
    hint: 'Load it in PyTorch where you trust it, and save its state_dict with safetensors.',
  });
}

/** Python 2 called some of them otherwise. */
function known(path: string): string {
  return path.replace(/^__builtin__\./, 'builtins.').replace(/^copy_reg\./, 'copyreg.');
}

function isKnown({ module, name, path }: Global): boolean {
  if (makers.has(known(path)) || known(path) === 'builtins.object') return true;
  if (module === 'torch.cuda' && dtypeOfStorage(name)) return true;
  if (module === 'torch')
    return Boolean(dtypeNamed(name) ?? dtypeOfStorage(name)) || TORCH.has(name);
  return TORCH.has(path) || path === 'numpy.ndarray';
}

const TORCH = new Set([
  'Tensor',
  'strided',
  'sparse_coo',
  'sparse_csr',
  'per_tensor_affine',
  'torch.storage.UntypedStorage',
  'torch.storage.TypedStorage',
  'torch.nn.parameter.Parameter',
]);

/** A dict of pairs, or of another dict. */
function dictOf(given: Given): Value {
  const [from] = given.all;
  const dict = new Dict();
  if (from instanceof Dict) for (const [key, value] of from.pairs()) dict.set(key, value);
  if (!Array.isArray(from)) return dict;
  for (const pair of from) {
    if (!Array.isArray(pair) || pair.length !== 2) return given.wrong('no pairs');
    dict.set(pair[0], pair[1]);
  }
  return dict;
}

/** Bytes as protocols before 3 have them: a text of their codes, or a list of them. */
function bytes(given: Given): Value {
  const [from = ''] = given.all;
  if (from instanceof Uint8Array) return from;
  if (typeof from === 'string') return codesOf(from) ?? given.wrong('no bytes');
  if (Array.isArray(from) && from.every((code) => typeof code === 'number')) {
    return Uint8Array.from(from);
  }
  return given.wrong('no bytes');
}

/** undefined: one is no byte's. */
function codesOf(text: string): Uint8Array | undefined {
  const codes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code > 0xff) return undefined;
    codes[i] = code;
  }
  return codes;
}

/** A kind and a number. Lists within lists would make a text without end. */
function device(given: Given): Value {
  if (given.all.some((part) => typeof part === 'object')) return given.wrong('no device');
  return given.all.join(':');
}

/** A member of an enumeration, or a method of an object that is data: kept by its name. */
function attribute(given: Given): Value {
  const [of] = given.all;
  const name = given.text(1);
  if (of instanceof Instance) return new Instance(of.of, [name]);
  if (of instanceof Global && mayBeCalled(of)) return new Instance(of, [name]);
  return given.wrong('an attribute of what is no object');
}
