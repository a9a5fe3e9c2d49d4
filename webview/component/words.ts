// Words with a little form: names that may be long, chips for sets of parts, sentences with code.

import { idOf, isOccurrence, type SetName } from '../../src/protocol/coordinates.ts';
import type { TaskReport } from '../../src/protocol/report.ts';
import { middle, shown } from '../../src/protocol/reportWords.ts';
import { slotFinder } from '../../src/protocol/sites.ts';
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

/** A task of data has at most so many regions; columns beyond them have the looks from the first on again. */
export const lookCount = 12;

/** Class of the mark of a column: eight colours, then the first of them striped (looks.ts). */
export function partClass(slot: number): string {
  return `part part-${slot % lookCount}`;
}

/** "{a,b}", or "\"S2\"" of words as they stand, with the colours of its members under their letters. */
export function setChip(set: SetName, task: TaskReport): HTMLElement {
  const slotOf = slotFinder(task);
  const isToken = set.length > 0 && set.every(isOccurrence);
  const letters = set.flatMap((member, i): Child[] => {
    const name = shown(idOf(member), 40);
    return [
      i === 0 ? undefined : ',',
      h(
        'bdi',
        { class: `letter letter-${slotOf(member) % lookCount}` },
        isToken ? `"${name}"` : name,
      ),
    ];
  });
  return h('span', { class: 'set' }, ...(isToken ? letters : ['{', ...letters, '}']));
}

/** A sentence of the engine's: what stands between backticks becomes code. */
export function sentence(text: string): readonly Child[] {
  return shown(text, 1200)
    .split('`')
    .map((piece, i) => (i % 2 === 1 ? h('code', {}, piece) : unbroken(piece)));
}

/** No line ends between a number and its percent sign. */
export function unbroken(text: string): string {
  return text.replace(/(?<=\d) (?=%)/g, '\u00a0');
}

/** The badge of a model: A or B. */
export function badge(model: number): HTMLElement {
  const letters = model === 0 ? 'A' : 'B';
  return h('span', { class: `badge badge-${letters.toLowerCase()}` }, letters);
}
