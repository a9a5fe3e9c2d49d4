// `for` and `while`. A loop whose rounds cannot be counted is gone through once, and what it makes
// stands for many.
import { bind, itemsOver } from './items.ts';
import { type Outcome, type Run, type Scope, termOf, truth } from './run.ts';
import type { Expr, Statement } from './syntax.ts';
import { combine, type Term } from './term.ts';
import { termValue, unknown, type Value } from './value.ts';
import { oneOf } from './ways.ts';
import { spend } from './work.ts';

type For = Extract<Statement, { kind: 'for' }>;
type While = Extract<Statement, { kind: 'while' }>;

export function forLoop(run: Run, loop: For, scope: Scope): Outcome {
  const { target, over, body, line } = loop;
  let perhaps: Outcome;
  for (const item of itemsOver(run, run.evaluate(over, scope), line)) {
    spend(run.work, 1);
    const rebound = () => bind(run, target, item.value, scope);
    const outcome = round(run, body, scope, item.repeat, rebound);
    if (outcome?.kind === 'break') return perhaps;
    if (outcome?.kind === 'return' || outcome?.kind === 'raise') return outcome;
    if (outcome?.kind === 'perhaps') perhaps = outcome;
  }
  return ended(run, loop, scope, perhaps);
}

/** Its `else` runs where it was not broken off. */
function ended(run: Run, { otherwise }: For | While, scope: Scope, perhaps: Outcome): Outcome {
  if (otherwise.length === 0) return perhaps;
  if (perhaps === undefined) return run.execute(otherwise, scope);
  return oneOf(run, [otherwise, []], scope) ?? perhaps;
}

export function whileLoop(run: Run, loop: While, scope: Scope): Outcome {
  const { test, body } = loop;
  for (;;) {
    spend(run.work, 1);
    const goes = truth(run, run.evaluate(test, scope));
    if (goes === false) return ended(run, loop, scope, undefined);
    if (goes === undefined) {
      run.unread = true;
      return many(run, body, scope, roundsOf(run, test, scope), () => undefined);
    }
    const outcome = run.execute(body, scope);
    if (outcome?.kind === 'break') return undefined;
    if (outcome?.kind === 'return' || outcome?.kind === 'raise') return outcome;
    if (outcome?.kind === 'perhaps') {
      run.unread = true; // whether it goes on is not known
      return outcome;
    }
  }
}

/** `while len(layers) < depth`: so many, if each round adds one. That it does, a later reading shows, which
 * has the number from the tensors. */
function roundsOf(run: Run, test: Expr, scope: Scope): Term {
  const isCount = test.kind === 'binary' && (test.op === '<' || test.op === '!=');
  const [from, to] = isCount
    ? [test.left, test.right].map((side) => termOf(run, run.evaluate(side, scope)))
    : [];
  if (from?.op !== 'number' || to === undefined) return { op: 'free', text: 'some' };
  return from.value === 0 ? to : combine('-', to, from);
}

function round(
  run: Run,
  body: readonly Statement[],
  scope: Scope,
  repeat: Term | undefined,
  rebound: () => void,
): Outcome {
  if (repeat) return many(run, body, scope, repeat, rebound);
  rebound();
  return run.execute(body, scope);
}

/** What the body changes is not in the second round what it was in the first. */
function many(
  run: Run,
  body: readonly Statement[],
  scope: Scope,
  repeat: Term,
  rebound: () => void,
): Outcome {
  const outer = run.rounds;
  for (const target of assignedIn(body)) {
    if (target.kind === 'name') {
      const before = scope.locals.get(target.name);
      if (before) scope.locals.set(target.name, changing(before));
    } else if (target.kind === 'attribute' && target.of.kind === 'name') {
      const of = run.evaluate(target.of, scope);
      const before = of.kind === 'module' ? of.module.fields.get(target.name) : undefined;
      if (of.kind === 'module' && before) of.module.fields.set(target.name, changing(before));
    }
  }
  rebound();
  run.rounds = repeat;
  const outcome = run.execute(body, scope);
  run.rounds = outer;
  return outcome;
}

function changing(value: Value): Value {
  if (value.kind === 'list' || value.kind === 'dict' || value.kind === 'module') return value;
  return value.kind === 'term' || value.kind === 'given'
    ? termValue({ op: 'free', text: '?' })
    : unknown('changes in a loop');
}

function assignedIn(body: readonly Statement[]): readonly Expr[] {
  return body.flatMap((statement): readonly Expr[] => {
    switch (statement.kind) {
      case 'assign':
      case 'augment':
        return targetsOf(statement.target);
      case 'if':
        return assignedIn([...statement.yes, ...statement.no]);
      case 'for':
      case 'while':
        return assignedIn([...statement.body, ...statement.otherwise]);
      case 'block':
        return assignedIn(statement.body);
      case 'match':
        return assignedIn(statement.cases.flatMap((one) => one.body));
      default:
        return [];
    }
  });
}

function targetsOf(target: Expr): readonly Expr[] {
  return target.kind === 'list' ? target.items.flatMap(targetsOf) : [target];
}
