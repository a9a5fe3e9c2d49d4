// The one tooltip of the page: shown beside what is under the pointer or has the focus.
import { h } from './element.ts';

const tip = h('div', { class: 'tip', role: 'tooltip', id: 'tip', hidden: true });
let about: Element | undefined;

/** Shows `content` beside `anchor`, inside the window. */
export function showTip(anchor: Element, content: Node): void {
  if (!tip.isConnected) document.body.append(tip);
  tip.replaceChildren(content);
  tip.hidden = false;
  about = anchor;
  const at = anchor.getBoundingClientRect();
  const size = tip.getBoundingClientRect();
  const room = document.documentElement.clientWidth;
  const left = Math.min(
    Math.max(8, at.left + at.width / 2 - size.width / 2),
    room - size.width - 8,
  );
  const above = at.top - size.height - 8;
  tip.style.left = `${Math.max(8, left)}px`;
  tip.style.top = `${above >= 8 ? above : at.bottom + 8}px`;
}

/** Wherever it is, or where it is about something in `root`. */
export function hideTip(root?: Element): void {
  if (!root || !about || root.contains(about)) tip.hidden = true;
}

/** Shows `content()` for every element inside `root` that `find` names, by pointer and by focus. */
export function tipsFor(
  root: Element,
  selector: string,
  content: (element: Element) => Node | undefined,
): void {
  const within = ({ target }: Event) => (target as Element).closest(selector);
  const enter = (event: Event) => {
    const element = within(event);
    if (!element) return; // what stands around may have tips of its own
    const words = content(element);
    if (words) showTip(element, words);
    else hideTip();
  };
  const leave = (event: Event) => {
    if (within(event)) hideTip();
  };
  root.addEventListener('pointerover', enter);
  root.addEventListener('pointerout', leave);
  root.addEventListener('focusin', enter);
  root.addEventListener('focusout', leave);
}
