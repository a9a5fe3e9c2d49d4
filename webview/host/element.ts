// Making DOM nodes. Strings from a report become text nodes and attribute values, never markup, and
// there is no `style` attribute: the content security policy would refuse it.

type Value = string | number | boolean | undefined;
/** `true` writes an empty attribute; `false` and `undefined` write none. */
export type Attributes = { readonly [name: string]: Value; readonly style?: undefined };
export type Child = Node | string | undefined;

const svgSpace = 'http://www.w3.org/2000/svg';

/** An HTML element. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  return dress(document.createElement(tag), attributes, children);
}

/** An SVG element; numbers are rounded to hundredths, so that a drawing is the same everywhere. */
export function svg<K extends keyof SVGElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: readonly Child[]
): SVGElementTagNameMap[K] {
  return dress(document.createElementNS(svgSpace, tag), attributes, children);
}

/** Attributes and children for an element that neither h nor svg makes. */
export function dress<E extends Element>(
  element: E,
  attributes: Attributes,
  children: readonly Child[],
): E {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue;
    element.setAttribute(name, attributeText(value));
  }
  for (const child of children) if (child !== undefined) element.append(child);
  return element;
}

function attributeText(value: string | number | true): string {
  if (value === true) return '';
  return typeof value === 'number' ? String(Math.round(value * 100) / 100) : value;
}
