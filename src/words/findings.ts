// What two models are seen to do, in words.
import type { Finding, Joining, OneSide, Sighting, Unmatched } from '../protocol/reason.ts';
import { list, set } from './phrases.ts';

type Names = readonly [string, string];

export function findingWords(finding: Finding, names: Names): string {
  switch (finding.code) {
    case 'variables differ': {
      const [a, b] = finding.sides;
      const sideA = sideWords(a, { merge: 'has merged', move: 'has moved' });
      const sideB = sideWords(b, { merge: 'merges', move: 'moves' });
      return `${names[0]} ${sideA}; ${names[1]} ${sideB}.`;
    }
    case 'variables shared': {
      const shared = sharedWords(finding.seen, names);
      return finding.unmatched ? `${shared} ${unmatchedWords(finding.unmatched, names)}` : shared;
    }
    case 'order':
      return bothOrders(finding.orders, names);
  }
}

type Verbs = { readonly merge: string; readonly move: string };

function sideWords(side: OneSide, verbs: Verbs): string {
  switch (side.code) {
    case 'own':
      return doings(side.seen, verbs);
    case 'nothing crisp':
      return `shows no crisp intermediate and ${orderWords(side.order)}`;
    case 'no more':
      return `shows nothing but ${list(side.sets.map(set))}`;
  }
}

type Shared = Extract<Finding, { readonly code: 'variables shared' }>['seen'];

/** The variables that both models show, and where. */
function sharedWords([a, b]: Shared, names: Names): string {
  const verbs = { merge: 'merges', move: 'moves' };
  const [doesA, doesB] = [doings(a, verbs), doings(b, verbs)];
  if (doesA === doesB) return `Both have ${doings(a, { merge: 'merged', move: 'moved' })}.`;
  const what = a.length > 1 ? 'the same variables' : 'the same variable';
  const where = areMoved(a, b) ? 'at another place' : 'at another cut';
  return `${names[0]} ${doesA}; ${names[1]} ${doesB}: ${what} ${where}.`;
}

function areMoved(a: readonly Sighting[], b: readonly Sighting[]): boolean {
  const spansOf = (seen: readonly Sighting[]) =>
    new Map(seen.map((one) => [JSON.stringify(one.set), one.span]));
  const ofB = spansOf(b);
  return [...spansOf(a)].some(([of, span]) => ofB.get(of) !== span);
}

/** "merged {a, b} at `b` and {c, d} at `d` by cut 1": the sets in order of their first cut. */
function doings(seen: readonly Sighting[], verbs: Verbs): string {
  const groups = new Map<string, { readonly verb: string; readonly cut: number; sets: string[] }>();
  for (const { set: parts, cut, span } of seen) {
    const [verb, to] = parts.length > 1 ? [verbs.merge, 'at'] : [verbs.move, 'to'];
    const group = groups.get(`${verb} ${cut}`) ?? { verb, cut, sets: [] };
    group.sets.push(`${set(parts)} ${to} \`${span}\``);
    groups.set(`${verb} ${cut}`, group);
  }
  return list(
    [...groups.values()].map(({ verb, cut, sets }) => `${verb} ${list(sets)} by cut ${cut}`),
  );
}

/** How a model brings its parts together. */
export function orderWords(order: readonly Joining[]): string {
  if (order.length === 0) return 'never brings two parts together at one place';
  const steps = order.map(({ sets, cut }) => {
    return `${list(sets.map((parts) => parts.join('+')))} together at cut ${cut}`;
  });
  return `brings ${list(steps)}`;
}

function bothOrders(
  [orderA, orderB]: readonly [readonly Joining[], readonly Joining[]],
  names: Names,
): string {
  const [a, b] = [orderWords(orderA), orderWords(orderB)];
  if (a === b) return orderA.length === 0 ? `Neither ${a.slice('never '.length)}.` : `Each ${a}.`;
  return `${names[0]} ${a}; ${names[1]} ${b}.`;
}

function unmatchedWords({ model, cut, span, crisp, mismatch }: Unmatched, names: Names): string {
  const where = span === null ? `cut ${cut}` : `\`${span}\` at cut ${cut}`;
  const kind = crisp ? 'crisp ' : '';
  return `But what arrives at ${kind}${where} of ${names[model]} acts on the answer as nothing in ${names[1 - model]} does (mismatch ${mismatch.toFixed(2)}).`;
}
