// Putting submodules and parameters into a module, one by one or as a container's items.
import type { SourceLine } from '../protocol/sourceService.ts';
import type { Run } from './run.ts';
import { type Term, termText } from './term.ts';
import {
  type Item,
  isModule,
  type Member,
  type Module,
  manyName,
  patternOf,
  type Value,
} from './value.ts';

const deepestModule = 32;

/** `module.name = value`: a member if it is a module or a parameter, else a field. */
export function put(run: Run, module: Module, name: string, value: Value, line: SourceLine): void {
  const earlier = module.members.get(name) ?? [];
  if (value.kind === 'tensor' && value.member) {
    for (const member of [value.member, ...earlier]) run.tied.add(member);
    if (earlier.length > 0) return;
  }
  const made = memberValues(value);
  if (made.length === 0) {
    if (run.undecided === 0) module.members.delete(name); // `self.bias = None`
    module.fields.set(name, value);
    return;
  }
  const certain = value.kind !== 'either' && run.undecided === 0;
  const repeat = name.includes(manyName) ? run.rounds : undefined;
  const members = made.map((one): Member => ({ value: one, line, optional: !certain, repeat }));
  module.members.set(name, [...(run.undecided > 0 ? earlier : []), ...members]);
}

function memberValues(value: Value): readonly Member['value'][] {
  if (value.kind === 'module') return [value.module];
  if (value.kind === 'tensor') return value.keep ? [{ shape: value.shape }] : [];
  return value.kind === 'either' ? value.options.flatMap(memberValues) : [];
}

/**
 * Items of a list of modules, named by their place. Items that are all alike are one member that
 * stands for all of them.
 */
export function putItems(run: Run, module: Module, items: readonly Item[], file: string): void {
  const outer = run.rounds;
  const single = items.length === 1 ? items[0].repeat : undefined;
  const alike =
    single ?? (sameAll(items) ? ({ op: 'number', value: items.length } as Term) : undefined);
  const shown = alike && items.length > 0 ? items.slice(0, 1) : items;
  shown.forEach((item, i) => {
    run.rounds = alike ?? item.repeat;
    const name = alike || item.repeat ? manyName : String(i);
    put(run, module, name, item.value, { file, line: item.line });
  });
  run.rounds = outer;
}

function sameAll(items: readonly Item[]): boolean {
  if (items.length < 2 || items.some((item) => item.repeat)) return false;
  const first = signatureOf(items[0].value);
  return first !== undefined && items.every((item) => signatureOf(item.value) === first);
}

function signatureOf(value: Value): string | undefined {
  if (value.kind !== 'module') return undefined;
  return JSON.stringify(
    [...slotsOf(value.module)].map(({ path, member }) => [
      patternOf(path),
      member.optional,
      shapeText(member),
    ]),
  );
}

function shapeText({ value }: Member): string {
  return isModule(value) ? value.className : (value.shape?.map(termText).join(',') ?? '?');
}

export type Slot = {
  readonly path: readonly string[];
  readonly member: Member;
  /** From the outermost member to this one. */
  readonly chain: readonly Member[];
};

/** Every member of a module and of its submodules, in order. */
export function* slotsOf(
  module: Module,
  path: readonly string[] = [],
  chain: readonly Member[] = [],
): Generator<Slot> {
  if (path.length > deepestModule) return;
  for (const [name, members] of module.members) {
    for (const member of members) {
      const here = { path: [...path, name], member, chain: [...chain, member] };
      yield here;
      if (isModule(member.value)) yield* slotsOf(member.value, here.path, here.chain);
    }
  }
}
