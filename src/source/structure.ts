// An instance of a class of modules -> what it holds: tensors by name, with shapes and defining lines,
// and lists of blocks.
import type { Json, SourceLine } from '../protocol/sourceService.ts';
import type { Facts } from './facts.ts';
import { slotsOf, unreadName } from './members.ts';
import type { Run } from './run.ts';
import type { ClassDef, Expr } from './syntax.ts';
import { type Term, termText } from './term.ts';
import { isModule, type Member, type Module, manyName } from './value.ts';
import { TooMuch } from './work.ts';

/** A tensor, or many alike, that instances of a class hold. */
export type TensorRule = {
  /** One entry a step; `*` stands for any number. */
  readonly path: readonly string[];
  /** undefined: not in the text. */
  readonly shape: readonly Term[] | undefined;
  readonly optional: boolean;
  /** Any tensors may lie under the path: a module whose class is not at hand, or was not followed. */
  readonly opaque: 'elsewhere' | 'unread' | undefined;
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
  /** Half-typed: nothing should be concluded from what is missing. */
  readonly broken: boolean;
  /** Something that may change the model was not understood: no class is certain then. */
  readonly unread: boolean;
  /** Defaults count as what the checkpoint had. */
  readonly assumed: boolean;
  /** Following it took too much: nothing is known of it. */
  readonly cut: boolean;
};

const mostRules = 20_000;

export function structureFrom(
  run: Run,
  def: ClassDef,
  module: Module,
  defaults: ReadonlyMap<string, Json>,
): Structure {
  const slots = [...slotsOf(run.work, module)];
  if (slots.length > mostRules) throw new TooMuch('too many tensors');
  const shared = sharedIn(slots.map(({ member }) => member.value));
  const tensors: TensorRule[] = module.open ? [anything([], [], [])] : [];
  const modules: ModuleRule[] = [];
  const tied = [...tiedKeys(run, def)];
  for (const { path: names, member, chain } of slots) {
    const counts = chain.flatMap(({ repeat }) => (repeat ? [repeat] : []));
    const { value, line, repeat } = member;
    const path = names.flatMap((step) => step.split('.'));
    const lines = chain.map((one: Member) => one.line);
    const isTied = chain.some((one) => shared.has(one.value));
    if (isModule(value)) {
      const { className, definition } = value;
      if (className !== unreadName)
        modules.push({ path, className, definition, line, count: repeat });
      if (value.open) tensors.push(anything(path, counts, lines));
      if (!value.opaque) continue;
    } else if (run.tied.has(member) || isTied) {
      tied.push(patternText(path));
    }
    const within = chain.map((one) => one.value).filter(isModule);
    tensors.push({
      ...{ path, counts, lines },
      shape: isModule(value) ? undefined : value.shape,
      optional:
        isModule(value) ||
        chain.some((one) => one.optional) ||
        [module, ...within].some((one) => one.open),
      opaque: !isModule(value)
        ? undefined
        : value.className === unreadName
          ? 'unread'
          : 'elsewhere',
    });
  }
  return { ...blank(run, def), tensors, modules, tied, defaults, unread: run.unread };
}

/** Of a class that cannot be followed to its end. */
export function cutStructure(run: Run, def: ClassDef): Structure {
  return { ...blank(run, def), cut: true };
}

function blank({ facts, program, assumed }: Run, def: ClassDef): Structure {
  const { name, file, line } = def;
  return {
    ...{ className: name, file, line, facts },
    ...{ tensors: [], modules: [], tied: [], defaults: new Map() },
    broken: def.broken || lineageOf(program, def).some((one) => one.broken),
    unread: false,
    assumed,
    cut: false,
  };
}

function lineageOf(program: Run['program'], def: ClassDef): readonly ClassDef[] {
  try {
    return program.lineage(def);
  } catch (error) {
    if (error instanceof TooMuch) return [];
    throw error;
  }
}

/** Under a module to which something was done that is not understood. */
function anything(
  path: readonly string[],
  counts: readonly Term[],
  lines: readonly SourceLine[],
): TensorRule {
  return { path, counts, lines, shape: undefined, optional: true, opaque: 'unread' };
}

/** What stands at two places is one and the same. */
function sharedIn(values: readonly Member['value'][]): ReadonlySet<Member['value']> {
  const seen = new Set<Member['value']>();
  return new Set(values.filter((value) => seen.size === seen.add(value).size));
}

/** `_tied_weights_keys`, as transformers writes them: a list, or a table from name to name. */
function tiedKeys({ program }: Run, def: ClassDef): readonly string[] {
  const value = program
    .lineage(def)
    .find((one) => one.fields.has('_tied_weights_keys'))
    ?.fields.get('_tied_weights_keys')?.value;
  const keys: readonly (Expr | undefined)[] =
    value?.kind === 'list'
      ? value.items
      : value?.kind === 'dict'
        ? value.entries.map(([k]) => k)
        : [];
  return keys.flatMap((key) => (key?.kind === 'string' ? [key.value.replaceAll('\\', '')] : []));
}

/** "transformer.h.N.attn.c_attn.weight". */
export function patternText(path: readonly string[]): string {
  return path.map((step) => step.replaceAll(manyName, 'N')).join('.');
}

/** "[3 * n_embd, n_embd]". */
export function shapeText(shape: readonly Term[] | undefined): string {
  return shape === undefined ? '?' : `[${shape.map(termText).join(', ')}]`;
}
