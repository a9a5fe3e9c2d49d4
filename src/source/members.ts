// Putting submodules and parameters into a module, one by one or as a container's items.
import type { SourceLine } from '../protocol/sourceService.ts';
import { numberOf, type Run } from './run.ts';
import { number, sizeOf, type Term, termText } from './term.ts';
import {
  either,
  type Item,
  isModule,
  type Member,
  type Module,
  manyName,
  opaqueModule,
  patternOf,
  type Value,
} from './value.ts';
import { spend, TooMuch, type Work } from './work.ts';

const deepestModule = 32;
const some: Term = { op: 'free', text: 'some' };

/** `module.name = value`: a member if it is a module or a parameter, else a field. */
export function put(run: Run, module: Module, name: string, value: Value, line: SourceLine): void {
  spend(run.work, 1);
  const earlier = module.members.get(name) ?? [];
  const undecided = run.undecided > 0;
  if (module.plain) {
    setField(run, module, name, value);
    return;
  }
  if (value.kind === 'tensor' && value.member && value.keep) {
    tie(run, module, name, value, earlier[0]?.line ?? line);
    return;
  }
  const made = memberValues(value);
  const isKnown = made.some((one) => !isModule(one) || !one.opaque);
  if (made.length === 0 || !isKnown) setField(run, module, name, value);
  else if (!undecided) module.fields.delete(name);
  if (made.length === 0) {
    if (!undecided)
      module.members.delete(name); // `self.bias = None`
    else if (earlier.length > 0) module.members.set(name, earlier.map(asOptional));
    return;
  }
  const certain = value.kind !== 'either' && !undecided;
  const repeat = name.includes(manyName) ? (run.rounds ?? some) : undefined;
  const members = made.map((one): Member => ({ value: one, line, optional: !certain, repeat }));
  const kept = undecided || name.includes(manyName) ? earlier.map(asOptional) : [];
  module.members.set(name, [...kept, ...members]);
}

function asOptional(member: Member): Member {
  return { ...member, optional: true };
}

function setField(run: Run, module: Module, name: string, value: Value): void {
  const before = module.fields.get(name);
  const open = run.undecided > 0 && before !== undefined;
  module.fields.set(name, open ? either([before, value]) : value);
}

function tie(
  run: Run,
  module: Module,
  name: string,
  value: Extract<Value, { kind: 'tensor' }>,
  line: SourceLine,
): void {
  const earlier = module.members.get(name) ?? [];
  const optional = run.undecided > 0;
  const member: Member = { value: { shape: value.shape }, line, optional, repeat: undefined };
  for (const one of [value.member!, ...earlier, member]) run.tied.add(one);
  module.members.set(name, [...(optional ? earlier : []), member]);
}

function memberValues(value: Value): readonly Member['value'][] {
  switch (value.kind) {
    case 'module':
      return value.module.plain ? [] : [value.module];
    case 'tensor':
      return value.keep ? [{ shape: value.shape }] : [];
    case 'either':
      return value.options.flatMap(memberValues);
    case 'unknown':
    case 'given':
      return [opaqueModule(unreadName)]; // it may be a module, and then hold anything
    default:
      return [];
  }
}

/** The class of what may be a module and was not followed. */
export const unreadName = '?';

export function removeMember({ members, fields }: Module, name: string): void {
  members.delete(name);
  fields.delete(name);
}

/** A key of a container or dict as text; undefined: it is neither text nor number. */
export function indexed(run: Run, key: Value): string | undefined {
  if (key.kind === 'string') return key.value;
  if (key.kind === 'boolean') return key.value ? 'True' : 'False';
  if (key.kind === 'none') return 'None';
  const known = numberOf(run, key);
  if (known !== undefined) return String(known);
  return key.kind === 'term' ? manyName : undefined;
}

/** `container.append(item)`. Where it is not known how many went before, its place is any. */
export function appendTo(run: Run, module: Module, item: Item, file: string): void {
  const line = { file, line: item.line };
  const names = [...module.members.keys()];
  const counted = run.undecided === 0 && !names.some((name) => name.includes(manyName));
  if (counted && !item.repeat && !run.rounds) {
    put(run, module, String(names.length), item.value, line);
    return;
  }
  const outer = run.rounds;
  run.rounds = item.repeat ?? outer ?? some;
  if (!counted) run.undecided++;
  put(run, module, manyName, item.value, line);
  if (!counted) run.undecided--;
  run.rounds = outer;
}

/**
 * Items of a list of modules, named by their place. Items that are all alike are one member that
 * stands for all of them.
 */
export function putItems(run: Run, module: Module, items: readonly Item[], file: string): void {
  const outer = run.rounds;
  const place = (name: string, item: Item, repeat: Term | undefined) => {
    run.rounds = repeat;
    put(run, module, name, item.value, { file, line: item.line });
  };
  const [first] = items;
  const all = items.length === 1 ? items : items.flatMap((item) => counted(run, item));
  if (items.length === 1 && first.repeat) {
    place(manyName, first, first.repeat);
  } else if (sameAll(run.work, all)) {
    place(manyName, all[0], number(all.length));
  } else if (all.some((item) => item.repeat)) {
    run.undecided++;
    for (const item of all) place(manyName, item, item.repeat ?? some);
    run.undecided--;
  } else {
    for (const [i, item] of all.entries()) place(String(i), item, outer);
  }
  run.rounds = outer;
}

/** An item that stands for a known number: so many. */
function counted(run: Run, item: Item): readonly Item[] {
  const count = item.repeat && sizeOf(item.repeat, run.known);
  if (count === undefined) return [item];
  spend(run.work, count);
  return Array.from({ length: Math.max(0, count) }, () => ({ ...item, repeat: undefined }));
}

function sameAll(work: Work, items: readonly Item[]): boolean {
  if (items.length < 2 || items.some((item) => item.repeat)) return false;
  const first = signatureOf(work, items[0].value);
  return (
    first !== undefined &&
    items.every((item) => item.value === items[0].value || signatureOf(work, item.value) === first)
  );
}

function signatureOf(work: Work, value: Value): string | undefined {
  if (value.kind !== 'module' || value.module.opaque || value.module.open) return undefined;
  const slots = [...slotsOf(work, value.module)].map(({ path, member }) => [
    patternOf(path),
    member.optional,
    shapeText(member),
  ]);
  return JSON.stringify([value.module.className, slots]);
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
  work: Work,
  module: Module,
  path: readonly string[] = [],
  chain: readonly Member[] = [],
): Generator<Slot> {
  if (path.length > deepestModule) throw new TooMuch('modules within modules');
  for (const [name, members] of module.members) {
    for (const member of members) {
      spend(work, 1);
      const here = { path: [...path, name], member, chain: [...chain, member] };
      yield here;
      if (isModule(member.value)) yield* slotsOf(work, member.value, here.path, here.chain);
    }
  }
}

/** `copy.deepcopy`: tensors of its own. */
export function copied(work: Work, module: Module, depth = 0): Module {
  if (depth > deepestModule) throw new TooMuch('modules within modules');
  spend(work, 1 + module.members.size + module.fields.size);
  const members = [...module.members].map(([name, all]): [string, Member[]] => [
    name,
    all.map((member) => ({
      ...member,
      value: isModule(member.value) ? copied(work, member.value, depth + 1) : { ...member.value },
    })),
  ]);
  return { ...module, members: new Map(members), fields: new Map(module.fields) };
}
