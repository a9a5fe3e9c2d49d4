// Python's functions on numbers.
import type { Builtin } from './builtins.ts';
import { itemsOver } from './items.ts';
import { numberOf, type Run, termOf } from './run.ts';
import { combine, number, type Term } from './term.ts';
import { type Bound, either, termValue, unknown, type Value } from './value.ts';

const free: Term = { op: 'free', text: '?' };

/** A function of one number; where that is not known, any number. */
const rounded =
  (of: (value: number) => number): Builtin =>
  (run, [first]) => {
    const known = numberOf(run, first?.value);
    if (known !== undefined) return finite(of(known));
    return first && termOf(run, first.value) ? termValue(free) : unknown('a number');
  };

function finite(value: number): Value {
  return Number.isFinite(value) ? termValue(number(value)) : unknown('not a number');
}

/** `int(x)` of a size that is not known stays that size where it is whole already. */
const integer: Builtin = (run, args) => {
  const of = args[0]?.value;
  if (of?.kind === 'string')
    return /^-?\d+$/.test(of.value) ? finite(Number(of.value)) : unknown('int');
  const known = numberOf(run, of);
  if (known !== undefined) return finite(Math.trunc(known));
  const term = of && termOf(run, of);
  if (term === undefined) return unknown('int');
  return termValue(term.op === 'symbol' ? term : combine('//', term, number(1)));
};

/** Python rounds halves to even. */
function evenly(value: number): number {
  const down = Math.floor(value);
  if (value - down !== 0.5) return Math.round(value);
  return down % 2 === 0 ? down : down + 1;
}

const extreme =
  (pick: (a: number, b: number) => number): Builtin =>
  (run, args) => {
    const given = plain(args);
    const values =
      given.length === 1
        ? itemsOver(run, given[0].value, 0).map((item) => (item.repeat ? undefined : item.value))
        : given.map((arg) => arg.value);
    const known = values.map((value) => numberOf(run, value));
    if (known.length > 0 && known.every((value) => value !== undefined)) {
      return finite((known as number[]).reduce((a, b) => pick(a, b)));
    }
    const all = values.filter((value) => value !== undefined);
    return all.length === values.length && all.length > 0 ? either(all) : unknown('max');
  };

function plain(args: readonly Bound[]): readonly Bound[] {
  return args.filter((arg) => arg.name === undefined);
}

const sum: Builtin = (run, args) => {
  const [of, start] = plain(args);
  const items = of ? itemsOver(run, of.value, 0) : [];
  const terms = items.map((item) => (item.repeat ? undefined : termOf(run, item.value)));
  if (terms.includes(undefined)) return termValue(free);
  const from = (start && termOf(run, start.value)) ?? number(0);
  return termValue((terms as Term[]).reduce((total, term) => plus(run, total, term), from));
};

function plus(_: Run, total: Term, term: Term): Term {
  return total.op === 'number' && total.value === 0 ? term : combine('+', total, term);
}

const product: Builtin = (run, args) => {
  const items = args[0] ? itemsOver(run, args[0].value, 0) : [];
  const terms = items.map((item) => (item.repeat ? undefined : termOf(run, item.value)));
  if (terms.includes(undefined)) return termValue(free);
  return termValue((terms as Term[]).reduce((total, term) => combine('*', total, term), number(1)));
};

const power: Builtin = (run, args) => {
  const [base, by] = args.map((arg) => termOf(run, arg.value));
  return base && by ? termValue(combine('**', base, by)) : unknown('pow');
};

export const numbers: readonly (readonly [string, Builtin])[] = [
  ['int', integer],
  ['float', (_, args) => args[0]?.value ?? unknown('float')],
  [
    'round',
    (run, args, at) => {
      const places = args.length > 1 ? numberOf(run, args[1].value) : 0;
      if (places === undefined) return unknown('round');
      return rounded((value) => evenly(value * 10 ** places) / 10 ** places)(run, args, at);
    },
  ],
  ['abs', rounded(Math.abs)],
  ['ceil', rounded(Math.ceil)],
  ['floor', rounded(Math.floor)],
  ['trunc', rounded(Math.trunc)],
  ['sqrt', rounded(Math.sqrt)],
  ['isqrt', rounded((value) => Math.floor(Math.sqrt(value)))],
  ['exp', rounded(Math.exp)],
  ['log2', rounded(Math.log2)],
  [
    'log',
    (run, args, at) =>
      args.length === 1 ? rounded(Math.log)(run, args, at) : logarithm(run, args),
  ],
  ['max', extreme(Math.max)],
  ['min', extreme(Math.min)],
  ['sum', sum],
  ['prod', product],
  ['pow', power],
];

function logarithm(run: Run, args: readonly Bound[]): Value {
  const [of, base] = args.map((arg) => numberOf(run, arg.value));
  if (of === undefined || base === undefined) return termValue(free);
  return finite(Math.log(of) / Math.log(base));
}
