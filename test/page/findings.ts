// What axe-core finds on a page. It takes seconds of a large page, and most pages are made of the same parts: every way
// in which an element is written, and every way in which text is coloured, is looked at once.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const colourRules = ['color-contrast', 'link-in-text-block'];

/** What has been looked at, on whichever page. */
const looked = new Set<string>();

/** How an element is written or coloured, and the first of the page that is so. */
type Way = readonly [told: string, at: number];

/** "rule: selector" of each serious or critical finding; `of` colours alone where only they are new. */
export async function findings(page: Page, of: 'all' | 'colours' = 'all'): Promise<string[]> {
  const structure = of === 'all' ? fresh(await writtenOn(page)) : [];
  const colours = fresh(await colouredOn(page));
  if (structure.length + colours.length === 0) return [];
  // By evaluation, not by a script element: the page's policy would refuse that.
  if (!(await page.evaluate("'axe' in window"))) await page.evaluate(axe);
  const without = Object.fromEntries(colourRules.map((rule) => [rule, { enabled: false }]));
  return [
    ...(await found(page, structure, { rules: without })),
    ...(await found(page, colours, { runOnly: colourRules })),
  ];
}

function fresh(ways: readonly Way[]): number[] {
  const unseen = ways.filter(([told]) => !looked.has(told));
  for (const [told] of unseen) looked.add(told);
  return unseen.map(([, at]) => at);
}

/** At the elements by their places on the page, and in them. */
async function found(page: Page, elements: readonly number[], rules: object): Promise<string[]> {
  if (elements.length === 0) return [];
  const asked = {
    preload: false, // it asks for style sheets that the page's policy refuses to scripts
    resultTypes: ['violations'], // nothing is written out of the rest
    ...rules,
  };
  return page.evaluate(
    async ({ asked, elements }) => {
      type Result = { id: string; impact: string; nodes: { target: string[] }[] };
      const { axe } = window as unknown as {
        axe: { run(of: unknown, options: object): Promise<{ violations: Result[] }> };
      };
      const all = [...document.querySelectorAll('*')];
      const { violations } = await axe.run({ include: elements.map((at) => all[at]) }, asked);
      return violations
        .filter(({ impact }) => impact === 'serious' || impact === 'critical')
        .flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`));
    },
    { asked, elements },
  );
}

/** An element with its attributes, in its parent, and whether it holds text. */
function writtenOn(page: Page): Promise<Way[]> {
  return page.evaluate(() => {
    const first = new Map<string, number>();
    const names = (of: Element | null) =>
      of === null ? '' : `${of.localName}.${of.getAttribute('class') ?? ''}.${of.role ?? ''}`;
    for (const [at, element] of [...document.querySelectorAll('*')].entries()) {
      const attributes = [...element.attributes].map(
        ({ name, value }) => `${name}${value ? '=' : ''}`,
      );
      const isEmpty = element.textContent?.trim() === '';
      const told = [names(element.parentElement), names(element), ...attributes, isEmpty].join(' ');
      if (!first.has(told)) first.set(told, at);
    }
    return [...first];
  });
}

/** An element with text of its own: its colours, and all that lies under it. */
function colouredOn(page: Page): Promise<Way[]> {
  return page.evaluate(() => {
    const first = new Map<string, number>();
    const own = (node: ChildNode) => node.nodeType === 3 && node.textContent?.trim() !== '';
    const grounds = new Map<Element | null, string>([[null, '']]);
    const groundOf = (element: Element | null): string => {
      const known = grounds.get(element);
      if (known !== undefined || element === null) return known ?? '';
      const { backgroundColor, backgroundImage, opacity } = getComputedStyle(element);
      const ground = [backgroundColor, backgroundImage, opacity].join(' ');
      const under = groundOf(element.parentElement);
      const all = ground === 'rgba(0, 0, 0, 0) none 1' ? under : `${ground}; ${under}`;
      grounds.set(element, all);
      return all;
    };
    for (const [at, element] of [...document.querySelectorAll('*')].entries()) {
      const holds = [...element.childNodes].some(own) || element.matches('input, select, textarea');
      if (!holds || element.getClientRects().length === 0) continue;
      const { color, fill, fontSize, fontWeight } = getComputedStyle(element);
      const isLink = element.closest('a') !== null;
      const text = [element.localName, isLink, color, fill, fontSize, fontWeight].join(' ');
      const told = `${text} on ${groundOf(element)}`;
      if (!first.has(told)) first.set(told, at);
    }
    return [...first];
  });
}
