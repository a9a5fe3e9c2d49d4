// Methods of dicts: a changed one is put back where it stood.
import { rebind } from './assign.ts';
import { pairsOf } from './builtins.ts';
import type { Called } from './callee.ts';
import { indexed } from './members.ts';
import { type Run, settled } from './run.ts';
import { entryOf } from './subscript.ts';
import {
  type Entry,
  either,
  type Given,
  listOf,
  manyName,
  none,
  textValue,
  unknown,
  type Value,
} from './value.ts';
import { spend } from './work.ts';

type Dict = Extract<Value, { kind: 'dict' }>;

export function dictMethod(run: Run, of: Dict, { name, place, args, at }: Called): Value {
  const put = (entries: readonly Entry[]) => {
    spend(run.work, entries.length);
    rebind(run, place, { ...of, entries }, at.scope);
  };
  const [key, fallback] = args.filter((arg) => !arg.name).map((arg) => arg.value);
  spend(run.work, of.entries.length);
  switch (name) {
    case 'items':
      return listOf(
        of.entries.map((e) => listOf([textValue(e.key), e.value], e.line)),
        at.line,
      );
    case 'keys':
      return listOf(of.entries.map((entry) => textValue(entry.key)));
    case 'values':
      return { kind: 'list', items: of.entries.map((e) => ({ ...e, repeat: undefined })) };
    case 'copy':
      return of;
    case 'get':
    case 'pop':
    case 'setdefault': {
      if (key === undefined) return unknown(name);
      const found = lookedUp(run, of, key, fallback ?? none);
      const text = indexed(run, key);
      if (name === 'pop') put(of.entries.filter((entry) => entry.key !== text));
      if (name === 'setdefault' && text !== undefined && !has(of, text)) {
        put([...of.entries, { key: text, value: found, line: at.line }]);
      }
      return found;
    }
    case 'update': {
      const added = [
        ...(key?.kind === 'dict' ? key.entries : pairsOf(run, key)),
        ...args.flatMap((arg) => (arg.name ? [{ ...arg, key: arg.name }] : [])),
      ];
      const names = new Set(added.map((entry) => entry.key));
      const others = of.entries.filter((entry) => !names.has(entry.key));
      put([...overlaid(run, others, key?.kind === 'dict' ? key.rest : undefined), ...added]);
      return none;
    }
    default:
      return unknown(name);
  }
}

/** Sizes that keywords which are not in the text may have replaced. */
function overlaid(run: Run, entries: readonly Entry[], by: Given | undefined): readonly Entry[] {
  if (by === undefined) return entries;
  return entries.map((entry) => {
    if (entry.value.kind !== 'term') return entry;
    return { ...entry, value: settled(run, { kind: 'given', path: [...by.path, entry.key] }) };
  });
}

function has({ entries }: Dict, key: string): boolean {
  return entries.some((entry) => entry.key === key);
}

function lookedUp(run: Run, of: Dict, key: Value, fallback: Value): Value {
  const text = indexed(run, key);
  if (text === undefined || text === manyName) return either([entryOf(run, of, key), fallback]);
  if (has(of, text)) return entryOf(run, of, key);
  return has(of, manyName) ? either([entryOf(run, of, key), fallback]) : fallback;
}
