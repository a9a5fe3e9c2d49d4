// A class of modules -> what its instances hold: tensors by name, with shapes and defining lines, and
// lists of blocks.

import type { Json, JsonObject, SourceLine } from '../protocol/sourceService.ts';
import { call, instantiate } from './call.ts';
import { evaluate } from './evaluate.ts';
import { execute } from './execute.ts';
import { defaultsOf, type Facts, factsOf, literalOf } from './facts.ts';
import { slotsOf } from './members.ts';
import { meaningOf, type Program } from './program.ts';
import { knownOf, mostSteps, type Run, scopeOf } from './run.ts';
import type { ClassDef, Parameter } from './syntax.ts';
import { type Term, termText } from './term.ts';
import { type Bound, isModule, type Member, manyName } from './value.ts';

/** A tensor, or many alike, that instances of a class hold. */
export type TensorRule = {
  /** One entry a step; `*` stands for any number. */
  readonly path: readonly string[];
  /** undefined: not in the text. */
  readonly shape: readonly Term[] | undefined;
  readonly optional: boolean;
  /** A module whose class is not at hand: any tensors may lie under the path. */
  readonly opaque: boolean;
  /** How many there are, one entry for each step of the path that stands for many. */
  readonly counts: readonly Term[];
  /** The line that makes it, and the lines of the modules around it, outermost first. */
  readonly lines: readonly SourceLine[];
};

/** A submodule, or many alike. */
export type ModuleRule = {
  readonly path: readonly string[];
  readonly className: string;
  readonly definition: SourceLine | undefined;
  readonly line: SourceLine;
  readonly count: Term | undefined;
};

export type Structure = {
  readonly className: string;
  readonly file: string;
  readonly line: number;
  readonly tensors: readonly TensorRule[];
  readonly modules: readonly ModuleRule[];
  /** Patterns of tensors that are one and the same; a file may hold only one of them. */
  readonly tied: readonly string[];
  readonly facts: Facts;
  /** Sizes that the class takes from outside, and their defaults. */
  readonly defaults: ReadonlyMap<string, Json>;
  /** Some of the text could not be followed: nothing should be concluded from what is missing. */
  readonly broken: boolean;
};

const mostRules = 20_000;

/** Classes whose instances are modules, in the order of the files. */
export function moduleClasses(program: Program): readonly ClassDef[] {
  return program.files.flatMap((file) => file.classes.filter((def) => isModuleClass(program, def)));
}

function isModuleClass(program: Program, def: ClassDef): boolean {
  if (!program.lineage(def).some((one) => one.methods.has('__init__'))) return false;
  return program.externalBases(def).some((base) => moduleBase.test(base));
}

/** nn.Module and its kin, PreTrainedModel, LightningModule, GradientCheckpointingLayer. */
const moduleBase = /^torch\.nn\.|(?:^|\.)(?:\w*Module|\w*PreTrainedModel|\w*Layer|Sequential)$/;

/**
 * @param config the checkpoint's config.json; its numbers and flags decide what the class builds
 */
export function structureOf(
  program: Program,
  def: ClassDef,
  config: JsonObject | undefined,
): Structure {
  const parameters = parametersOf(program, def);
  const defaults = defaultsFor(program, def, parameters);
  const facts = factsOf(config, defaults);
  const run: Run = {
    program,
    facts,
    known: knownOf(facts),
    steps: mostSteps,
    depth: 0,
    building: [],
    undecided: 0,
    rounds: undefined,
    tied: new Set(),
    evaluate: (expr, scope) => evaluate(run, expr, scope),
    execute: (statements, scope) => execute(run, statements, scope),
    call: (callee, args, at) => call(run, callee, args, at),
  };
  const args = parameters.map((parameter) => given(run, parameter, def));
  const module = instantiate(run, def, args, { scope: scopeOf(def.file), line: def.line });
  const tensors: TensorRule[] = [];
  const tied = [...tiedKeys(program, def)];
  const modules: ModuleRule[] = [];
  for (const slot of slotsOf(module)) {
    if (tensors.length + modules.length >= mostRules) break;
    const counts = slot.chain.flatMap(({ repeat }) => (repeat ? [repeat] : []));
    const { value, line } = slot.member;
    const path = slot.path.flatMap((step) => step.split('.'));
    if (isModule(value)) {
      modules.push({
        path,
        className: value.className,
        definition: value.definition,
        line,
        count: slot.member.repeat,
      });
    }
    if (isModule(value) && !value.opaque) continue;
    if (run.tied.has(slot.member)) tied.push(patternText(path));
    tensors.push({
      path,
      shape: isModule(value) ? undefined : value.shape,
      optional: isModule(value) || slot.chain.some((member) => member.optional),
      opaque: isModule(value),
      counts,
      lines: slot.chain.map((member: Member) => member.line),
    });
  }
  const broken = run.steps <= 0 || program.lineage(def).some((one) => one.broken);
  return {
    className: def.name,
    file: def.file,
    line: def.line,
    tensors,
    modules,
    tied,
    facts,
    defaults,
    broken,
  };
}

