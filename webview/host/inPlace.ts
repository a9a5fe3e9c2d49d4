// New content in the place of old of the same kind: what is read stays where it is on the screen, what was opened stays
// open, and the focus stays. A control's state is what its attributes say; it is brought about by a click.
import { drawNow } from './onWidth.ts';
import { hideTip } from './tip.ts';

/** The nearest ancestor with an id ('': the root), and the way from it: tag and place among its like. */
type Way = { readonly from: string; readonly steps: readonly (readonly [string, number])[] };

type Place = {
  readonly pressed: readonly Way[];
  readonly selected: readonly Way[];
  readonly open: readonly Way[];
  readonly scrolled: readonly { readonly at: Way; readonly left: number; readonly top: number }[];
  readonly focus: Way | undefined;
  /** What the focus is in: it stays there where its own place is gone. */
  readonly around: string | undefined;
  /** What stands still, and how far from the window's top; undefined: the page is at its top. */
  readonly still: { readonly at: Way; readonly top: number } | undefined;
};

/** `finish`: what is done to the new content before it is put where the old one was. */
export function replaceInPlace(root: Element, content: Node, finish: () => void): void {
  const place = placeOf(root);
  hideTip(root); // what it is about goes
  root.replaceChildren(content);
  drawNow(root);
  finish();
  restore(root, place);
  // Observers of what was opened speak before the next frame is shown, this one last.
  const after = new ResizeObserver(() => {
    after.disconnect();
    keepStill(root, place);
  });
  after.observe(root);
}

function placeOf(root: Element): Place {
  const all = (selector: string) => [...root.querySelectorAll(selector)];
  const way = (element: Element) => wayTo(root, element);
  const focused = document.activeElement;
  const scrolled = all('*').filter(({ scrollLeft, scrollTop }) => scrollLeft + scrollTop > 0);
  const still = stillOf(root);
  return {
    pressed: all('[aria-pressed="true"]').map(way),
    selected: all('[aria-selected="true"]').map(way),
    open: all('details[open]').map(way),
    scrolled: scrolled.map((element) => {
      return { at: way(element), left: element.scrollLeft, top: element.scrollTop };
    }),
    focus: focused && focused !== root && root.contains(focused) ? way(focused) : undefined,
    around: focused?.parentElement?.closest('section[id]')?.id,
    still: still && { at: way(still), top: still.getBoundingClientRect().top },
  };
}

function restore(root: Element, place: Place): void {
  const click = (way: Way, attribute: string) => {
    const element = find(root, way);
    if (element?.getAttribute(attribute) === 'false') {
      element.dispatchEvent(new MouseEvent('click', { bubbles: true }));
    }
  };
  for (const way of place.pressed) click(way, 'aria-pressed');
  for (const way of place.selected) click(way, 'aria-selected');
  for (const way of place.open) find(root, way)?.setAttribute('open', '');
  for (const { at, left, top } of place.scrolled) find(root, at)?.scrollTo(left, top);
  if (place.focus) focusOn(find(root, place.focus) ?? firstIn(root, place.around));
  keepStill(root, place);
}

function firstIn(root: Element, section: string | undefined): Element | null {
  return root.querySelector(`#${CSS.escape(section ?? '')} [tabindex="0"].cell`);
}

function focusOn(element: Element | null): void {
  if (element instanceof HTMLElement || element instanceof SVGElement) {
    element.focus({ preventScroll: true });
  }
}

function keepStill(root: Element, { still }: Place): void {
  const element = still && find(root, still.at);
  if (element) window.scrollBy(0, element.getBoundingClientRect().top - still.top);
}

/** What the reader looks at: the focus where it is in sight, else what begins nearest to the window's top. */
function stillOf(root: Element): Element | undefined {
  const focused = document.activeElement;
  if (focused && root.contains(focused) && isInSight(focused)) return focused;
  if (window.scrollY === 0) return undefined;
  let nearest: Element | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const element of root.querySelectorAll('[id]')) {
    const { top, height } = element.getBoundingClientRect();
    if (height === 0 || Math.abs(top) >= least) continue;
    nearest = element;
    least = Math.abs(top);
  }
  return nearest;
}

function isInSight(element: Element): boolean {
  const { top, bottom } = element.getBoundingClientRect();
  return bottom > 0 && top < document.documentElement.clientHeight;
}

function wayTo(root: Element, element: Element): Way {
  const steps: (readonly [string, number])[] = [];
  let at = element;
  while (at !== root && at.id === '') {
    const parent = at.parentElement ?? root;
    const like = [...parent.children].filter(({ tagName }) => tagName === at.tagName);
    steps.unshift([at.tagName, like.indexOf(at)]);
    at = parent;
  }
  return { from: at === root ? '' : at.id, steps };
}

function find(root: Element, { from, steps }: Way): Element | undefined {
  let at = from === '' ? root : (root.querySelector(`#${CSS.escape(from)}`) ?? undefined);
  for (const [tag, place] of steps) {
    at = at && [...at.children].filter(({ tagName }) => tagName === tag)[place];
  }
  return at;
}
