// The frame of every picture: heading, caption, the picture, and its twin as a table.
import { type Child, h } from '../host/element.ts';
import { unbroken } from './words.ts';

export type Figure = {
  readonly id: string;
  readonly title: string;
  readonly caption: Child;
  readonly picture: HTMLElement;
  /** Made when first asked for. */
  readonly table: () => HTMLElement;
};

/** A section whose button (or the key `t`, see `figureKeys`) swaps the picture and the table. */
export function figure(of: Figure): HTMLElement {
  const twin = h('div', { class: 'twin-table', hidden: true });
  const button = h('button', { type: 'button', class: 'twin', 'aria-pressed': 'false' }, 'Table');
  button.title = 'Show as a table (t)';
  button.addEventListener('click', () => {
    const asTable = twin.hidden;
    if (asTable && !twin.hasChildNodes()) twin.append(of.table());
    twin.hidden = !asTable;
    of.picture.hidden = asTable;
    button.setAttribute('aria-pressed', String(asTable));
  });
  return h(
    'section',
    { class: 'figure', id: of.id, 'aria-labelledby': `${of.id}-title` },
    h('header', {}, h('h2', { id: `${of.id}-title` }, of.title), button),
    h(
      'p',
      { class: 'caption' },
      typeof of.caption === 'string' ? unbroken(of.caption) : of.caption,
    ),
    of.picture,
    twin,
  );
}

/** The key `t`: swaps the picture that has the focus, or all of them when none has. */
export function figureKeys(event: KeyboardEvent): void {
  if (event.key !== 't' || event.ctrlKey || event.metaKey || event.altKey) return;
  const focused = document.activeElement?.closest('.figure');
  for (const section of focused ? [focused] : document.querySelectorAll('.figure')) {
    section.querySelector<HTMLButtonElement>('button.twin')?.click();
  }
}
