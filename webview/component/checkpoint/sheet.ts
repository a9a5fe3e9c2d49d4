// The frame of both pages: a head, a bar with the filter, and below them the tree beside the details.
import { count } from '../../../src/protocol/reportWords.ts';
import { type Child, h } from '../../host/element.ts';

export type Sheet = {
  readonly element: HTMLElement;
  readonly head: HTMLElement;
  /** After the filter: buttons. */
  readonly tools: HTMLElement;
  readonly details: HTMLElement;
  readonly filter: HTMLInputElement;
  /** Says how many lines the filter leaves, aloud too. */
  found(matches: number | undefined, of: number): void;
};

export type SheetOptions = {
  readonly filterName: string;
  readonly columns: readonly Column[];
  readonly tree: HTMLElement;
  readonly onFilter: () => void;
};

export type Column = {
  readonly name: string;
  readonly kind: string;
  /** Marks of the scale of its bars, from left to right. */
  readonly scale?: readonly string[];
};

export function sheet({ filterName, columns, tree, onFilter }: SheetOptions): Sheet {
  const head = h('header', { class: 'sheet-head' });
  const details = h('section', { class: 'sheet-details', 'aria-label': 'Details', tabindex: 0 });
  const hits = h('span', { class: 'quiet hits', role: 'status' });
  const tools = h('div', { class: 'tools' });
  const filter = h('input', {
    type: 'search',
    class: 'filter',
    placeholder: filterName,
    'aria-label': filterName,
    spellcheck: 'false',
    autocomplete: 'off',
  });
  filter.addEventListener('input', onFilter);
  filter.addEventListener('keydown', (event) => {
    if (event.key === 'ArrowDown') tree.focus();
    else if (event.key === 'Escape' && filter.value !== '') {
      filter.value = '';
      onFilter();
    } else return;
    event.preventDefault();
  });
  const titles = columns.map(({ name, kind, scale }) =>
    h('span', { class: kind }, scale && scaleOf(scale), name),
  );
  const element = h(
    'div',
    { class: 'sheet' },
    head,
    h('div', { class: 'sheet-bar', role: 'search' }, filter, hits, tools),
    h(
      'main',
      { class: 'sheet-body' },
      h(
        'div',
        { class: 'tree-frame' },
        h('div', { class: 'tree-titles', 'aria-hidden': 'true' }, ...titles),
        tree,
      ),
      details,
    ),
  );
  return {
    element,
    head,
    tools,
    details,
    filter,
    found: (matches, of) => {
      hits.textContent = matches === undefined ? '' : `${count(matches)} of ${count(of)}`;
    },
  };
}

function scaleOf(marks: readonly string[]): HTMLElement {
  return h('span', { class: 'change-scale' }, ...marks.map((mark) => h('span', {}, mark)));
}

/** Terms and what they mean, in two columns. */
export function facts(list: readonly (readonly [string, Child])[]): HTMLElement {
  return h(
    'dl',
    { class: 'facts' },
    ...list.flatMap(([term, words]) => [h('dt', {}, term), h('dd', {}, words)]),
  );
}

/** A heading of the details and what follows it. */
export function section(id: string, title: Child, ...content: readonly Child[]): HTMLElement {
  return h(
    'section',
    { id, class: 'panel', 'aria-labelledby': `${id}-title` },
    h('h2', { id: `${id}-title` }, title),
    ...content,
  );
}

export function button(title: string, onClick: () => void, kind?: string): HTMLButtonElement {
  const element = h('button', { type: 'button', class: kind }, title);
  element.addEventListener('click', onClick);
  return element;
}

/** What went wrong, and below it what to do. */
export function failure({ message, hint }: { message: string; hint: string | undefined }) {
  return h(
    'div',
    { class: 'failure', role: 'alert' },
    h('p', {}, h('bdi', {}, message)),
    hint ? h('p', { class: 'quiet' }, h('bdi', {}, hint)) : undefined,
  );
}

/**
 * The test of a filter: every word of it is somewhere in a text, whatever the case. Undefined for an
 * empty one.
 */
export function filterOf(words: string): ((text: string) => boolean) | undefined {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  if (wanted.length === 0) return undefined;
  return (text) => {
    const lower = text.toLowerCase();
    return wanted.every((word) => lower.includes(word));
  };
}
