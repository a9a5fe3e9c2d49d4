// What is not there is not told: digests of no config and no tokenizer, and a set that decides a distance of 0.
import { expect } from 'vitest';
import { different, interpret } from '../support/cannedReports.ts';
import { standing as view } from './gallery/panels.ts';
import { browserTest } from './pages.ts';
import { openPanelPage } from './panelPage.ts';

const nothing = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

browserTest('of two networks of rows that are the same', async (open) => {
  const of = different();
  const models = of.models.map((model) => ({ ...model, family: 'rows' }));
  const digests = of.provenance.models.map((model) => ({ ...model, config: nothing }));
  const provenance = { ...of.provenance, models: digests };
  const distance = { ...of.distance!, value: 0, low: 0, high: 0 };
  const { page } = await openPanelPage(open, {
    ...view,
    report: { ...of, models, provenance, distance } as typeof of,
  });
  const text = (await page.textContent('body'))!;
  expect(text).toContain(' weights ');
  expect(text).not.toContain(' tokenizer ');
  expect(text).not.toContain(' config ');
  expect(text).not.toContain('is that of');
});

browserTest('of two others all of it is', async (open) => {
  const { page } = await openPanelPage(open, { ...view, report: different() });
  const text = (await page.textContent('body'))!;
  for (const told of [' tokenizer ', ' config ', 'is that of']) expect(text).toContain(told);
});

browserTest(
  'where no set is held to 0.15 a sentence stands in place of an empty table',
  async (open) => {
    const of = interpret();
    const little = { value: 0.09, low: 0.02, high: 0.12 };
    const models = of.models.map((model) => ({
      ...model,
      profile: (model.profile ?? []).map((entry) => ({ ...entry, ...little })),
    }));
    const { page } = await openPanelPage(open, { ...view, report: { ...of, models } });
    const profile = page.locator('#profile');
    expect(await profile.innerText()).toContain(
      'No place holds one of these sets to 0.15 or more.',
    );
    expect(await profile.locator('table').filter({ visible: true }).count()).toBe(0);
  },
);
