// Statements of an `__init__` in order. A condition that cannot be decided takes both ways, and what
// either makes is optional.
import { assign, augment, remove } from './assign.ts';
import { closed, defined } from './define.ts';
import { forLoop, whileLoop } from './loops.ts';
import { matchCases } from './matchCases.ts';
import { type Outcome, type Run, type Scope, truth, valueOfMeaning } from './run.ts';
import type { Statement } from './syntax.ts';
import { either, none, type Value } from './value.ts';
import { oneOf } from './ways.ts';
import { spend } from './work.ts';

export function execute(run: Run, statements: readonly Statement[], scope: Scope): Outcome {
  const perhaps: Value[] = [];
  const before = run.undecided;
  let left = false;
  try {
    for (const statement of statements) {
      spend(run.work, 1);
      const outcome = step(run, statement, scope);
      if (outcome === undefined) continue;
      if (outcome.kind === 'perhaps') {
        // What follows happens only where this did not end it.
        if (outcome.value) perhaps.push(outcome.value);
        if (!left) run.undecided++;
        left = true;
      } else if (outcome.kind === 'return' && perhaps.length > 0) {
        return { kind: 'return', value: either([...perhaps, outcome.value]) };
      } else if (outcome.kind === 'raise' && perhaps.length > 0) {
        return { kind: 'return', value: either(perhaps) };
      } else {
        return outcome;
      }
    }
  } finally {
    run.undecided = before;
  }
  if (!left) return undefined;
  return { kind: 'perhaps', value: perhaps.length > 0 ? either(perhaps) : undefined };
}

function step(run: Run, statement: Statement, scope: Scope): Outcome {
  const { line } = statement;
  switch (statement.kind) {
    case 'assign':
      assign(run, statement.target, run.evaluate(statement.value, scope), scope, line);
      return undefined;
    case 'augment':
      augment(run, statement, scope);
      return undefined;
    case 'expression':
      run.evaluate(statement.value, scope);
      return undefined;
    case 'if':
      return ifElse(run, statement, scope);
    case 'for':
      return forLoop(run, statement, scope);
    case 'while':
      return whileLoop(run, statement, scope);
    case 'match':
      return matchCases(run, statement, scope);
    case 'return': {
      const value = statement.value ? run.evaluate(statement.value, scope) : none;
      return { kind: 'return', value };
    }
    case 'break':
    case 'continue':
    case 'raise':
      return { kind: statement.kind };
    case 'delete':
      remove(run, statement.target, scope);
      return undefined;
    case 'block':
      return run.execute(statement.body, scope);
    case 'function':
      scope.locals.set(statement.def.name, closed(statement.def, scope));
      return undefined;
    case 'class':
      defined(run, statement.def, scope);
      return undefined;
    case 'import': {
      const { module, name } = statement.from;
      const path = { kind: 'external', path: module } as const;
      const meaning = name === undefined ? path : run.program.member(scope.file, module, name);
      scope.locals.set(statement.name, valueOfMeaning(run, meaning));
      return undefined;
    }
    case 'unread':
      run.unread = true;
      return undefined;
  }
}

function ifElse(
  run: Run,
  { test, yes, no }: Extract<Statement, { kind: 'if' }>,
  scope: Scope,
): Outcome {
  const value = truth(run, run.evaluate(test, scope));
  if (value !== undefined) return run.execute(value ? yes : no, scope);
  return oneOf(run, [yes, no], scope);
}
