// A webview's page is replaced at any moment, and the editor hands the next one what was told to the
// one before: nothing of it may reach the wrong ear, and nobody is deaf afterwards.
import { expect, test } from 'vitest';
import { openPageChannel } from '../../src/vscode/pageChannel.ts';
import { playPage } from '../support/fakePage.ts';
import { FakePanel } from '../support/fakeWindow.ts';

type Service = {
  ready(request: Record<never, never>): Promise<string>;
  ask(request: { readonly n: number }): Promise<number>;
};
type Page = { tell(request: { readonly n: number }): Promise<number> };

/** A panel whose host answers what was asked when `answerAll` is called. */
function hosted() {
  const panel = new FakePanel();
  const asked: (() => void)[] = [];
  const channel = openPageChannel<Service, Page>(panel.webview as never, {
    ready: async () => 'all of it',
    ask: (_, { n }) => new Promise<number>((resolve) => asked.push(() => resolve(n))),
  });
  const newPage = (told: number[] = []) =>
    playPage<Page, Service>(panel, {
      tell: async (_, { n }) => {
        told.push(n);
        return n;
      },
    });
  return { panel, channel, newPage, answerAll: () => asked.map((answer) => answer()) };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

/** What was left over of the first page when the second one came. */
const leftOver: readonly (readonly [string, (of: ReturnType<typeof hosted>) => Promise<void>])[] = [
  ['nothing', async () => undefined],
  [
    'a call of the host that nobody heard',
    async ({ panel, channel }) => {
      panel.hear = () => undefined; // hidden
      channel.page?.call('tell', { n: 1 }).result.catch(() => undefined);
      await settled();
    },
  ],
  [
    "a question of the page's that the host has not answered",
    async ({ newPage }) => {
      const page = newPage();
      await page.call('ready', {}).result;
      page.call('ask', { n: 1 });
      await settled();
    },
  ],
];

test.each(leftOver)('a page after one that left over %s', async (_, leave) => {
  const all = hosted();
  await all.newPage().call('ready', {}).result;
  await leave(all);
  const told: number[] = [];
  const page = all.newPage(told);
  const hear = all.panel.hear;
  for (const message of all.panel.posted) hear(message); // the editor's queue
  expect(await page.call('ready', {}).result).toBe('all of it');
  const asking = page.call('ask', { n: 2 }).result;
  await settled();
  all.answerAll(); // the first page's question too
  expect(await asking).toBe(2);
  expect(await all.channel.page?.call('tell', { n: 3 }).result).toBe(3);
  expect(told).toEqual([3]);
});

test('what the host asked a page that went away ends as cancelled', async () => {
  const { panel, channel, newPage } = hosted();
  await newPage().call('ready', {}).result;
  panel.hear = () => undefined;
  const asked = channel.page?.call('tell', { n: 1 }).result;
  newPage().call('ready', {});
  await expect(asked).rejects.toMatchObject({ code: 'cancelled' });
});
