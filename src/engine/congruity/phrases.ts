// Phrases about one model's signature, in plain English.
import type { Interval } from '../../protocol/report.ts';
import { type Place, placesOf } from '../forward/plan.ts';
import { mergeTree } from '../signature/merging.ts';
import { partsOf, sizeOf } from '../signature/pairStatistics.ts';
import { crisp, type Signature } from '../signature/signature.ts';

/** The names that phrases need. */
export type Naming = { readonly spanIds: readonly string[]; readonly partIds: readonly string[] };

/** "a", "a and b", "a, b and c". */
export function list(items: readonly string[]): string {
  if (items.length < 2) return items.join('');
  return `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
}

/** "{a, b}". */
export function set(mask: number, { partIds }: Naming): string {
  return `{${partsOf(mask)
    .map((part) => partIds[part])
    .join(', ')}}`;
}

/** "0.12 [0.08, 0.17]". */
export function interval({ value, low, high }: Interval): string {
  return `${value.toFixed(2)} [${low.toFixed(2)}, ${high.toFixed(2)}]`;
}

/** "98.4 %". */
export function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

/** Where a set is first seen crisply away from its own span; in that cut, where it is crispest. */
export function firstPlace(signature: Signature, mask: number): Place {
  let best: (Place & { readonly w: number }) | undefined;
  const places = placesOf(signature.stats.responses.plan);
  signature.label.forEach((label, s) => {
    const place = places[s];
    if (!place) return;
    const { cut, span } = place;
    const w = signature.crispness[s];
    if (label !== mask || w < crisp || (mask & ~signature.own[s]) === 0) return;
    if (!best || (cut === best.cut && w > best.w)) best = { cut, span, w };
  });
  if (!best) throw new RangeError(`no crisp site carries the set ${mask}`);
  return best;
}

/** "merged {a, b} at `b` and {c, d} at `d` by cut 1": the sets in order of their first cut. */
export function doings(
  signature: Signature,
  masks: readonly number[],
  naming: Naming,
  verbs: { readonly merge: string; readonly move: string },
): string {
  const done = masks.map((mask) => ({ mask, place: firstPlace(signature, mask) }));
  const groups = new Map<string, string[]>();
  for (const { mask, place } of done.sort((x, y) => x.place.cut - y.place.cut)) {
    const [verb, to] = sizeOf(mask) > 1 ? [verbs.merge, 'at'] : [verbs.move, 'to'];
    const key = `${verb} \0 by cut ${place.cut}`;
    const words = `${set(mask, naming)} ${to} \`${naming.spanIds[place.span]}\``;
    groups.set(key, [...(groups.get(key) ?? []), words]);
  }
  return list([...groups].map(([key, words]) => key.replace('\0', list(words))));
}

/** How a model brings its parts together, from its merge tree: graded, so it always says something. */
export function bringsTogether(signature: Signature, { partIds }: Naming): string {
  const tree = mergeTree(signature.merging, partIds);
  if (tree.length === 0) return 'never brings two parts together at one place';
  const steps = tree.map(({ sets, cut }) => {
    return `${list(sets.map((names) => names.join('+')))} together at cut ${cut}`;
  });
  return `brings ${list(steps)}`;
}
