// How the tests drive the workbench: its explorer, menus, palette, dialogs and pages, as a user does.
// Machines are busy: everything waits for a state that can be seen, and nothing for a time. What can be
// seen decides: a key or a click that was given too early shows no effect, and is given again.

/** What has not come by then hangs; a machine that does other things too takes half of it. */
export const LIMIT_MS = 180_000;

/** @typedef {import('playwright-core').Page} Page */
/** What a test is given: the window, the folder that it shows, and ways to look at the rest.
 * @typedef {{ page: Page, folder: string, home: string, shot: (name: string) => Promise<unknown>,
 *   processes: () => readonly import('../../../scripts/host/processes.mjs').Found[],
 *   figures: Record<string, number>, edition: import('../../../scripts/host.mjs').Edition }} Stage */
/** @typedef {readonly [string, (stage: Stage) => Promise<void>]} UiTest */

export async function until(what, look, ms = LIMIT_MS) {
  const start = performance.now();
  for (;;) {
    const found = await look();
    if (found) return found;
    if (performance.now() - start > ms) throw new Error(`it did not come: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/** A row of the explorer by the beginning of its name. */
export const row = (page, name) =>
  page
    .locator(`.explorer-folders-view .monaco-list-row[aria-label^=${JSON.stringify(name)}]`)
    .first();

/** Opens the folders on the way to a row, and waits for it. */
export async function rowAt(page, ...path) {
  for (const [i, name] of path.entries()) {
    await row(page, name).waitFor({ timeout: LIMIT_MS });
    if (i === path.length - 1) break;
    await until(`${name} is open`, async () => {
      if ((await row(page, name).getAttribute('aria-expanded')) === 'true') return true;
      await row(page, name).click();
      return false;
    });
  }
  return row(page, path.at(-1));
}

/** The window is restored, and what the extension contributes is known: its view stands, which comes
 * with its menus and commands. */
export async function windowStands(page) {
  await page.waitForFunction('window.driver', undefined, { timeout: LIMIT_MS, polling: 200 });
  await page.evaluate('window.driver.whenWorkbenchRestored()');
  const view = page.locator('.pane-header[aria-label^="Comparisons"]');
  await view.waitFor({ timeout: LIMIT_MS });
}

const menuEntries = (page) => page.locator('.monaco-menu .action-item .action-label');

/** Selects rows of the explorer, and those alone: a click on a folder opens it, so rows move. */
export async function select(page, names) {
  const selected = page.locator('.explorer-folders-view .monaco-list-row.selected');
  await until(`${names.join(', ')} are selected`, async () => {
    await row(page, names[0]).click();
    for (const name of names.slice(1)) await row(page, name).click({ modifiers: ['Control'] });
    const labels = await selected.evaluateAll((all) => all.map((one) => one.ariaLabel));
    return (
      labels.length === names.length &&
      names.every((name) => labels.some((label) => label.startsWith(name)))
    );
  });
}

/** Selects rows of the explorer and opens the menu of the last one; returns the entries' labels. */
export async function menuOf(page, names) {
  await page.keyboard.press('Escape');
  await select(page, names);
  return openMenu(page, row(page, names.at(-1)));
}

/** Opens the context menu of anything; returns the entries' labels. */
export async function openMenu(page, element) {
  await until('a context menu', async () => {
    // One that came late takes the click that was given again.
    await element.click({ button: 'right', timeout: 3000 }).catch(() => undefined);
    return comes(menuEntries(page).first());
  });
  return menuEntries(page).allInnerTexts();
}

/** Whether something comes soon enough, so that nothing needs to be done again. */
const comes = (locator, ms = 3000) => becomes(locator, 'visible', ms);

/** Whether something that was answered goes, on a machine that is busy. */
const goes = (locator) => becomes(locator, 'hidden', 10_000);

const becomes = (locator, state, timeout) =>
  locator.waitFor({ state, timeout }).then(
    () => true,
    () => false,
  );

/** A menu takes no click in its first moments, so that a double click does nothing. */
export async function chooseEntry(page, label) {
  const entry = menuEntries(page)
    .filter({ hasText: new RegExp(`^${label}$`) })
    .first();
  await entry.waitFor();
  await until(`the menu takes the click on ${label}`, async () => {
    await entry.click({ timeout: 1000 }).catch(() => undefined);
    return (await entry.count()) === 0;
  });
}

export const quickInput = (page) => page.locator('.quick-input-widget');
export const quickRow = (page, text) =>
  quickInput(page).locator('.monaco-list-row').filter({ hasText: text }).first();

/** Runs a command from the palette, by the keyboard alone. */
export async function command(page, title) {
  const input = quickInput(page).locator('input').first();
  const focused = quickInput(page).locator('.monaco-list-row.focused', { hasText: title }).first();
  const typed = `>${title}`;
  await until(`the palette knows ${title}`, async () => {
    await page.keyboard.press('F1');
    if (!(await comes(input))) return false;
    await input.fill(typed, { timeout: 1000 }).catch(() => undefined);
    if (await comes(focused)) return true;
    await page.keyboard.press('Escape');
    return false;
  });
  await until(`the palette runs ${title}`, async () => {
    if (await focused.isVisible()) await page.keyboard.press('Enter');
    return goes(focused); // a second Enter would be for what the command asks
  });
}

/** Chooses a row of an open quick pick by its text. */
export async function choose(page, text, ms = LIMIT_MS) {
  await quickRow(page, text).waitFor({ timeout: ms });
  await until(
    `${text} is taken`,
    async () => {
      const there = quickRow(page, text);
      if (await there.isVisible()) await there.click({ timeout: 1000 }).catch(() => undefined);
      return !(await there.isVisible());
    },
    ms,
  );
}

/** Waits until the engine has looked at every task. */
export async function tasksSeen(page) {
  await until('every task is looked at', async () => {
    const busy = quickInput(page).locator('.monaco-progress-container.active');
    const fitting = quickInput(page).locator('.label-description', { hasText: /^fits$/ });
    return (await fitting.count()) > 0 && (await busy.count()) === 0;
  });
}

/** Chooses a task: its row stays where it is while the engine looks. */
export const chooseTask = (page, task = 'modsum/task.json') => choose(page, task);

/** What a page shows at `selector`; several pages may be open. */
export async function onPage(page, selector, ms = LIMIT_MS) {
  return until(
    `${selector} on a page`,
    async () => {
      for (const frame of page.frames().slice(1)) {
        const found = frame.locator(selector).first();
        if (await found.isVisible().catch(() => false)) return found;
      }
      return undefined;
    },
    ms,
  );
}

/** A row of the report's provenance. */
export async function provenance(page, term) {
  const list = await onPage(page, '#provenance dl.facts');
  return list.locator(`dt:text-is("${term}") + dd`).first().innerText();
}

/** No page shows it any more. */
export async function goneFromPages(page, selector) {
  await until(`no ${selector} on a page`, async () => {
    const seen = page
      .frames()
      .slice(1)
      .map((frame) => frame.locator(selector).first().isVisible());
    return (await Promise.all(seen.map((one) => one.catch(() => false)))).every((is) => !is);
  });
}

/** A tab by what it says. */
export const tab = (page, name) => page.locator('.tabs-container .tab').filter({ hasText: name });

/** Makes the page of a tab the active editor. It takes the focus some moments after the click; whatever
 * is opened before that is closed by it. */
export async function focusPage(page, name) {
  await tab(page, name).click();
  await until(`the page of ${name} has the focus`, () =>
    page.evaluate(() => document.activeElement?.matches('iframe.webview')),
  );
}

/** A button of a comparison's page. */
export const pressOnPage = async (page, label) =>
  (await onPage(page, `vscode-button:text-is(${JSON.stringify(label)})`)).click();

export async function verdictOf(page) {
  return (await onPage(page, 'h2#verdict-title')).innerText();
}

export async function closeEditors(page) {
  await page.keyboard.press('Escape');
  await command(page, 'View: Close All Editors');
  await until(
    'no editor is open',
    async () => (await page.locator('.tabs-container .tab').count()) === 0,
  );
}

/** Nothing is open, and no folder of the explorer unfolded. */
export async function anew(page) {
  await closeEditors(page);
  await command(page, 'View: Show Explorer');
  await command(page, 'Collapse Folders in Explorer');
}

/** From two folders of modsum to their panel with its verdict, as a user does. */
export async function compareByMenu(page, names, task) {
  await rowAt(page, 'modsum', names[0]);
  await menuOf(page, names);
  await chooseEntry(page, 'Compare Interpretations');
  await chooseTask(page, task);
  return verdictOf(page);
}

/** The compute processes of the window that was opened last, or was loaded last. */
export function computeProcesses(stage) {
  const all = stage.processes();
  const host = all.find(({ command: line }) => line.includes('--type=extensionHost'));
  return all.filter(
    ({ parent, command: line }) => parent === host.pid && line.includes('worker.mjs'),
  );
}

/** As the system does when memory is short. */
export function killCompute(stage) {
  for (const { pid } of computeProcesses(stage)) process.kill(pid, 'SIGKILL');
}
