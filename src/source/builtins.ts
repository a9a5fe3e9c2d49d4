// Functions of Python and its library that shape a model, by their last name.
import { attributeOf } from './attribute.ts';
import { memberByPath } from './call.ts';
import { isInstance, typeOf } from './isInstance.ts';
import { itemsOver } from './items.ts';
import { indexed } from './members.ts';
import { moduleMethod } from './methodsOfModule.ts';
import { numbers } from './numbers.ts';
import { deepCopy } from './operators.ts';
import { type CallPlace, numberOf, type Run, settled, termOf, truth } from './run.ts';
import { combine, number, type Term } from './term.ts';
import {
  type Bound,
  type Entry,
  either,
  flag,
  type Item,
  listOf,
  newModule,
  none,
  termValue,
  textValue,
  unknown,
  type Value,
} from './value.ts';
import { spend } from './work.ts';

export type Builtin = (run: Run, args: readonly Bound[], at: CallPlace) => Value;

const first: Builtin = (_, args) => args[0]?.value ?? unknown('nothing');
const second: Builtin = (_, args) => args[1]?.value ?? unknown('nothing');
const some: Term = { op: 'free', text: 'some' };

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

const list: Builtin = (run, args, { line }) => {
  const of = args[0]?.value;
  if (of === undefined) return listOf([]);
  if (of.kind === 'unknown' || of.kind === 'given') return of;
  return { kind: 'list', items: itemsOver(run, of, line) };
};

const range: Builtin = (run, args) => {
  const terms = args.map((arg) => termOf(run, arg.value));
  if (terms.length < 2) return { kind: 'range', start: 0, step: 1, count: terms[0] ?? some };
  const [start, end, step] = args.map((arg) => numberOf(run, arg.value));
  const by = args.length > 2 ? step : 1;
  if (start === undefined || by === undefined || by === 0) {
    return { kind: 'range', start: 0, step: 1, count: some };
  }
  const count =
    by === 1
      ? combine('-', terms[1] ?? some, number(start))
      : end === undefined
        ? some
        : number(Math.max(0, Math.ceil((end - start) / by)));
  return { kind: 'range', start, step: by, count };
};

const length: Builtin = (_, args) => {
  const of = args[0]?.value;
  if (of?.kind === 'range') return termValue(of.count);
  if (of?.kind === 'string')
    return of.value.includes('*') ? unknown('len') : termValue(number(of.value.length));
  if (of?.kind === 'dict') {
    return of.entries.some(({ key }) => key.includes('*'))
      ? unknown('len')
      : termValue(number(of.entries.length));
  }
  if (of?.kind === 'tensor' && of.shape?.[0]) return termValue(of.shape[0]);
  if (of?.kind === 'list') return termValue(countOf(of.items));
  if (of?.kind !== 'module' || of.module.plain || of.module.open) return unknown('len');
  const members = [...of.module.members];
  const repeats = members.map(([name, [member]]): Item => {
    return { value: textValue(name), repeat: member.repeat, line: 0 };
  });
  return termValue(countOf(repeats));
};

function countOf(items: readonly Item[]): Term {
  return items.reduce<Term>(
    (sum, { repeat }) =>
      sum.op === 'number' && sum.value === 0 && repeat
        ? repeat
        : combine('+', sum, repeat ?? number(1)),
    number(0),
  );
}

const zip: Builtin = (run, args) => {
  const lists = args.filter((arg) => !arg.name).map((arg) => itemsOver(run, arg.value, arg.line));
  const counted = lists.filter((items) => !(items.length === 1 && items[0].repeat));
  const shortest = Math.min(...counted.map((items) => items.length));
  const count = counted.length > 0 ? shortest : Math.min(1, lists.length);
  spend(run.work, count * lists.length);
  const items = Array.from({ length: count }, (_, i): Item => {
    const parts = lists.map((one) => one[Math.min(i, one.length - 1)]);
    const repeat = parts.find((part) => part.repeat)?.repeat;
    return {
      value: { kind: 'list', items: parts.map((part) => ({ ...part, repeat: undefined })) },
      repeat: counted.length === lists.length ? repeat : counted.length > 0 ? undefined : repeat,
      line: 0,
    };
  });
  return { kind: 'list', items };
};

