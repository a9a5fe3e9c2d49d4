// Walking a page by keys.
import type { Page } from 'playwright-core';
import { expect } from 'vitest';

/** Id of the element that has the focus. */
export const focused = (page: Page) => page.evaluate(() => document.activeElement?.id);

/** Each key leads to the element of that id. */
export async function checkWalk(
  page: Page,
  walk: readonly (readonly [key: string, to: string])[],
): Promise<void> {
  for (const [key, to] of walk) {
    await page.keyboard.press(key);
    expect([key, await focused(page)]).toEqual([key, to]);
  }
}
