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
  const copy = styledCopy(drawing);
  copy.prepend(...patternsOf(copy));
  const { width, height } = drawing.getBoundingClientRect();
  copy.setAttribute('width', String(Math.round(width)));
  copy.setAttribute('height', String(Math.round(height)));
  return new XMLSerializer().serializeToString(copy);
}

function styledCopy<E extends SVGElement>(drawing: E): E {
  const copy = drawing.cloneNode(true) as E;
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
  return copy;
}

/** What fills it and lies elsewhere on the page. */
function patternsOf(copy: SVGSVGElement): readonly SVGElement[] {
  const fills = [...copy.querySelectorAll('[fill^="url("]')].map((each) =>
    each.getAttribute('fill'),
  );
  const ids = new Set(fills.flatMap((fill) => /^url\("?#([\w-]+)"?\)/.exec(fill ?? '')?.[1] ?? []));
  return [...ids].flatMap((id) => {
    const pattern = copy.querySelector(`#${id}`) ? null : document.getElementById(id);
    return pattern instanceof SVGElement ? [styledCopy(pattern)] : [];
  });
}
