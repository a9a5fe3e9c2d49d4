// A class of modules -> its structures: as the text alone says, and, where no config decides, as its
// defaults and the functions of its file make it. Which of them is meant a checkpoint's tensors say.
import type { Json, JsonObject } from '../protocol/sourceService.ts';
import { call, invoke } from './call.ts';
import { methodValue } from './classes.ts';
import { nameOf } from './decorators.ts';
import { evaluate } from './evaluate.ts';
import { execute } from './execute.ts';
import { type Facts, factsOf } from './facts.ts';
import { argumentsFor, configName, defaultsFor, isSizes, parametersFor } from './given.ts';
import { instantiate } from './instantiate.ts';
import { mentions } from './items.ts';
import type { Program } from './program.ts';
import { functionValue, knownOf, type Run, scopeOf } from './run.ts';
import { cutStructure, type Structure, structureFrom } from './structure.ts';
import type { ClassDef, FunctionDef } from './syntax.ts';
import { type FunctionValue, none, type Value } from './value.ts';
import { isTooMuch, partOf, type Work } from './work.ts';

const mostMakers = 12; // functions of a file that make the class

/** Each is answered with the sizes that the tensors give it. */
type Readings = Generator<Structure, undefined, ReadonlyMap<string, number> | undefined>;

/**
 * @param config the checkpoint's config.json; its numbers and flags decide what the class builds
 */
export function* readingsOf(
  program: Program,
  def: ClassDef,
  config: JsonObject | undefined,
  work: Work,
): Readings {
  const begin = (facts: Facts, assumed = false, length?: number) =>
    runOf(program, facts, assumed, partOf(work), length);
  const first = begin(factsOf(config, new Map()));
  const defaults = tried(first, def, () => defaultsFor(first, def, parametersFor(first, def)));
  if (!(defaults instanceof Map)) {
    yield defaults as Structure;
    return undefined;
  }
  const reading = (run: Run, from: JsonObject | undefined) =>
    tried(run, def, () => instance(run, def, from, defaults)) as Structure;
  const sizes = yield reading(begin(factsOf(config, defaults)), config);
  if (config === undefined) {
    const flags = new Map([...defaults].filter(([, value]) => typeof value !== 'number'));
    const solved = yield reading(begin(factsOf({}, flags)), undefined);
    yield reading(begin(factsOf({}, defaults), true), undefined);
    const known = new Map([...flags, ...(sizes ?? []), ...(solved ?? [])]);
    const more = yield reading(begin(factsOf({}, known)), undefined);
    const all = new Map([...defaults, ...known, ...(more ?? [])]);
    yield reading(begin(factsOf({}, all), true), undefined);
    if (parametersFor(first, def).some(isSizes)) yield* byLength(defaults, begin, reading);
  }
  for (const maker of makersOf(program, def)) {
    const make = (facts: Facts) => {
      const run = begin(facts, true);
      return tried(run, def, () => madeBy(run, def, maker, defaults)) as Structure | undefined;
    };
    const made = make(factsOf(config ?? {}, new Map()));
    if (made === undefined) continue;
    const solved = yield made;
    const again = make(factsOf(config ?? {}, new Map([...defaults, ...(solved ?? [])])));
    if (again) yield again;
  }
  return undefined;
}

type Begin = (facts: Facts, assumed?: boolean, length?: number) => Run;
type Reading = (run: Run, from: JsonObject | undefined) => Structure;

const mostSizes = 6; // of a list of sizes: stages of a network

/** Lists of sizes may be longer or shorter than their defaults: their sizes follow from the tensors. */
function* byLength(defaults: ReadonlyMap<string, Json>, begin: Begin, reading: Reading): Readings {
  const isSize = (name: string, value: Json) => typeof value === 'number' || name.endsWith(']');
  const flags = new Map([...defaults].filter(([name, value]) => !isSize(name, value)));
  const scalars = [...defaults].filter(([name]) => !name.endsWith(']'));
  for (let length = 1; length <= mostSizes; length++) {
    const solved = yield reading(begin(factsOf({}, flags), false, length), undefined);
    const known = new Map([...scalars, ...(solved ?? [])]);
    const again = yield reading(begin(factsOf({}, known), true, length), undefined);
    const more = new Map([...known, ...(again ?? [])]);
    if (more.size > known.size) yield reading(begin(factsOf({}, more), true, length), undefined);
  }
  return undefined;
}

