// What axe-core finds on a page: its structure once, and every way in which text is coloured once.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const colourRules = ['color-contrast', 'link-in-text-block'];

/** How text was coloured where it was looked at: the same elsewhere has the same contrast. */
const looked = new Set<string>();

type Run = { readonly rules: 'structure' | 'colours'; readonly elements?: readonly number[] };

/** "rule: selector" of each serious or critical finding; `of` colours alone where only they are new. */
export async function findings(page: Page, of: 'all' | 'colours' = 'all'): Promise<string[]> {
  // By evaluation, not by a script element: the page's policy would refuse that.
  if (!(await page.evaluate("'axe' in window"))) await page.evaluate(axe);
  const structure = of === 'all' ? await run(page, { rules: 'structure' }) : [];
  const elements = await newlyColoured(page);
  const colours = elements.length > 0 ? await run(page, { rules: 'colours', elements }) : [];
  return [...structure, ...colours].sort();
}

function run(page: Page, { rules, elements }: Run): Promise<string[]> {
  const asked = {
    preload: false, // it asks for style sheets that the page's policy refuses to scripts
    resultTypes: ['violations'], // nothing is written out of the rest
    ...(rules === 'colours'
      ? { runOnly: colourRules }
      : { rules: Object.fromEntries(colourRules.map((rule) => [rule, { enabled: false }])) }),
  };
  return page.evaluate(
    async ({ asked, elements }) => {
      type Result = { id: string; impact: string; nodes: { target: string[] }[] };
      const { axe } = window as unknown as {
        axe: { run(of: unknown, options: object): Promise<{ violations: Result[] }> };
      };
      const all = [...document.body.querySelectorAll('*')];
      const of = elements ? { include: elements.map((at) => all[at]) } : document;
      const { violations } = await axe.run(of, asked);
      return violations
        .filter(({ impact }) => impact === 'serious' || impact === 'critical')
        .flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`));
    },
    { asked, elements },
  );
}

/** Of each way of colouring text that nobody has looked at, the first element, by its place on the page. */
async function newlyColoured(page: Page): Promise<number[]> {
  const ways = await page.evaluate(() => {
    const first = new Map<string, number>();
    const own = (node: ChildNode) => node.nodeType === 3 && node.textContent?.trim() !== '';
    for (const [at, element] of [...document.body.querySelectorAll('*')].entries()) {
      const holds = [...element.childNodes].some(own) || element.matches('input, select, textarea');
      if (!holds || element.getClientRects().length === 0) continue;
      const { color, fill, fontSize, fontWeight, textShadow } = getComputedStyle(element);
      const way = [
        element.localName,
        element.closest('a') !== null,
        color,
        fill,
        fontSize,
        fontWeight,
        textShadow,
      ];
      for (let under: Element | null = element; under; under = under.parentElement) {
        const { backgroundColor, backgroundImage, opacity } = getComputedStyle(under);
        way.push(backgroundColor, backgroundImage, opacity);
      }
      const told = way.join(' ').replaceAll(' rgba(0, 0, 0, 0) none 1', '');
      if (!first.has(told)) first.set(told, at);
    }
    return [...first];
  });
  const fresh = ways.filter(([way]) => !looked.has(way));
  for (const [way] of fresh) looked.add(way);
  return fresh.map(([, at]) => at);
}
