// Names that are wider than their place lose their middle, not their end: "llama-3-8b…checkpoint-12000".
// The whole name stays in the page, for readers, for copying and for the width that it would take; the
// short one lies over it (base.css).
import { middle } from '../../src/protocol/reportWords.ts';

const widths = new ResizeObserver((entries) => {
  for (const { target } of entries) shorten(target as HTMLElement);
});
const pen = document.createElement('canvas').getContext('2d');

/** `element` holds its name as text; called once, when it is made. */
export function elide(element: HTMLElement): void {
  widths.observe(element);
}

function shorten(element: HTMLElement): void {
  const { clientWidth, scrollWidth } = element;
  const isCut = scrollWidth > clientWidth && clientWidth > 0;
  if (!isCut || pen === null) {
    delete element.dataset.short;
    return;
  }
  pen.font = fontOf(element);
  const name = element.textContent;
  const isWide = (most: number) => pen.measureText(middle(name, most)).width > clientWidth;
  let [fits, wide] = [2, name.length];
  while (wide - fits > 1) {
    const most = (fits + wide) >> 1;
    if (isWide(most)) wide = most;
    else fits = most;
  }
  element.dataset.short = middle(name, fits);
}

/** `font` itself is empty where digits are set to one width, which the short form cannot say. */
function fontOf(element: HTMLElement): string {
  const { fontStyle, fontWeight, fontSize, fontFamily } = getComputedStyle(element);
  return `${fontStyle} ${fontWeight} ${fontSize} ${fontFamily}`;
}
