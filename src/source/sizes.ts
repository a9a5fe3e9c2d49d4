// Symbols of a class solved from the shapes of a checkpoint: `n_embd` is 768 because every width is.
import type { TensorRule } from './structure.ts';
import { type Known, sizeOf, type Term } from './term.ts';

type Seen = { readonly rule: TensorRule; readonly shape: readonly number[] };

/** What each symbol stands for: what is certain of it, else what most of the shapes say. */
export function knownSizes(seen: readonly Seen[], firm: Known): ReadonlyMap<string, number> {
  const votes = new Map<string, Map<number, number>>();
  const vote = (name: string, size: number) => {
    const of = votes.get(name) ?? new Map<number, number>();
    votes.set(name, of.set(size, (of.get(size) ?? 0) + 1));
  };
  for (const [term, size] of dimensions(seen)) {
    if (term.op === 'symbol') vote(term.name, size);
  }
  for (const [term, size] of dimensions(seen)) {
    const factor = soleFactor(term);
    if (factor && !votes.has(factor.name) && size % factor.times === 0) {
      vote(factor.name, size / factor.times);
    }
  }
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

/** `3 * n` -> n, 3. */
function soleFactor(term: Term): { readonly name: string; readonly times: number } | undefined {
  if (term.op !== '*') return undefined;
  const { left, right } = term;
  if (left.op === 'number' && right.op === 'symbol') return { name: right.name, times: left.value };
  if (left.op === 'symbol' && right.op === 'number') return { name: left.name, times: right.value };
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
