// Drawings that follow the width they have.

const draws = new WeakMap<Element, () => void>();

/** Calls `draw` with the content width of `element` now and whenever it changes, once a frame. */
export function onWidth(element: Element, draw: (width: number) => void): void {
  let last = 0;
  const isNew = (width: number) => {
    // A hidden element has no width; its drawing keeps the last one.
    if (width === last || width === 0) return false;
    last = width;
    return true;
  };
  const observer = new ResizeObserver((entries) => {
    const width = Math.floor(entries[entries.length - 1].contentRect.width);
    if (isNew(width)) requestAnimationFrame(() => draw(width));
  });
  observer.observe(element);
  draws.set(element, () => {
    const width = contentWidth(element);
    if (isNew(width)) draw(width);
  });
}

/** Draws what stands within `root` and is not drawn yet at once, so that nobody sees the page without it. */
export function drawNow(root: Element): void {
  for (const element of root.querySelectorAll('*')) draws.get(element)?.();
}

/** As an observer measures it. */
function contentWidth(element: Element): number {
  const style = getComputedStyle(element);
  const around = [
    style.paddingLeft,
    style.paddingRight,
    style.borderLeftWidth,
    style.borderRightWidth,
  ];
  const width = element.getBoundingClientRect().width;
  return Math.floor(width - around.reduce((sum, length) => sum + Number.parseFloat(length), 0));
}
