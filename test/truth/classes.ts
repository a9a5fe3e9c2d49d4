// The classes of a fleet against the algorithms of its models: none may be of two, and only what is undecided may part
// models of one.
import { type Couple, motifsOf } from '../../src/engine/congruity/motifs.ts';
import { algorithmOf } from './expected.ts';
import type { Line } from './judge.ts';

/** Two models, by their names. */
export type NamedCouple = Omit<Couple, 'a' | 'b'> & { readonly a: string; readonly b: string };

const isNatural = (name: string) => name.startsWith('natural');

/** `names`: of the models that solve the task; of `blind` ones nothing is held that could be compared. */
export function classLines(
  names: readonly string[],
  blind: ReadonlySet<string>,
  couples: readonly NamedCouple[],
): Line[] {
  const placed = couples.map(
    (couple): Couple => ({ ...couple, a: names.indexOf(couple.a), b: names.indexOf(couple.b) }),
  );
  const classes = motifsOf([...names.keys()], placed).classes.map((of) => of.map((m) => names[m]));
  const forced = classes.filter((of) => !of.every(isNatural));
  const mixed = forced.filter((of) => new Set(of.map(algorithmOf)).size > 1);
  const seen = names.filter((name) => !isNatural(name) && !blind.has(name));
  const algorithms = [...new Set(seen.map(algorithmOf))];
  const sizes = algorithms.map((algorithm) => {
    const parts = forced
      .map((of) => of.filter((name) => seen.includes(name) && algorithmOf(name) === algorithm))
      .filter((of) => of.length > 0)
      .map((of) => of.length);
    return { algorithm, parts: parts.sort((a, b) => b - a) };
  });
  const torn = couples.filter(
    ({ a, b, verdict }) =>
      seen.includes(a) &&
      seen.includes(b) &&
      algorithmOf(a) === algorithmOf(b) &&
      verdict === 'different',
  );
  return [
    {
      what: `classes of ${classes.length} that are of two algorithms, or of natural and forced models`,
      found: mixed.map((of) => of.join(' ')).join('; ') || 'none',
      met: mixed.length === 0,
    },
    {
      what: 'models of an algorithm in a class; only what is undecided parts them',
      found: sizes.map(({ algorithm, parts }) => `${algorithm} ${parts.join(' + ')}`).join(', '),
      met: torn.length === 0,
    },
  ];
}
