// Python's functions on what can be looped over.
import type { Builtin } from './builtins.ts';
import { itemsOver } from './items.ts';
import { indexed } from './members.ts';
import { numberOf, termOf, truth } from './run.ts';
import { combine, number, type Term } from './term.ts';
import { flag, type Item, listOf, termValue, textValue, unknown } from './value.ts';
import { spend } from './work.ts';

const some: Term = { op: 'free', text: 'some' };

export const list: Builtin = (run, args, { line }) => {
  const of = args[0]?.value;
  if (of === undefined) return listOf([]);
  if (of.kind === 'unknown' || of.kind === 'given') return of;
  return { kind: 'list', items: itemsOver(run, of, line) };
};

export const range: Builtin = (run, args) => {
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

export const length: Builtin = (_, args) => {
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

export const zip: Builtin = (run, args) => {
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

export const enumerate: Builtin = (run, args, at) => {
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

export const reversed: Builtin = (run, args, { line }) => {
  const of = args[0]?.value ?? unknown('nothing');
  return { kind: 'list', items: itemsOver(run, of, line).toReversed() };
};

export const sorted: Builtin = (run, args, { line }) => {
  const items = itemsOver(run, args[0]?.value ?? unknown('nothing'), line);
  const keys = items.map(({ value }) => indexed(run, value));
  const backward = args.find((arg) => arg.name === 'reverse');
  const down = backward && truth(run, backward.value);
  if (args.some((arg) => arg.name === 'key') || (backward && down === undefined))
    keys.push(undefined);
  if (keys.includes(undefined) || items.some((item) => item.repeat)) {
    return { kind: 'list', items: items.map((item) => ({ ...item, value: unknown('an item') })) };
  }
  const ranked = items.map((item, i) => [keys[i] ?? '', item] as const);
  const isNumber = items.every(({ value }) => value.kind === 'term');
  const order = ([a]: readonly [string, Item], [b]: readonly [string, Item]) =>
    isNumber ? Number(a) - Number(b) : a < b ? -1 : a > b ? 1 : 0;
  const found = ranked.sort(order).map(([, item]) => item);
  return { kind: 'list', items: down ? found.toReversed() : found };
};

export const mapped: Builtin = (run, args, at) => {
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

export const filtered: Builtin = (run, args, at) => {
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

export const everyOf =
  (all: boolean): Builtin =>
  (run, args, { line }) => {
    const items = itemsOver(run, args[0]?.value ?? unknown('nothing'), line);
    const tests = items.map((item) => truth(run, item.value));
    if (tests.includes(!all)) return flag(!all);
    const isKnown = !tests.includes(undefined) && items.every((item) => !item.repeat);
    return isKnown ? flag(all) : unknown('all');
  };

export const repeat: Builtin = (run, [of, times], { line }) => {
  const count = times && termOf(run, times.value);
  return { kind: 'list', items: of ? [{ value: of.value, repeat: count ?? some, line }] : [] };
};

export const chain: Builtin = (run, args, { line }) => {
  const items = args.flatMap((arg) => itemsOver(run, arg.value, line));
  spend(run.work, items.length);
  return { kind: 'list', items };
};

/** `chain.from_iterable(lists)`. */
export const flattened: Builtin = (run, args, at) => {
  const lists = itemsOver(run, args[0]?.value ?? unknown('nothing'), at.line);
  if (lists.some((item) => item.repeat)) return unknown('chain');
  return chain(
    run,
    lists.map((item) => ({ ...item, name: undefined })),
    at,
  );
};

/** Neighbours: `(a, b), (b, c)`. */
export const pairwise: Builtin = (run, args, { line }) => {
  const items = itemsOver(run, args[0]?.value ?? unknown('nothing'), line);
  if (items.some((item) => item.repeat)) return unknown('pairwise');
  spend(run.work, items.length);
  return listOf(items.slice(1).map((item, i) => listOf([items[i].value, item.value])));
};

export const reduced: Builtin = (run, [of, over, start], at) => {
  const items = over ? itemsOver(run, over.value, at.line) : [];
  if (of === undefined || items.some((item) => item.repeat)) return unknown('reduce');
  const values = [...(start ? [start.value] : []), ...items.map((item) => item.value)];
  if (values.length === 0) return unknown('reduce');
  return values.reduce((left, right) => {
    const args = [left, right].map((value) => ({ ...of, name: undefined, value }));
    return run.call(of.value, args, at);
  });
};

/** Of constants each once, and then in no order that is known. */
export const distinct: Builtin = (run, args, at) => {
  const made = list(run, args, at);
  if (made.kind !== 'list') return made;
  const keys = made.items.map(({ value }) => indexed(run, value));
  if (keys.includes(undefined) || made.items.some((item) => item.repeat)) return made;
  return { kind: 'list', items: made.items.filter((_, i) => keys.indexOf(keys[i]) === i) };
};
