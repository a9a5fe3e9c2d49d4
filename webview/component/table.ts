// A plain table with headings.
import { type Child, h } from '../host/element.ts';

export type Column = { readonly name: string; readonly number?: boolean };

/** A table in a frame that scrolls sideways when it must; the first cell of a row heads the row. */
export function table(
  caption: string,
  columns: readonly Column[],
  rows: readonly (readonly Child[])[],
  options: { readonly captionShown?: boolean } = {},
): HTMLElement {
  const align = (i: number) => (columns[i]?.number ? 'number' : undefined);
  const head = columns.map((column, i) => h('th', { scope: 'col', class: align(i) }, column.name));
  const body = rows.map((row) =>
    h(
      'tr',
      {},
      ...row.map((cell, i) =>
        i === 0
          ? h('th', { scope: 'row', class: align(i) }, cell)
          : h('td', { class: align(i) }, cell),
      ),
    ),
  );
  return h(
    'div',
    // A region that scrolls must be reachable by keyboard.
    { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': caption },
    h(
      'table',
      {},
      h('caption', { class: options.captionShown ? undefined : 'hearing' }, caption),
      h('thead', {}, h('tr', {}, ...head)),
      h('tbody', {}, ...body),
    ),
  );
}
