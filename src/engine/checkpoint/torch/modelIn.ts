// Which of the dicts in a file of torch.save is the model: the file's own, or one that a training program put beside
// its optimizer. What it is not is named.
import { grouped, oneLine, quoted, several } from '../words.ts';
import { Flattener, isModule } from './flatten.ts';
import { inWords } from './plain.ts';
import { Dict, Instance, isTensor, type Tensor, type Value } from './values.ts';

/** What programs call the model, the likelier first: PyTorch's tutorials, Lightning, nanoGPT, DeepSpeed, GANs. */
const MODELS = [
  ...['state_dict', 'model_state_dict', 'model', 'module', 'model_state', 'net', 'params'],
  ...['network', 'weights', 'generator', 'ema_state_dict', 'model_ema', 'ema', 'params_ema'],
];
/** What they keep of the training: its tensors have the shapes of the model's. */
const TRAINING =
  /optim|sched|scaler|^(?:loops|callbacks|rng.*|random.*|.*_rng_state|exp_avg.*|grads?|gradients|momentum.*)$/i;
/** Dicts in dicts: a model lies at most three deep in files that are known. */
const MAX_DEPTH = 4;
/** Dicts of tensors in dicts, as JAX' have a module's. */
const MAX_TREE_DEPTH = 32;
/** Of dicts that are looked at to find it. */
const MAX_PLACES = 10_000;
/** Words for what is of a training have some ten. */
const LONGEST_WORD = 200;
/** Of a list of tensors, as many as a checkpoint may have. */
const MAX_LIST = 250_000;
/** Of what else the file holds, so many are named. */
const MAX_OTHERS = 1000;

export type Place = {
  readonly at: readonly string[];
  readonly members: ReadonlyMap<string, Value>;
};

export type ModelIn = {
  readonly value: Value;
  readonly tensors: ReadonlyMap<string, Tensor>;
  /** The dicts around it, the file's own first; at last the model, where it is a dict. */
  readonly around: readonly Place[];
  /** What else the file holds: name -> in a few words. */
  readonly others: ReadonlyMap<string, string>;
  readonly notes: readonly string[];
};

type Candidate = {
  readonly at: readonly string[];
  readonly value: Value;
  readonly tensors: ReadonlyMap<string, Tensor>;
  /** Nothing is in it but them. */
  readonly isAll: boolean;
};

/** undefined: it holds no tensors but those of a training. `what` is the file, for people. */
export function modelIn(value: Value, what: string): ModelIn | undefined {
  const flattener = new Flattener(what);
  const { places, candidates } = found(rootOf(value, flattener), flattener);
  const model = chosen(candidates);
  if (!model) return undefined;
  const rivals = candidates.filter(({ at }) => !isWithin(at, model.at) && !isWithin(model.at, at));
  const around = places.filter(({ at }) => isWithin(model.at, at));
  return {
    value: model.value,
    tensors: model.tensors,
    around,
    others: others(around, model, flattener),
    notes: rivals.length > 0 ? [ambiguous(model, rivals)] : [],
  };
}

/** A tensor alone, and the parts of a list or tuple, as a dict has them. */
function rootOf(value: Value, flattener: Flattener): Value {
  const root = new Dict();
  if (isTensor(value)) root.set('tensor', value);
  else if (Array.isArray(value) && value.length <= MAX_LIST) {
    for (const [name, part] of flattener.numbered(value)) root.set(name, part);
  } else return value;
  return root;
}

function isWithin(at: readonly string[], above: readonly string[]): boolean {
  return above.every((key, i) => at[i] === key);
}

type Found = { readonly places: readonly Place[]; readonly candidates: readonly Candidate[] };

/** All dicts that may hold or be a model, those nearer to the file's own first. */
function found(root: Value, flattener: Flattener): Found {
  const places: Place[] = [];
  const candidates: Candidate[] = [];
  const trees = new Map<Value, boolean>();
  const waiting = new Map<Value, readonly string[]>([[root, []]]); // each once; more may come while it is gone through
  for (const [value, at] of waiting) {
    const members = membersOf(value, flattener);
    if (!members || isOptimizer(value)) continue;
    const isWhole = isModule(value);
    if (!isWhole) places.push({ at, members });
    const isAll = isWhole || isTree(value, trees);
    const tensors = isAll ? flattener.tensorsIn(value) : tensorsAmong(members, flattener);
    if (tensors.size > 0) candidates.push({ at, value, tensors, isAll });
    if (isWhole || at.length >= MAX_DEPTH) continue;
    for (const [key, part] of members) {
      if (waiting.size >= MAX_PLACES) break;
      if (!waiting.has(part) && isHolder(part) && !isOfTraining(key)) {
        waiting.set(part, [...at, key]);
      }
    }
  }
  return { places, candidates };
}

/** What is said of a training is said in a word: a long text is none, and may stand in each of many dicts. */
function isOfTraining(key: string): boolean {
  return key.length <= LONGEST_WORD && TRAINING.test(key);
}

function membersOf(value: Value, flattener: Flattener): ReadonlyMap<string, Value> | undefined {
  return isTensorList(value) ? flattener.numbered(value) : namedIn(value);
}

