// A page that is used again: nothing of the test before is on it, and it looks as the next one asks.
import { expect } from 'vitest';
import { type Look, takePage } from './browser.ts';
import { browserTest, settled } from './pages.ts';

const looks: readonly Look[] = [
  { width: 420, height: 500, scheme: 'dark', forced: true, reducedMotion: true },
  {},
  { width: 900, forced: true },
  { scheme: 'dark' },
];
/** As big as the page, so that whatever is under the mouse is hovered. */
const markup = '<body style="margin: 0; height: 900px"><button>b</button></body>';

browserTest('one page, look after look', async () => {
  const first = await takePage(looks[0]);
  const { page } = first;
  await first.giveBack();
  for (const look of looks) {
    const { complaints, requests, giveBack, ...taken } = await takePage(look);
    expect(taken.page).toBe(page);
    await page.setContent(markup);
    await settled(page);
    expect(await page.evaluate(seen)).toEqual({
      width: look.width ?? 1280,
      height: look.height ?? 800,
      isDark: look.scheme === 'dark',
      isForced: look.forced ?? false,
      isStill: look.reducedMotion ?? false,
      focused: 'BODY',
      hovered: 0,
      left: 'undefined',
    });
    expect({ complaints, requests }).toEqual({ complaints: [], requests: [] });
    await page.evaluate(leaveTraces);
    await page.getByRole('button').click();
    await expect.poll(() => complaints).toEqual(['traces']);
    await giveBack();
  }
});

function seen(): object {
  const is = (media: string) => matchMedia(media).matches;
  return {
    width: innerWidth,
    height: innerHeight,
    isDark: is('(prefers-color-scheme: dark)'),
    isForced: is('(forced-colors: active)'),
    isStill: is('(prefers-reduced-motion: reduce)'),
    focused: document.activeElement?.tagName,
    hovered: document.querySelectorAll(':hover').length,
    left: typeof (window as unknown as { left: unknown }).left,
  };
}

function leaveTraces(): void {
  console.error('traces');
  (window as unknown as { left: unknown }).left = 1;
}