/** The structure as the text alone says it. */
export function structureOf(
  program: Program,
  def: ClassDef,
  config: JsonObject | undefined,
  work: Work,
): Structure {
  const { value } = readingsOf(program, def, config, work).next();
  return value as Structure; // there is always a first
}

function runOf(
  program: Program,
  facts: Facts,
  assumed: boolean,
  work: Work,
  listLength: number | undefined,
): Run {
  const run: Run = {
    ...{ program, facts, assumed, work, listLength },
    outermost: undefined,
    known: knownOf(facts),
    depth: 0,
    undecided: 0,
    rounds: undefined,
    unread: false,
    tied: new Set(),
    closures: new Map(),
    classValues: new Map(),
    globals: new Map(),
    evaluate: (expr, scope) => evaluate(run, expr, scope),
    execute: (statements, scope) => execute(run, statements, scope),
    call: (callee, args, at) => call(run, callee, args, at),
  };
  return run;
}

/** Too much to follow: then nothing is known of the class. */
function tried<T>(run: Run, def: ClassDef, read: () => T): T | Structure {
  try {
    return read();
  } catch (error) {
    if (isTooMuch(error)) return cutStructure(run, def);
    throw error;
  }
}

function instance(
  run: Run,
  def: ClassDef,
  config: JsonObject | undefined,
  defaults: ReadonlyMap<string, Json>,
): Structure {
  const args = argumentsFor(run, def, parametersFor(run, def), config);
  const made = instantiate(run, def, args, { scope: scopeOf(def.file), line: def.line });
  return asStructure(run, def, made, defaults) ?? cutStructure(run, def);
}

function asStructure(
  run: Run,
  def: ClassDef,
  value: Value,
  defaults: ReadonlyMap<string, Json>,
): Structure | undefined {
  if (value.kind !== 'module' || value.module.def !== def) return undefined;
  return structureFrom(run, def, value.module, defaults);
}

type Maker = FunctionDef | { readonly constant: string } | { readonly method: string };

/** Functions without arguments, class methods and constants of the class's file that come to an
 * instance of it. */
function makersOf(program: Program, def: ClassDef): readonly Maker[] {
  const file = program.file(def.file);
  if (file === undefined) return [];
  const names = [def.name];
  const functions = [...file.functions.values()];
  for (let round = 0; round < 2; round++) {
    for (const one of functions) {
      if (!names.includes(one.name) && mentions(one.body, names)) names.push(one.name);
    }
  }
  const isFree = (parameters: FunctionDef['parameters']) =>
    parameters.every(
      (one) => one.star > 0 || one.fallback !== undefined || configName.test(one.name),
    );
  const free = functions.filter((one) => names.includes(one.name) && isFree(one.parameters));
  const methods = program
    .lineage(def)
    .flatMap((one) => [...one.methods.values()])
    .filter((one) => one.decorators.some((decorator) => nameOf(decorator) === 'classmethod'))
    .filter((one) => isFree(one.parameters.slice(1)))
    .map(({ name }) => ({ method: name }));
  const constants = [...file.constants]
    .filter(([, value]) => value.kind === 'call' && mentions(value.callee, names))
    .map(([constant]) => ({ constant }));
  return [...free, ...methods, ...constants].slice(0, mostMakers);
}

function madeBy(
  run: Run,
  def: ClassDef,
  maker: Maker,
  defaults: ReadonlyMap<string, Json>,
): Structure | undefined {
  run.outermost = def;
  const value =
    'constant' in maker
      ? run.evaluate({ kind: 'name', name: maker.constant, line: 0 }, scopeOf(def.file))
      : called(run, def, maker);
  return asStructure(run, def, value, defaults);
}

function called(run: Run, def: ClassDef, maker: FunctionDef | { readonly method: string }): Value {
  const of =
    'method' in maker
      ? methodValue(run, def, maker.method, { kind: 'class', def })
      : (functionValue(maker) as FunctionValue);
  if (of === undefined) return none;
  const taken = of.def.parameters.slice(of.self ? 1 : 0);
  const needed = taken.filter(({ star, fallback }) => star === 0 && fallback === undefined);
  return invoke(run, of, argumentsFor(run, def, needed, undefined));
}
