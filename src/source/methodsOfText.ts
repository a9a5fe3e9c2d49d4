// Methods of strings. A `*` within one stands for what is not known, and stays.

import { shown } from './evaluate.ts';
import { itemsOver } from './items.ts';
import { scalarOf } from './operators.ts';
import { numberOf, type Run } from './run.ts';
import { number } from './term.ts';
import {
  type Bound,
  flag,
  listOf,
  manyName,
  termValue,
  textValue,
  unknown,
  type Value,
} from './value.ts';
import { spend } from './work.ts';

export function textMethod(run: Run, text: string, name: string, args: readonly Bound[]): Value {
  const texts = args.map(({ value }) => (value.kind === 'string' ? value.value : undefined));
  const [first, second] = texts;
  const made = (value: string) => {
    spend(run.work, value.length);
    return textValue(value);
  };
  const isOpen = text.includes(manyName);
  switch (name) {
    case 'format':
      return made(formatted(run, text, args));
    case 'lower':
      return made(text.toLowerCase());
    case 'upper':
      return made(text.toUpperCase());
    case 'strip':
      return made(text.trim());
    case 'title':
    case 'capitalize':
      return made(text.charAt(0).toUpperCase() + text.slice(1).toLowerCase());
    case 'replace':
      if (first === undefined || second === undefined || first === '') return unknown(name);
      spend(run.work, text.length + (text.length / first.length) * second.length);
      return made(text.replaceAll(first, () => second));
    case 'split': {
      const parts = first === undefined ? text.trim().split(/\s+/) : text.split(first);
      spend(run.work, parts.length);
      return listOf(parts.map(textValue));
    }
    case 'join':
      return made(joined(run, text, args[0]?.value));
    case 'startswith':
    case 'endswith':
      if (isOpen || first === undefined) return unknown(name);
      return flag(name === 'startswith' ? text.startsWith(first) : text.endsWith(first));
    case 'isdigit':
      return isOpen ? unknown(name) : flag(/^\d+$/.test(text));
    case 'count':
      if (isOpen || !first) return unknown(name);
      return termValue(number(text.split(first).length - 1));
    case 'removeprefix':
      return first !== undefined && text.startsWith(first)
        ? made(text.slice(first.length))
        : made(text);
    case 'removesuffix':
      return first && text.endsWith(first) ? made(text.slice(0, -first.length)) : made(text);
    default:
      return unknown(name);
  }
}

function joined(run: Run, by: string, of: Value | undefined): string {
  if (of === undefined) return manyName;
  const items = itemsOver(run, of, 0);
  const parts = items.map(({ value, repeat }) =>
    value.kind === 'string' && !repeat ? value.value : manyName,
  );
  spend(
    run.work,
    parts.reduce((sum, part) => sum + part.length + by.length, 0),
  );
  return parts.join(by);
}

/** `"fc{}_{name}".format(1, name=2)`. */
function formatted(run: Run, text: string, args: readonly Bound[]): string {
  let next = 0;
  return text.replace(/\{([^{}:!]*)[^{}]*\}/g, (_, key: string) => {
    const place = key === '' ? next++ : Number(key);
    const arg = Number.isInteger(place)
      ? args.filter((one) => one.name === undefined)[place]
      : args.find((one) => one.name === key);
    const value = arg && scalarOf(run, arg.value);
    if (value === undefined) return manyName;
    const known = arg && numberOf(run, arg.value);
    const piece = known === undefined ? shown(value) : String(known);
    spend(run.work, piece.length);
    return piece;
  });
}
