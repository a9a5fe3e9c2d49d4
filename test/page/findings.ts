// What axe-core finds on a page.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** "rule: selector" of each serious or critical finding; `of` colours alone where only they are new. */
export async function findings(page: Page, of: 'all' | 'colours' = 'all'): Promise<string[]> {
  // By evaluation, not by a script element: the page's policy would refuse that.
  if (!(await page.evaluate("'axe' in window"))) await page.evaluate(axe);
  // Without preload, which asks for style sheets that the page's policy refuses to scripts.
  return page.evaluate(async (of) => {
    type Result = { id: string; impact: string; nodes: { target: string[] }[] };
    const { axe } = window as unknown as {
      axe: { run(options: object): Promise<{ violations: Result[] }> };
    };
    const { violations } = await axe.run({
      preload: false,
      resultTypes: ['violations'], // nothing is written out of the rest
      ...(of === 'colours' ? { runOnly: ['color-contrast', 'link-in-text-block'] } : {}),
    });
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`));
  }, of);
}
