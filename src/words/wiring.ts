// The words of two circuits beside each other. Wiring is no interpretation: whoever says that it differs says in the same
// breath whose the verdict is.
import type { Interval } from '../protocol/coordinates.ts';
import type { WiringReason } from '../protocol/reason.ts';
import { count, interval, score, setText, weightText } from '../protocol/reportWords.ts';
import { weakest } from '../protocol/siteKind.ts';
import {
  fewestToMatch,
  type WiredComponent,
  type WiredMatch,
  type WiringSection,
} from '../protocol/wiring.ts';
import { nearlyAllWords } from './circuit.ts';
import { pText } from './layers.ts';

type Wired = Extract<WiringReason, { readonly code: 'wiring' }>;

/** Clauses of one sentence. */
export function wiringWords(reason: Wired): [string, ...string[]] {
  const { names, sizes, components, both, onlyA, onlyB, shared } = reason;
  const of = (m: 0 | 1) =>
    `${count(sizes[m])} of the ${count(components[m])} heads and MLPs of ${names[m]}`;
  const differs = onlyA + onlyB > 0 ? 'the wiring differs here' : 'the wiring is the same here';
  const left = [
    ...(onlyA > 0 ? [`${count(onlyA)} in the circuit of ${names[0]} alone`] : []),
    ...(onlyB > 0 ? [`${count(onlyB)} in the circuit of ${names[1]} alone`] : []),
  ];
  const whole = ([0, 1] as const).flatMap((m) => {
    const words = nearlyAllWords(sizes[m], components[m]);
    return words ? [`that of ${names[m]} is ${words}`] : [];
  });
  const circuits = [`${of(0)} and ${of(1)} are their circuits`, ...whole] as const;
  if (reason.pairs < fewestToMatch) {
    const told = `${tooFew(reason.pairs)} to tell what they share or where they differ`;
    return [...circuits, `${told}, and this is no verdict on the two models`];
  }
  return [
    ...circuits,
    `${count(both)} of each do the same by their effects, ${interval(shared)} of all effects`,
    ...(left.length > 0 ? [left.join(', ')] : []),
    `${differs}, which is no verdict on the two models`,
  ];
}

/** "3 pairs are too few (8 are needed)". */
function tooFew(pairs: number): string {
  return `${count(pairs)} pairs are too few (${fewestToMatch} are needed)`;
}

/** "p 0.005 that chance shares as much". */
export function chanceWords({ p }: Pick<Wired, 'p'>): string {
  return `${pText(p)} that chance shares as much`;
}

export const wiringMeans =
  'Circuits that differ may carry the same contents, so this is no verdict. That rests on profiles: compare the two models for it.';

/** Of few pairs. */
const leaning =
  ' Intervals reach further up than down: of pairs drawn anew fewer differ, and more components look alike; more pairs narrow that.';

function isLeaning({ value, low, high }: Interval): boolean {
  return value - low < (high - low) / 5;
}

/** How components are matched. */
export function matchingWords({ least, pairs, shared, overlap }: WiringSection): string {
  const leans = [shared, overlap].some(isLeaning);
  const few = pairs < fewestToMatch ? `Not to be relied on, for ${tooFew(pairs)}. ` : '';
  return `${few}Matched by their effects on the answers of ${count(pairs)} pairs (correlation ${score(least)} or more, each with one at most), not by block or head.${leans ? leaning : ''}`;
}

/** "{a,b}", "too weak to tell", "mixed ({a} 0.40, {b} 0.30 by weight; unexplained 0.20, where 1 is chance)". */
export function carriesWords({ carries, strength }: WiredComponent): string {
  if (carries === null) return strength < weakest ? 'too weak to tell' : 'not told';
  const { label, coordinates, unexplained } = carries;
  if (label !== null) return label.length === 0 ? 'nothing (too weak alone)' : setText(label);
  const most = coordinates.slice(0, 2).map(weightText).join(', ');
  return `mixed (${most} by weight; unexplained ${score(unexplained)}, where 1 is chance)`;
}

/** Where a component stands with the other model. */
export type Standing =
  | { readonly kind: 'both'; readonly match: WiredMatch; readonly number: number }
  /** It has a partner, which is not in the other's circuit, or is not itself in its circuit. */
  | { readonly kind: 'outside'; readonly match: WiredMatch; readonly number: number }
  | { readonly kind: 'alone' };

/** Of every component of model m; matches are numbered in their order. */
export function standings({ components, matches }: WiringSection, m: number): Standing[] {
  const [a, b] = components;
  return components[m].map((_, c): Standing => {
    const at = matches.findIndex((match) => (m === 0 ? match.a : match.b) === c);
    if (at < 0) return { kind: 'alone' };
    const match = matches[at];
    const isBoth = a[match.a].isChosen && b[match.b].isChosen;
    return { kind: isBoth ? 'both' : 'outside', match, number: at + 1 };
  });
}

/** "In A's circuit alone 10, of which 4 have no component of B that does the same". */
export function aloneWords(section: WiringSection, m: 0 | 1): string {
  const { counts, components } = section;
  const alone = m === 0 ? counts.onlyA : counts.onlyB;
  const [own, other] = m === 0 ? ['A', 'B'] : ['B', 'A'];
  const words = `in ${own}'s circuit alone ${count(alone)}`;
  if (alone === 0) return words;
  const without = standings(section, m).filter(
    ({ kind }, c) => kind === 'alone' && components[m][c].isChosen,
  ).length;
  const have = without === 1 ? 'has' : 'have';
  return `${words}, of which ${count(without)} ${have} no component of ${other} that does the same`;
}

/** What a circuit's components hold alone. */
export function heldSetsWords(sets: WiringSection['held'][number]): string {
  return sets.length === 0 ? 'no set by itself' : sets.map(setText).join(', ');
}
