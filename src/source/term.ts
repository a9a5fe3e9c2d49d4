// A size as it is written in a class: a number, a symbol such as `n_embd`, or arithmetic on them.

export type Term =
  | { readonly op: 'number'; readonly value: number }
  /** A field of the config, or an argument of the outermost class. */
  | { readonly op: 'symbol'; readonly name: string }
  /** A number that cannot be known from the text. */
  | { readonly op: 'free'; readonly text: string }
  | {
      readonly op: ArithmeticOp;
      readonly left: Term;
      readonly right: Term;
      /** Of the whole tree: what is shared within it counts each time. */
      readonly size: number;
    };

const largest = 64; // nodes of a size as someone writes it; a doubled one would grow without end

export type ArithmeticOp = '+' | '-' | '*' | '/' | '//' | '%' | '**';

/** The number that a symbol stands for, as far as it is known. */
export type Known = (symbol: string) => number | undefined;

const arithmetic: Readonly<Record<ArithmeticOp, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '//': (a, b) => Math.floor(a / b),
  '%': (a, b) => a - b * Math.floor(a / b),
  '**': (a, b) => a ** b,
};

export function isArithmetic(op: string): op is ArithmeticOp {
  return Object.hasOwn(arithmetic, op);
}

export function number(value: number): Term {
  return { op: 'number', value };
}

export function combine(op: ArithmeticOp, left: Term, right: Term): Term {
  if (left.op === 'number' && right.op === 'number') {
    const value = arithmetic[op](left.value, right.value);
    return Number.isFinite(value) ? number(value) : { op: 'free', text: 'not a number' };
  }
  const size = 1 + extent(left) + extent(right);
  return size > largest ? { op: 'free', text: '?' } : { op, left, right, size };
}

function extent(term: Term): number {
  return 'size' in term ? term.size : 1;
}

export function sizeOf(term: Term, known: Known): number | undefined {
  switch (term.op) {
    case 'number':
      return term.value;
    case 'symbol':
      return known(term.name);
    case 'free':
      return undefined;
    default: {
      const left = sizeOf(term.left, known);
      const right = sizeOf(term.right, known);
      if (left === undefined || right === undefined) return undefined;
      const value = arithmetic[term.op](left, right);
      return Number.isFinite(value) ? value : undefined;
    }
  }
}

/** "3 * n_embd". */
export function termText(term: Term): string {
  switch (term.op) {
    case 'number':
      return String(term.value);
    case 'symbol':
      return term.name;
    case 'free':
      return term.text;
    default:
      return `${operand(term.left)} ${term.op} ${operand(term.right)}`;
  }
}

function operand(term: Term): string {
  return 'left' in term ? `(${termText(term)})` : termText(term);
}
