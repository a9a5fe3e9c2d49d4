// Functions of Python and its library that shape a model, by their last name.
import { attributeOf } from './attribute.ts';
import { memberByPath } from './call.ts';
import { isInstance, typeOf } from './isInstance.ts';
import { itemsOver } from './items.ts';
import {
  chain,
  distinct,
  enumerate,
  everyOf,
  filtered,
  flattened,
  length,
  list,
  mapped,
  pairwise,
  range,
  reduced,
  repeat,
  reversed,
  sorted,
  zip,
} from './iteration.ts';
import { indexed } from './members.ts';
import { moduleMethod } from './methodsOfModule.ts';
import { numbers } from './numbers.ts';
import { deepCopy } from './operators.ts';
import { type CallPlace, type Run, settled, truth } from './run.ts';
import type { Term } from './term.ts';
import { formattedAs } from './textFormat.ts';
import {
  type Bound,
  type Entry,
  either,
  flag,
  manyName,
  newModule,
  none,
  textValue,
  unknown,
  type Value,
} from './value.ts';
import { spend } from './work.ts';

export type Builtin = (run: Run, args: readonly Bound[], at: CallPlace) => Value;

const first: Builtin = (_, args) => args[0]?.value ?? unknown('nothing');
const second: Builtin = (_, args) => args[1]?.value ?? unknown('nothing');
const _some: Term = { op: 'free', text: 'some' };

/** `[['a', Linear()], ...]`, as a dict takes it. */
export function pairsOf(run: Run, value: Value | undefined): readonly Entry[] {
  if (value?.kind !== 'list') return [];
  return value.items.flatMap((item) => {
    const [key, of] = itemsOver(run, item.value, item.line);
    const name = key && indexed(run, key.value);
    return name !== undefined && of ? [{ key: name, value: of.value, line: of.line }] : [];
  });
}

const dictionary: Builtin = (run, args) => {
  const [of] = args.filter((arg) => arg.name === undefined);
  const base = of?.value.kind === 'dict' ? of.value.entries : pairsOf(run, of?.value);
  const named = args.flatMap(({ name, value, line }) => (name ? [{ key: name, value, line }] : []));
  spend(run.work, base.length + named.length);
  return {
    kind: 'dict',
    entries: [...base.filter((e) => !named.some((n) => n.key === e.key)), ...named],
  };
};

const getattr: Builtin = (run, args, { scope }) => {
  const [of, name, fallback] = args.map((arg) => arg.value);
  if (of === undefined || name?.kind !== 'string' || name.value.includes('*')) {
    return of?.kind === 'external' ? unknown('getattr') : (fallback ?? unknown('getattr'));
  }
  const given = of.kind === 'given' || (of.kind === 'module' && of.module.given !== undefined);
  const found = settled(run, memberByPath(run, of, name.value, scope));
  const isMissing = found.kind === 'external' && found.path.startsWith('self.');
  if (fallback === undefined) return found;
  if (found.kind === 'unknown' || isMissing) return fallback;
  if (!given || found.kind !== 'given') return found;
  // A config that is at hand and lacks the field leaves the fallback.
  return run.facts.hasConfig ? fallback : either([found, fallback]);
};

const hasattr: Builtin = (run, args, { scope }) => {
  const [of, name] = args.map((arg) => arg.value);
  if (of?.kind !== 'module' || name?.kind !== 'string') return unknown('hasattr');
  const found = attributeOf(run, of, name.value, scope);
  if (found.kind === 'external' && found.path.startsWith('self.')) return flag(false);
  return found.kind === 'given' || found.kind === 'unknown' ? unknown('hasattr') : flag(true);
};

const setattr: Builtin = (run, [of, ...args], at) => {
  if (of?.value.kind !== 'module') return none;
  const place = { kind: 'none', line: at.line } as const;
  moduleMethod(run, of.value, { of: of.value, name: '__setattr__', place, args, at });
  return none;
};

const superOf: Builtin = (_, args, { scope }) => {
  const [named, self] = args.map((arg) => arg.value);
  const within = named?.kind === 'class' ? named.def : scope.within;
  const module = self?.kind === 'module' ? self.module : scope.self;
  return module && within ? { kind: 'super', module, within } : unknown('super');
};

