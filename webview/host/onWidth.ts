// Drawings that follow the width they have.

/** Calls `draw` with the content width of `element` now and whenever it changes, once a frame. */
export function onWidth(element: Element, draw: (width: number) => void): void {
  let last = 0;
  const observer = new ResizeObserver((entries) => {
    const width = Math.floor(entries[entries.length - 1].contentRect.width);
    // A hidden element has no width; its drawing keeps the last one.
    if (width === last || width === 0) return;
    last = width;
    requestAnimationFrame(() => draw(width));
  });
  observer.observe(element);
}
