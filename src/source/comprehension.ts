// `[x for ...]`, `{k: v for ...}`: each clause within the one before it.
import { bind, itemsOver, mentions, namesIn } from './items.ts';
import { indexed } from './members.ts';
import { type Run, type Scope, truth } from './run.ts';
import type { Clause, Expr } from './syntax.ts';
import type { Term } from './term.ts';
import { type Entry, type Item, manyName, type Value } from './value.ts';
import { spend } from './work.ts';

const some: Term = { op: 'free', text: 'some' };

type Comprehension = Extract<Expr, { kind: 'comprehension' }>;

export function comprehended(run: Run, expr: Comprehension, scope: Scope): readonly Item[] {
  const made: Item[] = [];
  walk(run, expr.clauses, [expr.element], scope, undefined, (inner, repeat, certain) => {
    const value = run.evaluate(expr.element, inner);
    // Perhaps it is not there: then it is not known how many stand before what follows.
    const count = certain ? repeat : (repeat ?? some);
    made.push({ value, repeat: count, line: expr.element.line });
  });
  return made;
}

export function comprehendedDict(run: Run, expr: Comprehension, key: Expr, scope: Scope): Value {
  const entries = new Map<string, Entry>();
  walk(run, expr.clauses, [key, expr.element], scope, undefined, (inner, repeat) => {
    const name = indexed(run, run.evaluate(key, inner)) ?? manyName;
    const outer = run.rounds;
    run.rounds = repeat ?? outer;
    entries.set(name, { key: name, value: run.evaluate(expr.element, inner), line: key.line });
    run.rounds = outer;
  });
  return { kind: 'dict', entries: [...entries.values()] };
}

type Made = (scope: Scope, repeat: Term | undefined, certain: boolean) => void;

function walk(
  run: Run,
  [clause, ...rest]: readonly Clause[],
  elements: readonly Expr[],
  scope: Scope,
  repeat: Term | undefined,
  made: Made,
  certain = true,
): void {
  spend(run.work, 1);
  if (clause === undefined) {
    made(scope, repeat, certain);
    return;
  }
  const { target, over, conditions } = clause;
  const value = run.evaluate(over, scope);
  // Every item is the same: one stands for all, under the count as it is written.
  const alike = rest.length === 0 && conditions.length === 0 && value.kind === 'range';
  if (alike && !elements.some((element) => mentions(element, namesIn(target)))) {
    made(scope, value.count, certain);
    return;
  }
  for (const item of itemsOver(run, value, over.line)) {
    const inner: Scope = { ...scope, locals: new Map(), parent: scope, comprehension: true };
    bind(run, target, item.value, inner);
    const kept = conditions.map((test) => truth(run, run.evaluate(test, inner)));
    if (kept.includes(false)) continue;
    const sure = certain && !kept.includes(undefined);
    walk(run, rest, elements, inner, item.repeat ?? repeat, made, sure);
  }
}
