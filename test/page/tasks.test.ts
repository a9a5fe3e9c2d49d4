// The pages of two tasks side by side and of inputs on which two models part: what is said, and the tables behind it.
import { expect } from 'vitest';
import { distinguished, reduction } from '../support/cannedReports.ts';
import { pageTest } from './pages.ts';

pageTest('reduction: what is held on either task, and what one cannot tell', async (open) => {
  const { page } = await open(reduction());
  const card = page.locator('.card');
  expect(await card.innerText()).toMatch(
    /does not contain the simple task.*\{a, c\}.*held nowhere/s,
  );
  expect(await page.locator('.head .task').innerText()).toMatch(/^tasks\smodsum\sand\smodsum-b3/);
  const record = page.locator('#provenance, [aria-labelledby="provenance-title"]').first();
  expect(await record.textContent()).toMatch(/hard taskmodsum .*simple taskmodsum-b3 /s);
  const held = page.locator('#reduction');
  expect(await held.locator('.caption').innerText()).toMatch(/Variables of both: a, c.*has b/s);
  await held.locator('button.twin').click();
  const rows = await held.locator('tbody tr').allInnerTexts();
  expect(rows[0]).toMatch(/\{a\}.*most apart.*b · block 0.*b · block 0/s);
  expect(rows.at(-1)).toMatch(/\{a,b\}.*cannot tell/s);
});

pageTest(
  'inputs on which two models part: where, how surely, which, and as a task',
  async (open) => {
    const { page } = await open(distinguished());
    expect(await page.locator('.card').innerText()).toMatch(/they part.*where `?a`? is 5/is);
    const found = page.locator('#distinguishing');
    await found.locator('button.twin').click();
    const text = await found.locator('tbody').last().innerText();
    expect(text).toMatch(/Region.*a is 5.*a of the source is 5/s);
    expect(text).toMatch(/Apart there.*1\.00 \[0\.56, 1\.00\]/s);
    const prompts = page.locator('section[aria-label="Prompts on which they part"] tbody tr');
    expect(await prompts.count()).toBe(8);
    expect(await prompts.first().innerText()).toMatch(/^5 \d , \d =/);
    await page.locator('summary', { hasText: 'A task file' }).click();
    expect(JSON.parse(await page.locator('pre').innerText()).name).toBe('modsum-apart');
  },
);

pageTest(
  'prompts that are answered alike are not shown as those on which they part',
  async (open) => {
    const report = distinguished();
    const sections = report.sections.map((each) => {
      if (each.kind !== 'distinguishing') return each;
      const [prompts, runs] = each.searches;
      return { ...each, searches: [{ ...prompts, outcome: 'alike' as const }, runs] };
    });
    const { page } = await open({ ...report, sections });
    const titles = await page.locator('main h2').allInnerTexts();
    expect(titles.filter((title) => /^(Prompts|Interchanged)/.test(title))).toEqual([
      'Interchanged pairs on which they part',
    ]);
  },
);
