// `format(value, spec)` and `"%02d" % value`, as far as names of members are made by them.
import { type Run, scalarOf } from './run.ts';
import type { Value } from './value.ts';
import { spend } from './work.ts';

/** A fill, a width, and what kind of text it is: `02d`, `>4`, `s`. */
const spec = /^([^{}])??([<>^])?(0)?(\d{1,9})?([ds])?$/u;

/** undefined: the value is not known, or the format is one that no name is made by. */
export function formattedAs(
  run: Run,
  value: Value | undefined,
  format: string,
): string | undefined {
  const scalar = value && scalarOf(run, value);
  const found = spec.exec(format);
  if (scalar === undefined || found === null) return undefined;
  const [, fill, side, zero, digits, kind] = found;
  const isNumber = typeof scalar === 'number';
  if (kind === 'd' ? !isNumber : kind === 's' && isNumber) return undefined;
  if ((fill !== undefined && side === undefined) || (zero && !isNumber)) return undefined;
  const width = Number(digits ?? 0);
  spend(run.work, width);
  return padded(shown(scalar), width, side ?? (isNumber ? '>' : '<'), fill ?? zero ?? ' ');
}

export function padded(text: string, width: number, side: string, fill: string): string {
  if (side === '<') return text.padEnd(width, fill);
  if (side === '^') return text.padStart((text.length + width) >> 1, fill).padEnd(width, fill);
  const sign = fill === '0' && /^[-+]/.test(text) ? text[0] : '';
  return sign + text.slice(sign.length).padStart(width - sign.length, fill);
}

/** As Python writes it. */
export function shown(value: string | number | boolean | null): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  return String(value);
}
