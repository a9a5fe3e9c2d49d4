// Methods of lists: a changed one is put back where it stood.
import { rebind } from './assign.ts';
import type { Called } from './callee.ts';
import { itemsOver } from './items.ts';
import { compared } from './operators.ts';
import { numberOf, type Run, truth } from './run.ts';
import { itemAt } from './subscript.ts';
import { number } from './term.ts';
import { type Item, none, termValue, unknown, type Value } from './value.ts';
import { spend } from './work.ts';

export function listMethod(
  run: Run,
  of: Extract<Value, { kind: 'list' | 'range' }>,
  { name, place, args, at }: Called,
): Value {
  const items = of.kind === 'list' ? of.items : itemsOver(run, of, at.line);
  const put = (changed: readonly Item[]) => {
    spend(run.work, changed.length);
    rebind(run, place, { kind: 'list', items: changed }, at.scope);
    return none;
  };
  const [first, second] = args;
  switch (name) {
    case 'append':
    case 'add': {
      if (first === undefined) return none;
      // Perhaps it is not there: then it is not known how many stand before what follows.
      const repeat = run.rounds ?? (run.undecided > 0 ? perhaps : undefined);
      return put([...items, { value: first.value, repeat, line: at.line }]);
    }
    case 'extend':
    case 'update':
      return first ? put([...items, ...itemsOver(run, first.value, at.line)]) : none;
    case 'insert': {
      const to = numberOf(run, first?.value);
      if (to === undefined || second === undefined) return put(items.map(unclear));
      return put(items.toSpliced(to, 0, { ...second, line: at.line }));
    }
    case 'reverse':
      return put(items.toReversed());
    case 'sort':
      return put(items.map(unclear));
    case 'clear':
      return put([]);
    case 'pop': {
      const from = first ? numberOf(run, first.value) : -1;
      const key: Value = first?.value ?? termValue(number(-1));
      const value = itemAt(run, of, key, at.scope);
      put(from === undefined ? items.map(unclear) : items.toSpliced(from, 1));
      return value;
    }
    case 'copy':
      return of;
    case 'index':
      return first ? placeOf(run, items, first.value) : unknown(name);
    default:
      return unknown(name);
  }
}

const perhaps = { op: 'free', text: 'some' } as const;

function unclear(item: Item): Item {
  return { ...item, value: unknown('an item') };
}

function placeOf(run: Run, items: readonly Item[], value: Value): Value {
  for (const [i, item] of items.entries()) {
    const same = truth(run, compared(run, '==', item.value, value));
    if (same === undefined || item.repeat) return unknown('index');
    if (same) return termValue(number(i));
  }
  return unknown('index');
}
