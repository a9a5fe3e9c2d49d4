// Words with a little form: names that may be long, chips for sets of parts, sentences with code.

import { middle, shown } from '../../src/protocol/reportWords.ts';
import { type Child, h } from '../host/element.ts';
import { elide } from '../host/elide.ts';

/** A name that loses its middle to the page's width, whole in its title. */
export function name(text: string, kind = 'name', title = text): HTMLElement {
  const whole = h('span', { class: 'whole' }, nameWords(text, 400));
  const element = h('bdi', { class: kind, title: nameWords(title) }, whole);
  elide(element);
  return element;
}

/** A name as text of at most `most` letters: one that shows nothing is said to be none. */
export function nameWords(text: string, most = 2000): string {
  return shown(middle(text, most)).trim() || '(no name)';
}

/** A phrase that may take several lines, but not the page. */
export function phrase(text: string): HTMLElement {
  return h('bdi', { class: 'phrase' }, shown(text, 300));
}

/** Places of the parts of a task, for their colours. */
export type PartPlace = ReadonlyMap<string, number>;

export function partPlaces(parts: readonly { readonly id: string }[]): PartPlace {
  return new Map(parts.map((part, i) => [part.id, i]));
}

/** Class that colours a part's mark; eight looks, then again from the first. */
export function partClass(place: number): string {
  return `part part-${place % 8}`;
}

/** "{a,b}" as a chip with the colours of its parts under their letters. */
export function setChip(parts: readonly string[], places: PartPlace): HTMLElement {
  const letters = parts.flatMap((part, i): Child[] => [
    i === 0 ? undefined : ',',
    h('bdi', { class: `letter letter-${(places.get(part) ?? 0) % 8}` }, shown(part, 40)),
  ]);
  return h('span', { class: 'set' }, '{', ...letters, '}');
}

/** A sentence of the engine's: what stands between backticks becomes code. */
export function sentence(text: string): readonly Child[] {
  return shown(text, 1200)
    .split('`')
    .map((piece, i) => (i % 2 === 1 ? h('code', {}, piece) : piece));
}

/** The badge of a model: A or B. */
export function badge(model: number): HTMLElement {
  const letters = model === 0 ? 'A' : 'B';
  return h('span', { class: `badge badge-${letters.toLowerCase()}` }, letters);
}
