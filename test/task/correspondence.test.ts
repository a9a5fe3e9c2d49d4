// Which variables of two tasks are which, and what of a set both have.
import { expect, test } from 'vitest';
import { sharedClasses } from '../../src/engine/congruity/sharedClasses.ts';
import type { Classes } from '../../src/engine/signature/classes.ts';
import { correspondenceOf, counterpart, sharedName } from '../../src/engine/task/correspondence.ts';
import { everything, nothing, type PartSet, variableSet } from '../../src/engine/task/partSet.ts';
import { setName } from '../../src/engine/task/setName.ts';
import type { Task } from '../../src/engine/task/task.ts';
import { makeTask } from '../support/tasks.ts';

const values = ['1', '2', '3'];

/** Of words side by side; `derived` is made of `first` and `second`. */
function task(names: readonly string[], more: object = {}): Task {
  return makeTask({
    ...{
      name: names.join('') || 'none',
      template: `${names.map((name) => `{${name}}`).join(' ')} =`,
    },
    variables: Object.fromEntries(names.map((name) => [name, values])),
    ...{ answers: values, answer: `{${names[0]}}`, ...more },
  });
}

const who = (first: string, second: string, said: string) =>
  makeTask({
    ...{ name: said, template: `{${first}} {${second}} {${said}} =`, answers: values },
    variables: { [first]: values, [second]: values, which: ['one', 'two'] },
    derive: { [said]: `if(which == 'one', ${first}, ${second})` },
    answer: `{${first}}`,
  });

test.each([
  ['names that agree', task(['a', 'b', 'c']), task(['c', 'a']), {}, 'a=a c=c'],
  ['a map', task(['a', 'b']), task(['x', 'y']), { a: 'y', b: 'x' }, 'a=y b=x'],
  ['a map before names', task(['a', 'b']), task(['a', 'b']), { a: 'b', b: 'a' }, 'a=b b=a'],
  ['a name that a map gives away', task(['a', 'b']), task(['a', 'b']), { a: 'b' }, 'a=b'],
  [
    'derived words by name',
    who('p', 'q', 's'),
    who('u', 'v', 's'),
    { p: 'u', q: 'v' },
    'p=u q=v which=which "p"="u" "q"="v" "s"="s"',
  ],
  [
    'derived words by a map',
    who('p', 'q', 's'),
    who('p', 'q', 't'),
    { s: 't' },
    'p=p q=q which=which "p"="p" "q"="q" "s"="t"',
  ],
] as const)('%s', (_, hard, simple, map, pairs) => {
  const { variables, occurrences } = correspondenceOf([hard, simple], map);
  const found = variables.map(([v, w]) => `${hard.variables[v]}=${simple.variables[w]}`);
  const words = occurrences.map(([o, p]) => `"${hard.parts[o].id}"="${simple.parts[p].id}"`);
  expect([...found, ...(pairs.includes('"') ? words : [])].join(' ')).toBe(pairs);
});

test('what of a set both have, and the set of the other task that is', () => {
  const tasks = [task(['a', 'b', 'c']), task(['y', 'x'])] as const;
  const shared = correspondenceOf(tasks, { a: 'x', b: 'y' });
  const rows = [0b001, 0b010, 0b100, 0b011, 0b110, 0b111].map((mask) => {
    const set = variableSet(mask, tasks[0].readings);
    const there = counterpart(set, tasks, shared, 0);
    expect(sharedName(there, tasks[1], shared, 1)).toBe(sharedName(set, tasks[0], shared, 0));
    return `${setName(set, tasks[0]).join()}: ${setName(there, tasks[1]).join()}`;
  });
  expect(rows).toEqual(['a: x', 'b: y', 'c: ', 'a,b: y,x', 'b,c: y', 'a,b,c: y,x']);
});

/** Every set a class of its own, but for those that are told to be as another. */
function named(of: Task, nameOf: (set: PartSet) => string, alike: Record<number, number> = {}) {
  const sets = [...Array(2 ** of.variables.length).keys()]
    .map((mask) => variableSet(mask, of.readings))
    .sort((x, y) => setName(x, of).length - setName(y, of).length);
  const heads = sets.filter((set) => alike[set] === undefined);
  const classes: Classes = {
    of: Int32Array.from(sets, (set) => heads.indexOf(alike[set] ?? set)),
    names: heads,
    nothing: heads.indexOf(nothing),
    everything: heads.indexOf(alike[everything] ?? everything),
  };
  return { sets, classes, nameOf };
}

const [a, b] = [0b001, 0b010].map((mask) => variableSet(mask, task(['a', 'b', 'c']).readings));

test.each([
  ['the same task', ['a', 'b', 'c'], {}, 'a b c a,b a,c b,c'],
  ['without c: {a, b} is all there is', ['a', 'b'], {}, 'a b'],
  ['b does not matter in the hard one', ['a', 'b', 'c'], { [b]: nothing }, 'a c a,b a,c b,c'],
  ['a and b are not told apart', ['a', 'b', 'c'], { [b]: a }, 'a c a,b a,c b,c'],
] as const)('classes that both have: %s', (_, names, alike, wanted) => {
  const [hard, simple] = [task(['a', 'b', 'c']), task(names)];
  const shared = correspondenceOf([hard, simple], {});
  const { classes, shared: count } = sharedClasses([
    named(hard, (set) => sharedName(set, hard, shared, 0), alike),
    named(simple, (set) => sharedName(set, simple, shared, 1)),
  ]);
  const found = classes.map((of, side) =>
    of.names.slice(0, count).map((set) => setName(set, [hard, simple][side]).join()),
  );
  expect(found[0].join(' ')).toBe(wanted);
  expect(found[1]).toEqual(found[0]);
});