function namedIn(value: Value): ReadonlyMap<string, Value> | undefined {
  if (value instanceof Dict) return value.named();
  if (!(value instanceof Instance)) return undefined;
  if (value.items.size > 0) return value.items.named();
  return value.state instanceof Dict ? value.state.named() : undefined;
}

/** As torch.optim's state_dict() has it, under whatever name. */
function isOptimizer(value: Value): boolean {
  if (value instanceof Dict)
    for (const [key] of value.pairs()) if (key === 'param_groups') return true;
  return false;
}

function isHolder(value: Value): boolean {
  return value instanceof Dict || value instanceof Instance || isTensorList(value);
}

/** Long lists that were looked through: one may stand in each of many dicts. */
const looked = new WeakMap<Value[], boolean>();
const LONG_LIST = 64;

function isTensorList(value: Value): value is Value[] {
  if (!Array.isArray(value) || value.length > MAX_LIST) return false;
  if (value.length <= LONG_LIST) return value.some(isTensor);
  const is = looked.get(value) ?? value.some(isTensor);
  looked.set(value, is);
  return is;
}

/** Of a dict with other things in it, those that stand in it itself, or in a list, as those of quantised layers. */
function tensorsAmong(
  members: ReadonlyMap<string, Value>,
  flattener: Flattener,
): ReadonlyMap<string, Tensor> {
  const tensors = new Map<string, Tensor>();
  for (const [name, part] of members) {
    if (isTensor(part)) flattener.put(tensors, name, part);
    if (!isPartList(name, part)) continue;
    for (const [i, each] of part.entries()) {
      if (isTensor(each)) flattener.put(tensors, `${name}.${i}`, each);
    }
  }
  return tensors;
}

/** A list whose tensors are the model's. */
function isPartList(name: string, part: Value): part is Value[] {
  return isTensorList(part) && !isOfTraining(name);
}

/** Whether it is a dict of nothing but tensors and such dicts. `known`: what is known of others, which may stand in it often. */
function isTree(value: Value, known: Map<Value, boolean>, depth = 0): boolean {
  const before = known.get(value);
  if (before !== undefined) return before;
  if (depth > MAX_TREE_DEPTH) return false;
  known.set(value, false); // one that holds itself is none
  const inside = value instanceof Instance ? [] : insideOf(value);
  const is =
    inside.length > 0 && inside.every((part) => isTensor(part) || isTree(part, known, depth + 1));
  known.set(value, is);
  return is;
}

function insideOf(value: Value): readonly Value[] {
  return isTensorList(value) ? value : [...(namedIn(value)?.values() ?? [])];
}

/** One that is called a model, the nearest; else the file's own where it is one; else the largest. */
function chosen(candidates: readonly Candidate[]): Candidate | undefined {
  const own = candidates.find(({ at }) => at.length === 0);
  const rank = ({ at }: Candidate) => MODELS.indexOf(at.at(-1) ?? '');
  const [called] = candidates
    .filter((each) => rank(each) >= 0)
    .sort((a, b) => a.at.length - b.at.length || rank(a) - rank(b));
  const direct = own ? directIn(own.value) : 0;
  if (called && called.tensors.size >= direct) return called;
  const isWhole = own && own.tensors.size > direct; // a module, or dicts of tensors
  return isWhole ? own : candidates.toSorted((a, b) => b.tensors.size - a.tensors.size)[0];
}

function directIn(value: Value): number {
  return insideOf(value).filter(isTensor).length;
}

/** By their names, in a few words each: so many as people look at. */
function others(
  around: readonly Place[],
  model: Candidate,
  flattener: Flattener,
): ReadonlyMap<string, string> {
  const named = new Map<string, string>();
  let more = 0;
  for (const { at, members } of around) {
    const isModel = at.length === model.at.length;
    for (const [key, part] of members) {
      if (isModel ? isPartOf(model, key, part) : key === model.at[at.length]) continue;
      if (named.size >= MAX_OTHERS) more++;
      else named.set(nameOf([...at, key]), saidOf(part, flattener));
    }
  }
  return more === 0 ? named : named.set('and more', grouped(more));
}

function saidOf(part: Value, flattener: Flattener): string {
  const count = isTensor(part) ? 0 : flattener.tensorsIn(part).size;
  return count > 0 ? tensors(count) : inWords(part);
}

/** Parts of a name may be long, and stand in many. */
function nameOf(at: readonly string[]): string {
  return at.map(oneLine).join('.');
}

function tensors(count: number): string {
  return count === 1 ? '1 tensor' : `${grouped(count)} tensors`;
}

/** Whether what stands in the model by this name is the model's. */
function isPartOf({ tensors, isAll }: Candidate, key: string, part: Value): boolean {
  return isAll || tensors.has(key) || isPartList(key, part);
}

function ambiguous(model: Candidate, rivals: readonly Candidate[]): string {
  const is = rivals.length === 1 ? 'is' : 'are';
  const taken = `${quoted(nameOf(model.at))} (${grouped(model.tensors.size)}) is read`;
  return `The file holds several sets of tensors: ${taken}, ${several(rivals.map(({ at }) => nameOf(at)))} ${is} not.`;
}
