// Which variables and words of one task are which of another: as it is said, else by their names.
import { quoted } from '../checkpoint/words.ts';
import { EngineError } from '../core/error.ts';
import { membersOf, type PartSet, setOf } from './partSet.ts';
import type { Task } from './task.ts';

/** Of the hard task and of the simple one. */
export type Both<T> = readonly [T, T];

/** Places in `variables` and in `parts` of either task. */
export type Correspondence = {
  readonly variables: readonly Both<number>[];
  readonly occurrences: readonly Both<number>[];
};

type Named = Pick<Task, 'name' | 'variables' | 'parts' | 'readings'>;

/** `asked`: from names of the hard task, of variables or words, to those of the simple one. */
export function correspondenceOf(
  [hard, simple]: Both<Named>,
  asked: Readonly<Record<string, string>>,
): Correspondence {
  checkAsked(hard, simple, asked);
  const given = new Set(Object.values(asked));
  const nameOf = (name: string) =>
    Object.hasOwn(asked, name) ? asked[name] : given.has(name) ? undefined : name;
  const paired = (from: readonly string[], to: readonly string[]) =>
    from.flatMap((name, i): Both<number>[] => {
      const j = to.indexOf(nameOf(name) ?? '');
      return name === '' || j < 0 ? [] : [[i, j]];
    });
  const variables = paired(hard.variables, simple.variables);
  const byVariable = plainOccurrences([hard, simple], variables);
  const byName = paired(idsOf(hard), idsOf(simple)).filter(([o, p]) =>
    byVariable.every(([i, j]) => i !== o && j !== p),
  );
  if (variables.length + byName.length === 0) throw nothingShared(hard, simple);
  return { variables, occurrences: [...byVariable, ...byName] };
}

/** What of a set the other task has too, as a name that is the same in both; '' is nothing. */
export function sharedName(
  set: PartSet,
  { readings }: Pick<Task, 'readings'>,
  shared: Correspondence,
  side: 0 | 1,
): string {
  const { reading, mask } = membersOf(set, readings);
  const kept = shared[reading].flatMap((pair, k) => ((mask >>> pair[side]) & 1 ? [k] : []));
  return kept.length === 0 ? '' : `${reading} ${kept.join(' ')}`;
}

/** The set of the other task with what it has of this one. */
export function counterpart(
  set: PartSet,
  tasks: Both<Pick<Task, 'readings'>>,
  shared: Correspondence,
  side: 0 | 1,
): PartSet {
  const { reading, mask } = membersOf(set, tasks[side].readings);
  const taken = shared[reading].reduce(
    (all, pair) => ((mask >>> pair[side]) & 1 ? all | (1 << pair[1 - side]) : all),
    0,
  );
  return setOf({ reading, mask: taken }, tasks[1 - side].readings);
}

/** Of the words that a source may change. */
const idsOf = ({ parts, readings }: Named) =>
  parts.map(({ id }, o) => (readings.depends[o] > 0 || readings.variables === 0 ? id : ''));

/** The occurrences of a variable as it stands are those of its counterpart, one by one. */
function plainOccurrences([hard, simple]: Both<Named>, variables: readonly Both<number>[]) {
  const of = ({ readings }: Named, variable: number) =>
    readings.plain.flatMap((v, o) => (v === variable ? [o] : []));
  return variables.flatMap(([v, w]) => {
    const others = of(simple, w);
    return of(hard, v).flatMap((o, k): Both<number>[] =>
      k < others.length ? [[o, others[k]]] : [],
    );
  });
}

function checkAsked(hard: Named, simple: Named, asked: Readonly<Record<string, string>>): void {
  for (const [task, names] of [
    [hard, Object.keys(asked)],
    [simple, Object.values(asked)],
  ] as const) {
    const known = [...new Set([...task.variables, ...idsOf(task).filter((id) => id !== '')])];
    for (const [i, name] of names.entries()) {
      if (!known.includes(name)) {
        const message = `the map names ${quoted(name)}, which is no variable of ${task.name} that a source changes`;
        throw new EngineError('task-invalid', message, { hint: `There are ${known.join(', ')}.` });
      }
      if (names.indexOf(name) < i) {
        const message = `the map has ${quoted(name)} of ${task.name} twice, allowed is one counterpart each`;
        throw new EngineError('task-invalid', message);
      }
    }
  }
}

function nothingShared(hard: Named, simple: Named): EngineError {
  const namesOf = ({ name, variables, parts }: Named) =>
    `${name} has ${(variables.length > 0 ? variables : parts.map(({ id }) => id)).join(', ')}`;
  return new EngineError(
    'task-invalid',
    `no variable of ${hard.name} is one of ${simple.name}: ${namesOf(hard)}; ${namesOf(simple)}`,
    { hint: 'Say which variable of the hard task is which of the simple one.' },
  );
}
