// A plain table with headings.
import { type Child, h } from '../host/element.ts';

export type Column = { readonly name: Node | string; readonly number?: boolean };

export type TableOptions = {
  readonly captionShown?: boolean;
  /** On a narrow page a row becomes a small block, each value behind the name of its column. Roles are written out:
   * folding would drop them. */
  readonly folds?: boolean;
};

/** A table in a frame that scrolls sideways when it must; the first cell of a row heads the row. */
export function table(
  caption: string,
  columns: readonly Column[],
  rows: readonly (readonly Child[])[],
  options: TableOptions = {},
): HTMLElement {
  const align = (i: number) => (columns[i]?.number ? 'number' : undefined);
  const label = (i: number) => (options.folds ? columnText(columns[i]) : undefined);
  const head = columns.map((column, i) =>
    h('th', { scope: 'col', role: 'columnheader', class: align(i) }, column.name),
  );
  const body = rows.map((row) =>
    h(
      'tr',
      { role: 'row' },
      ...row.map((cell, i) =>
        i === 0
          ? h('th', { scope: 'row', role: 'rowheader', class: align(i) }, cell)
          : h('td', { role: 'cell', class: align(i), 'data-label': label(i) }, cell),
      ),
    ),
  );
  return h(
    'div',
    // A region that scrolls must be reachable by keyboard.
    { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': caption },
    h(
      'table',
      { role: 'table', class: options.folds ? 'folds' : undefined },
      h('caption', { class: options.captionShown ? undefined : 'hearing' }, caption),
      h('thead', { role: 'rowgroup' }, h('tr', { role: 'row' }, ...head)),
      h('tbody', { role: 'rowgroup' }, ...body),
    ),
  );
}

function columnText({ name }: Column): string | undefined {
  return (typeof name === 'string' ? name : name.textContent) || undefined;
}
