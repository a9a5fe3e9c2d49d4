// A condition that cannot be decided: every body is run on its own, and what either leaves is joined.
import type { Outcome, Run, Scope } from './run.ts';
import type { Statement } from './syntax.ts';
import { either, type Value } from './value.ts';
import { spend } from './work.ts';

/** One of several bodies is run; which one is not known. One that ends in an error is not. */
export function oneOf(run: Run, bodies: readonly (readonly Statement[])[], scope: Scope): Outcome {
  const possible = bodies.filter((body) => body.at(-1)?.kind !== 'raise');
  if (possible.length === 1) return run.execute(possible[0], scope);
  if (possible.length === 0) return { kind: 'raise' };
  run.undecided++;
  const ways = possible.map((body) => {
    spend(run.work, scope.locals.size);
    const locals = new Map(scope.locals);
    const before = run.undecided;
    const outcome = run.execute(body, { ...scope, locals });
    run.undecided = before;
    return { locals, outcome };
  });
  run.undecided--;
  const going = ways.filter(({ outcome }) => !outcome || outcome.kind === 'perhaps');
  merge(
    scope,
    (going.length > 0 ? going : ways).map(({ locals }) => locals),
  );
  return together(ways.map(({ outcome }) => outcome));
}

function merge({ locals }: Scope, ways: readonly ReadonlyMap<string, Value>[]): void {
  for (const name of new Set(ways.flatMap((way) => [...way.keys()]))) {
    const values = ways.flatMap((way) => way.get(name) ?? []);
    locals.set(name, values.every((value) => value === values[0]) ? values[0] : either(values));
  }
}

function together(outcomes: readonly Outcome[]): Outcome {
  const possible = outcomes.filter((outcome) => outcome?.kind !== 'raise');
  if (possible.every((outcome) => outcome === undefined)) return undefined;
  const [first] = possible;
  if (possible.length === 1) return first;
  const values = possible.flatMap((outcome) =>
    outcome && 'value' in outcome && outcome.value ? [outcome.value] : [],
  );
  if (possible.every((outcome) => outcome?.kind === 'return')) {
    return { kind: 'return', value: either(values) };
  }
  if (first && possible.every((outcome) => outcome?.kind === first.kind) && values.length === 0) {
    return first; // all break, all continue
  }
  return { kind: 'perhaps', value: values.length > 0 ? either(values) : undefined };
}