const enumerate: Builtin = (run, args, at) => {
  const [of] = args;
  if (of === undefined) return listOf([]);
  const from = args.find((arg) => arg.name === 'start') ?? args.filter((arg) => !arg.name)[1];
  const start = from ? numberOf(run, from.value) : 0;
  const items = itemsOver(run, of.value, at.line);
  spend(run.work, items.length);
  const isCounted = start !== undefined && items.every((item) => !item.repeat);
  const index = (i: number): Term => (isCounted ? number(start + i) : { op: 'free', text: 'i' });
  return {
    kind: 'list',
    items: items.map((item, i) => ({ ...item, value: listOf([termValue(index(i)), item.value]) })),
  };
};

const reversed: Builtin = (run, args, { line }) => {
  const of = args[0]?.value ?? unknown('nothing');
  return { kind: 'list', items: itemsOver(run, of, line).toReversed() };
};

const sorted: Builtin = (run, args, { line }) => {
  const items = itemsOver(run, args[0]?.value ?? unknown('nothing'), line);
  const keys = items.map(({ value }) => indexed(run, value));
  if (args.length > 1 || keys.includes(undefined) || items.some((item) => item.repeat)) {
    return { kind: 'list', items: items.map((item) => ({ ...item, value: unknown('an item') })) };
  }
  const ranked = items.map((item, i) => [keys[i] ?? '', item] as const);
  const isNumber = items.every(({ value }) => value.kind === 'term');
  const order = ([a]: readonly [string, Item], [b]: readonly [string, Item]) =>
    isNumber ? Number(a) - Number(b) : a < b ? -1 : a > b ? 1 : 0;
  return { kind: 'list', items: ranked.sort(order).map(([, item]) => item) };
};

const mapped: Builtin = (run, args, at) => {
  const [of, ...over] = args;
  if (of === undefined) return listOf([]);
  const rows = over.length === 1 ? over[0].value : zip(run, over, at);
  const items = itemsOver(run, rows, at.line).map((item): Item => {
    const parts = over.length === 1 ? [item] : itemsOver(run, item.value, at.line);
    const bound = parts.map((part) => ({ ...part, repeat: undefined, name: undefined }));
    return { ...item, value: run.call(of.value, bound, at) };
  });
  return { kind: 'list', items };
};

const filtered: Builtin = (run, args, at) => {
  const [test, over] = args;
  if (test === undefined || over === undefined) return listOf([]);
  const items = itemsOver(run, over.value, at.line).flatMap((item): readonly Item[] => {
    const value =
      test.value.kind === 'none'
        ? item.value
        : run.call(test.value, [{ ...item, repeat: undefined, name: undefined }], at);
    const kept = truth(run, value);
    return kept === false ? [] : [kept ? item : { ...item, repeat: some }];
  });
  return { kind: 'list', items };
};

const everyOf =
  (all: boolean): Builtin =>
  (run, args, { line }) => {
    const items = itemsOver(run, args[0]?.value ?? unknown('nothing'), line);
    const tests = items.map((item) => truth(run, item.value));
    if (tests.includes(!all)) return flag(!all);
    const isKnown = !tests.includes(undefined) && items.every((item) => !item.repeat);
    return isKnown ? flag(all) : unknown('all');
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

const repeat: Builtin = (run, [of, times], { line }) => {
  const count = times && termOf(run, times.value);
  return { kind: 'list', items: of ? [{ value: of.value, repeat: count ?? some, line }] : [] };
};

const chain: Builtin = (run, args, { line }) => {
  const items = args.flatMap((arg) => itemsOver(run, arg.value, line));
  spend(run.work, items.length);
  return { kind: 'list', items };
};

const vars: Builtin = (_, args) => {
  const of = args[0]?.value;
  if (of?.kind !== 'module') return unknown('vars');
  const entries = [...of.module.fields].map(([key, value]) => ({ key, value, line: 0 }));
  return of.module.plain && !of.module.given ? { kind: 'dict', entries } : of;
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
  ['copy', first],
  ['cast', second],
  ['list', list],
  ['tuple', list],
  ['set', list],
  ['frozenset', list],
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