function parametersOf(program: Program, def: ClassDef): readonly Parameter[] {
  const owner = program.lineage(def).find((one) => one.methods.has('__init__'));
  const all = owner?.methods.get('__init__')?.parameters.slice(1) ?? [];
  return all.filter((parameter) => parameter.star === 0);
}

/** An argument of the outermost class: its default is only a guess of what the checkpoint had. */
function given(run: Run, { name, fallback }: Parameter, def: ClassDef): Bound {
  const json = run.facts.firm(name);
  const literal = fallback && literalOf(fallback);
  const isSize = typeof json === 'number' || literal === undefined || literal === null;
  const fixed = isSize ? undefined : fallback;
  const certain = run.facts.hasConfig || typeof literal === 'string' ? fixed : undefined;
  const value = certain
    ? run.evaluate(certain, scopeOf(def.file))
    : fallback && literal === undefined && fallback.kind !== 'call'
      ? run.evaluate(fallback, scopeOf(def.file)) // `norm=nn.LayerNorm`
      : ({ kind: 'given', path: [name] } as const);
  return { name, value, repeat: undefined, line: def.line };
}

function defaultsFor(
  program: Program,
  def: ClassDef,
  parameters: readonly Parameter[],
): ReadonlyMap<string, Json> {
  const configs = parameters.flatMap((parameter) => configClasses(program, def, parameter));
  const defaults = defaultsOf([...new Set(configs)]);
  for (const { name, fallback } of parameters) {
    const json = fallback && literalOf(fallback);
    if (json !== undefined && json !== null && !defaults.has(name)) defaults.set(name, json);
  }
  return defaults;
}

/** The class of a config: as annotated, or the only one of that file whose name says so. */
function configClasses(
  program: Program,
  def: ClassDef,
  { name, annotation }: Parameter,
): readonly ClassDef[] {
  const type = annotation?.match(/[A-Za-z_]\w*/g)?.at(-1);
  const meaning = type && meaningOf(program, def.file, { kind: 'name', name: type, line: 0 });
  if (meaning && meaning.kind === 'class') return program.lineage(meaning.def);
  if (annotation !== undefined || !/^(?:config|cfg|conf|args|hparams|params|c)$/.test(name))
    return [];
  const file = program.files.find((one) => one.path === def.file);
  const named =
    file?.classes.filter((one) => /(?:Config|Args|HParams|Params)$/.test(one.name)) ?? [];
  return named.length === 1 ? program.lineage(named[0]) : [];
}

/** `_tied_weights_keys`, as transformers writes them: a list, or a table from name to name. */
function tiedKeys(program: Program, def: ClassDef): readonly string[] {
  const value = program
    .lineage(def)
    .find((one) => one.fields.has('_tied_weights_keys'))
    ?.fields.get('_tied_weights_keys')?.value;
  const keys =
    value?.kind === 'list'
      ? value.items
      : value?.kind === 'dict'
        ? value.entries.map(([k]) => k)
        : [];
  return keys.flatMap((key) => (key.kind === 'string' ? [key.value.replaceAll('\\', '')] : []));
}

/** "transformer.h.N.attn.c_attn.weight". */
export function patternText(path: readonly string[]): string {
  return path.map((step) => step.replaceAll(manyName, 'N')).join('.');
}

/** "[3 * n_embd, n_embd]". */
export function shapeText(shape: readonly Term[] | undefined): string {
  return shape === undefined ? '?' : `[${shape.map(termText).join(', ')}]`;
}
