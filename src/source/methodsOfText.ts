// Methods of strings. A `*` within one stands for what is not known, and stays.
import { itemsOver } from './items.ts';
import { numberOf, type Run } from './run.ts';
import { number } from './term.ts';
import { formattedAs, padded } from './textFormat.ts';
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
    case 'lstrip':
    case 'rstrip':
      if (args.length > 0 && first === undefined) return unknown(name);
      return made(stripped(text, name, first));
    case 'zfill':
    case 'ljust':
    case 'rjust': {
      const width = numberOf(run, args[0]?.value);
      if (isOpen || width === undefined || (args.length > 1 && second?.length !== 1)) break;
      spend(run.work, width);
      const fill = name === 'zfill' ? '0' : (second ?? ' ');
      return made(padded(text, width, name === 'ljust' ? '<' : '>', fill));
    }
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
  }
  return unknown(name);
}

function stripped(text: string, name: string, letters: string | undefined): string {
  const isCut = (at: number) => (letters ? letters.includes(text[at]) : /\s/.test(text[at]));
  let [from, to] = [0, text.length];
  if (name !== 'rstrip') while (from < to && isCut(from)) from++;
  if (name !== 'lstrip') while (to > from && isCut(to - 1)) to--;
  return text.slice(from, to);
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
  return text.replace(/\{([^{}:!]*)(![^{}:]*)?(?::([^{}]*))?\}/g, (_, key, conversion, format) => {
    const place = key === '' ? next++ : Number(key);
    const arg = Number.isInteger(place)
      ? args.filter((one) => one.name === undefined)[place]
      : args.find((one) => one.name === key);
    if (conversion !== undefined) return manyName;
    const piece = formattedAs(run, arg?.value, format ?? '') ?? manyName;
    spend(run.work, piece.length);
    return piece;
  });
}
