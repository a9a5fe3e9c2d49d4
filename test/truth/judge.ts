// What is held against the ground truth, line by line: for npm run truth, and for npm test on a few models.
import { classLines } from './classes.ts';
import { algorithmOf, auroc, type Expected } from './expected.ts';
import type { Compared, TaskRun } from './task.ts';

/**
 * Largest difference from the reference that is allowed. It has a bucket "other" beside the answers, which the
 * answers given that one is said have not: up to 3e-3 of a distance lies there.
 */
const tolerance = 4e-3;

export type Line = { readonly what: string; readonly found: string; readonly met: boolean };

/** Merging, full and merge distances against expected.json. */
export function agreement({ models, pairs }: TaskRun, expected: Expected): Line[] {
  const worst = new Map<string, number>();
  const note = (what: string, found: number, wanted: number) =>
    worst.set(what, Math.max(worst.get(what) ?? 0, Math.abs(found - wanted)));
  for (const { name, accuracy, known } of models) {
    const wanted = expected.models[name];
    if (!wanted) continue;
    note('accuracy', accuracy, wanted.accuracy);
    wanted.merge.flat(2).forEach((m, k) => {
      note('merging', known.readings.merging[k], m);
    });
  }
  for (const { a, b, found } of pairs) {
    const wanted = expected.distance[`${a} ${b}`];
    if (!wanted) continue;
    note('full distance', found.distances.full.value, wanted.full);
    note('merge distance', found.merge?.value ?? 0, wanted.merge);
  }
  return [...worst].map(([what, most]) => {
    return { what: `${what}, largest error`, found: most.toExponential(1), met: most <= tolerance };
  });
}

/** What must and what must never be said. */
export function verdicts({ models, pairs, copies }: TaskRun): Line[] {
  const known = pairs.filter(({ a, b }) => ![a, b].some((name) => name.startsWith('natural')));
  const evidence = (found: Compared['found']) => found.evidence.map((one) => one === 'seen');
  const isSame = ({ a, b }: Compared) => algorithmOf(a) === algorithmOf(b);
  const same = known.filter((pair) => isSame(pair) && evidence(pair.found).every(Boolean));
  const different = known.filter((pair) => !isSame(pair));
  const shown = different.filter(({ found }) => evidence(found).some(Boolean));
  const value = ({ found }: Compared) => found.intervals.distance?.value ?? 0;
  const count = (of: readonly Compared[], ...bad: string[]) => {
    const tally = new Map<string, number>();
    for (const { found } of of) tally.set(found.verdict, (tally.get(found.verdict) ?? 0) + 1);
    const text = [...tally].map(([verdict, n]) => `${n} ${verdict}`).join(', ');
    return { found: text, met: !of.some(({ found }) => bad.includes(found.verdict)) };
  };
  const area = auroc(same.map(value), shown.map(value));
  const unsolved = models.filter(({ solved }) => !solved).map(({ name }) => name);
  const expectUnsolved = models.filter(({ name }) => name.startsWith('unsolved'));
  const controls = pairs.flatMap(({ found }) => found.controls);
  const failing = controls.filter(({ passed }) => !passed).length;
  const range = (of: readonly number[]) =>
    of.length === 0 ? 'none' : `${Math.min(...of).toFixed(3)} to ${Math.max(...of).toFixed(3)}`;
  return [
    { what: 'AUROC, pairs with evidence', found: area.toFixed(4), met: area === 1 },
    {
      what: `distance of ${same.length} same-algorithm pairs`,
      found: range(same.map(value)),
      met: true,
    },
    {
      what: `distance of ${shown.length} different pairs`,
      found: range(shown.map(value)),
      met: true,
    },
    { what: `verdicts on ${same.length} same-algorithm pairs`, ...count(same, 'different') },
    {
      what: `verdicts on ${different.length} different-algorithm pairs`,
      ...count(different, 'same interpretation', 'indistinguishable'),
    },
    decided('same-algorithm pairs with evidence', same, 0.85, [
      'same interpretation',
      'indistinguishable',
    ]),
    decided('different pairs with evidence', shown, 0.95, ['different']),
    {
      what: `verdicts on ${copies.length} int8-rounded or 1 % noised copies`,
      ...count(copies, 'same interpretation', 'different', 'inconclusive'),
    },
    {
      what: 'models that the gate stops',
      found: unsolved.join(', ') || 'none',
      met: unsolved.join() === expectUnsolved.map(({ name }) => name).join(),
    },
    ...classesOf({ models, pairs }),
    { what: `controls that fail, of ${controls.length}`, found: `${failing}`, met: failing === 0 },
  ];
}

function classesOf({ models, pairs }: Pick<TaskRun, 'models' | 'pairs'>): Line[] {
  const names = models.filter(({ solved }) => solved).map(({ name }) => name);
  const hasEvidence = new Set(
    pairs.flatMap(({ a, b, found: { evidence } }) =>
      [a, b].filter((_, side) => evidence[side] === 'seen'),
    ),
  );
  const blind = new Set(names.filter((name) => !hasEvidence.has(name)));
  const couples = pairs.map(({ a, b, found }) => {
    return { a, b, verdict: found.verdict, distance: found.intervals.distance?.value };
  });
  return classLines(names, blind, couples);
}

/** Are enough of these pairs told, and not merely never told wrongly? */
function decided(
  what: string,
  pairs: readonly Compared[],
  wanted: number,
  right: readonly string[],
): Line {
  const told = pairs.filter(({ found }) => right.includes(found.verdict)).length;
  const share = pairs.length > 0 ? told / pairs.length : 1;
  const found = `${(100 * share).toFixed(0)} %`;
  return { what: `decided of ${pairs.length} ${what}`, found, met: share >= wanted };
}
