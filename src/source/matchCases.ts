// `match`: the first case that fits is run; from one that may fit on, any of the rest may be.
import { compared } from './operators.ts';
import { type Outcome, type Run, type Scope, truth } from './run.ts';
import type { Pattern, Statement } from './syntax.ts';
import type { Value } from './value.ts';
import { oneOf } from './ways.ts';

export function matchCases(
  run: Run,
  { subject, cases }: Extract<Statement, { kind: 'match' }>,
  scope: Scope,
): Outcome {
  const value = run.evaluate(subject, scope);
  const possible: (readonly Statement[])[] = [];
  for (const { pattern, guard, body } of cases) {
    const fitting = fits(run, value, pattern, scope);
    if (fitting === false) continue;
    const kept = guard ? truth(run, run.evaluate(guard, scope)) : true;
    if (kept === false) continue;
    possible.push(body);
    if (fitting && kept) return oneOf(run, possible, scope);
  }
  return oneOf(run, [...possible, []], scope); // perhaps none of them
}

/** undefined: it may. A name that the pattern binds is bound then too. */
function fits(run: Run, value: Value, pattern: Pattern, scope: Scope): boolean | undefined {
  switch (pattern.kind) {
    case 'any':
      if (pattern.name) scope.locals.set(pattern.name, value);
      return true;
    case 'value':
      return truth(run, compared(run, '==', value, run.evaluate(pattern.value, scope)));
    case 'or': {
      const all = pattern.of.map((one) => fits(run, value, one, scope));
      return all.includes(true) ? true : all.includes(undefined) ? undefined : false;
    }
    case 'perhaps':
      return undefined;
  }
}
