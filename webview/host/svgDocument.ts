// A drawing of the page as an SVG document of its own: what the style sheet gave it, written into it.

const presentation = [
  'fill',
  'fill-opacity',
  'stroke',
  'stroke-width',
  'stroke-opacity',
  'stroke-dasharray',
  'stroke-linecap',
  'opacity',
  'font-family',
  'font-size',
  'font-weight',
  'text-anchor',
  'dominant-baseline',
  'visibility',
] as const;

/** null: there is no drawing. */
export function svgDocument(drawing: SVGSVGElement | null): string | null {
  if (drawing === null) return null;
  const copy = drawing.cloneNode(true) as SVGSVGElement;
  const originals = [drawing, ...drawing.querySelectorAll<SVGElement>('*')];
  const copies = [copy, ...copy.querySelectorAll<SVGElement>('*')];
  originals.forEach((original, i) => {
    const style = getComputedStyle(original);
    for (const property of presentation) {
      const value = style.getPropertyValue(property);
      if (value !== '') copies[i].setAttribute(property, value);
    }
    copies[i].removeAttribute('class');
    copies[i].removeAttribute('tabindex');
  });
  const { width, height } = drawing.getBoundingClientRect();
  copy.setAttribute('width', String(Math.round(width)));
  copy.setAttribute('height', String(Math.round(height)));
  return new XMLSerializer().serializeToString(copy);
}