/** SimpleNamespace(a=1): an object of settings. */
const namespace: Builtin = (_, args) => {
  const module = newModule('Namespace', { plain: true });
  for (const { name, value } of args) {
    if (name) module.fields.set(name, value);
    else if (value.kind === 'dict') {
      for (const entry of value.entries) module.fields.set(entry.key, entry.value);
    }
  }
  return { kind: 'module', module };
};

const vars: Builtin = (_, args) => {
  const of = args[0]?.value;
  if (of?.kind !== 'module') return unknown('vars');
  const entries = [...of.module.fields].map(([key, value]) => ({ key, value, line: 0 }));
  return of.module.plain && !of.module.given ? { kind: 'dict', entries } : of;
};

const formatted: Builtin = (run, [of, spec]) => {
  const format = spec === undefined ? '' : spec.value.kind === 'string' ? spec.value.value : '?';
  return textValue(formattedAs(run, of?.value, format) ?? manyName);
};

/** An object of its own with the same things in it. */
function shallow(run: Run, value: Value): Value {
  if (value.kind !== 'module') return value;
  const { module } = value;
  spend(run.work, module.members.size + module.fields.size);
  const [members, fields] = [new Map(module.members), new Map(module.fields)];
  return { kind: 'module', module: { ...module, members, fields } };
}

/** It may do whatever its text says. */
const anything: Builtin = (run) => {
  run.unread = true;
  return none;
};

export const builtins: ReadonlyMap<string, Builtin> = new Map<string, Builtin>([
  ...numbers,
  ...['compile', 'checkpoint_wrapper', 'wraps', 'staticmethod'].map(
    (name) => [name, first] as const,
  ),
  ['bool', (run, args) => truthOf(run, args[0]?.value)],
  ['str', (run, args) => textOf(run, args[0]?.value)],
  ['repr', (run, args) => textOf(run, args[0]?.value)],
  ['deepcopy', (run, args) => deepCopy(run, args[0]?.value ?? none)],
  ['copy', (run, args) => shallow(run, args[0]?.value ?? none)],
  ['cast', second],
  ['list', list],
  ['tuple', list],
  ['set', distinct],
  ['frozenset', distinct],
  ['iter', list],
  ['dict', dictionary],
  ['OrderedDict', dictionary],
  ['defaultdict', (run, args, at) => dictionary(run, args.slice(1), at)],
  ['partial', (_, [of, ...args]) => (of ? { kind: 'partial', of: of.value, args } : none)],
  ['range', range],
  ['len', length],
  ['enumerate', enumerate],
  ['zip', zip],
  ['reversed', reversed],
  ['sorted', sorted],
  ['map', mapped],
  ['filter', filtered],
  ['all', everyOf(true)],
  ['any', everyOf(false)],
  ['getattr', getattr],
  ['hasattr', hasattr],
  ['setattr', setattr],
  ['super', superOf],
  ['isinstance', (run, args) => isInstance(run, args[0]?.value, args[1]?.value)],
  ['issubclass', () => unknown('issubclass')],
  ['isfunction', (_, args) => flag(args[0]?.value.kind === 'function')],
  ['callable', (_, args) => callable(args[0]?.value)],
  ['type', (_, args) => typeOf(args[0]?.value)],
  ['globals', () => ({ kind: 'external', path: 'globals()' })],
  ['vars', vars],
  ['asdict', vars],
  ['SimpleNamespace', namespace],
  ['Namespace', namespace],
  ['EasyDict', namespace],
  ['AttrDict', namespace],
  ['repeat', repeat],
  ['chain', chain],
  ['from_iterable', flattened],
  ['pairwise', pairwise],
  ['reduce', reduced],
  ['format', formatted],
  ['exec', anything],
  ['print', () => none],
  ['warn', () => none],
]);

function truthOf(run: Run, value: Value | undefined): Value {
  const known = value && truth(run, value);
  return known === undefined ? unknown('bool') : flag(known);
}

function textOf(run: Run, value: Value | undefined): Value {
  const text = value && indexed(run, value);
  return textValue(text ?? '*');
}

function callable(value: Value | undefined): Value {
  const kinds = ['class', 'function', 'partial', 'module', 'external'];
  const isThing =
    value && ['string', 'term', 'none', 'boolean', 'list', 'dict'].includes(value.kind);
  return value && kinds.includes(value.kind)
    ? flag(true)
    : isThing
      ? flag(false)
      : unknown('callable');
}
