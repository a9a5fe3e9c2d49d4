// Symbols of a class solved from the shapes of a checkpoint: `n_embd` is 768 because every width is.
import type { TensorRule } from './structure.ts';
import { type Known, sizeOf, type Term, termText } from './term.ts';

type Seen = { readonly rule: TensorRule; readonly shape: readonly number[] };

/**
 * What each symbol stands for: what is certain of it, else what most of the shapes say.
 * @param counts sizes of lists, with their numbers of items in the file
 */
export function knownSizes(
  seen: readonly Seen[],
  counts: readonly (readonly [Term, number])[],
  firm: Known,
): ReadonlyMap<string, number> {
  const votes = new Map<string, Map<number, number>>();
  const all = [...dimensions(seen), ...counts];
  const vote = (name: string, size: number) => {
    const of = votes.get(name) ?? new Map<number, number>();
    votes.set(name, of.set(size, (of.get(size) ?? 0) + 1));
  };
  for (const [term, size] of all) {
    if (term.op === 'symbol') vote(term.name, size);
  }
  const direct = winners(votes, firm);
  const known: Known = (symbol) => firm(symbol) ?? direct.get(symbol);
  const tried = new Set<string>(); // tensors of many blocks ask the same
  for (const [term, size] of all) {
    const name = 'left' in term ? soleUnknown(term, known) : undefined;
    if (name === undefined) continue;
    const equation = `${termText(term)} = ${size}`;
    if (tried.has(equation)) continue;
    tried.add(equation);
    const found = solved(term, name, size, known);
    if (found !== undefined) vote(name, found);
  }
  return winners(votes, firm);
}

function winners(
  votes: ReadonlyMap<string, ReadonlyMap<number, number>>,
  firm: Known,
): ReadonlyMap<string, number> {
  const sizes = new Map<string, number>();
  for (const [name, counts] of votes) {
    const most = [...counts].reduce((a, b) => (b[1] > a[1] ? b : a))[0];
    sizes.set(name, firm(name) ?? most);
  }
  return sizes;
}

function* dimensions(seen: readonly Seen[]): Generator<readonly [Term, number]> {
  for (const { rule, shape } of seen) {
    if (rule.shape?.length !== shape.length) continue;
    for (const [i, term] of rule.shape.entries()) yield [term, shape[i]];
  }
}

/** The only symbol of a term whose size is not known. */
function soleUnknown(term: Term, known: Known): string | undefined {
  const names = new Set(symbolsIn(term).filter((name) => known(name) === undefined));
  return names.size === 1 ? [...names][0] : undefined;
}

function symbolsIn(term: Term): readonly string[] {
  if (term.op === 'symbol') return [term.name];
  if (term.op === 'free') return ['', ' ']; // two that are not known
  return 'left' in term ? [...symbolsIn(term.left), ...symbolsIn(term.right)] : [];
}

const mostTried = 4096; // sizes that one equation is tried with

/** The least whole number for which a term has a size: of several any will do. */
function solved(term: Term, name: string, size: number, known: Known): number | undefined {
  for (let value = 1; value <= Math.min(size + 1, mostTried); value++) {
    if (sizeOf(term, (one) => (one === name ? value : known(one))) === size) return value;
  }
  return undefined;
}

/** Whether a shape may be that of a rule; sizes that are not known fit anything. */
export function shapeFits(
  rule: TensorRule,
  shape: readonly number[],
  sizes: ReadonlyMap<string, number>,
  firm: Known,
): boolean {
  if (rule.shape === undefined) return true;
  if (rule.shape.length !== shape.length) return false;
  return rule.shape.every((term, i) => {
    const size = sizeOf(term, (name) => firm(name) ?? sizes.get(name));
    return size === undefined || size === shape[i];
  });
}
