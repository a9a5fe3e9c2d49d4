// Studies in the Test Explorer: an item an expectation, their runs, what is shown beside the lines, and what debugging opens.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { PanelPage, PanelService } from '../../src/protocol/panelService.ts';
import type { Call } from '../../src/protocol/server.ts';
import type { ExpectationResult, StudyFileView } from '../../src/protocol/study.ts';
import { register } from '../../src/vscode/study/register.ts';
import { whenTrusted } from '../../src/vscode/trust.ts';
import { cannedStudy, resultOf } from '../support/cannedStudy.ts';
import { playPage } from '../support/fakePage.ts';
import { type Answers, failing, fakeServices } from '../support/fakeServices.ts';
import { withTests } from '../support/fakeTests.ts';
import { FakeUri } from '../support/fakeVscode.ts';

const path = '/w/release.congruity.json';
const run = cannedStudy();
const view: StudyFileView = {
  name: 'release',
  problems: [],
  ofForm: false,
  expectations: run.expectations.map(({ name }, i) => ({
    name,
    span: { from: { line: i + 3, column: 5 }, to: { line: i + 3, column: 60 } },
  })),
  inputs: { models: [], files: [path] },
};
const names = run.expectations.map(({ name }) => name);

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterEach(() => void vi.useRealTimers());

/** The engine's answer to a run: every result as a part, then the whole. */
const answered =
  (results: readonly ExpectationResult[] = run.expectations) =>
  ({ only }: { readonly only?: readonly string[] }, call: Call<ExpectationResult>) => {
    const chosen = results.filter(({ name }) => only?.includes(name) ?? true);
    for (const result of chosen) call.part(result);
    return { ...run, expectations: chosen };
  };

async function start(answers: Answers = {}, isTrusted = true) {
  const given = { studyFile: () => view, study: answered() as never, ...answers };
  const fake = fakeServices({ [path]: '{}', '/w/task.json': '{}' }, given);
  const tests = withTests(fake);
  fake.trust(isTrusted);
  const feature = whenTrusted(register)(fake.services); // as main.ts has it
  if (isTrusted) await tests.controller.resolveHandler?.();
  const study = () => tests.controller.items.get(FakeUri.file(path).toString())!;
  const child = (i: number) => study().children.get(`${study().id}#${names[i]}`)!;
  const settle = () => vi.advanceTimersByTimeAsync(250);
  return { ...fake, ...tests, feature, study, child, settle };
}

test('studies of the workspace are listed, each expectation at its line', async () => {
  const { controller, study, calls } = await start();
  expect([...controller.items].map(([, item]) => item.label)).toEqual(['release.congruity.json']);
  expect([...study().children].map(([, item]) => [item.label, item.range?.place])).toEqual(
    names.map((name, i) => [name, [i + 2, 4, i + 2, 59]]),
  );
  expect(calls).toEqual([{ method: 'studyFile', params: { path, text: undefined } }]);
});

test('nothing is read before the workspace is trusted; then all of it', async () => {
  const { controller, calls, trust, feature } = await start({}, false);
  expect([calls, controller.profiles]).toEqual([[], []]);
  trust(true);
  await controller.resolveHandler?.();
  expect([...controller.items]).toHaveLength(1);
  feature.dispose();
  expect(controller.disposed).toBe(true);
});

test('every outcome is told, at its line; undecided that is let pass is skipped', async () => {
  const started = await start();
  await (await started.run('run')).done;
  expect(started.log.filter((line) => !line.startsWith('started'))).toEqual([
    `passed ${names[0]}`,
    expect.stringMatching(/^failed base and other.*The verdict is `different`.*\(6:16\)$/),
    expect.stringMatching(/^failed tuned has.*96 % \[91 %, 98 %\] of 118.*\(6:16\)$/),
    `skipped ${names[3]}`,
    expect.stringMatching(/^errored base and gone.*models\/gone does not exist\. Give/),
    'end',
  ]);
  const shown = started.diagnostics.get(path)!;
  expect(shown.map(({ severity, range }) => [severity, range.place])).toEqual([
    [0, [6, 16, 6, 37]],
    [1, [6, 16, 6, 26]],
    [2, [6, 16, 6, 26]],
    [0, [6, 16, 6, 27]],
  ]);
});

test('a later run takes the place of what an earlier one left', async () => {
  let results = run.expectations;
  const started = await start({
    study: ((...of: never) => answered(results)(...(of as [never, never]))) as never,
  });
  await (await started.run('run')).done;
  results = [{ ...resultOf('passed'), name: names[1] }];
  await (await started.run('run', [started.child(1)])).done;
  expect(started.diagnostics.get(path)).toHaveLength(3);
});

test.each<readonly [string, readonly number[] | undefined, readonly number[], unknown]>([
  ['all', undefined, [], undefined],
  ['one', [1], [], [names[1]]],
  ['two', [1, 0], [], [names[1], names[0]]],
  ['all but one', undefined, [2], names.filter((_, i) => i !== 2)],
])('runs %s: what is asked of the engine', async (_, include, exclude, only) => {
  const { calls, run: begin, child } = await start();
  const items = (of: readonly number[]) => of.map(child);
  await (await begin('run', include && items(include), items(exclude))).done;
  expect(calls.filter(({ method }) => method === 'study').map(({ params }) => params)).toEqual([
    { path, only, threads: undefined, memory: undefined },
  ]);
});

test('what keeps the whole from running is told of every expectation', async () => {
  const study = failing({ code: 'memory', message: 'it takes too much', hint: 'Use less.' });
  const { log, run: begin } = await start({ study });
  await (await begin('run')).done;
  const told = log.filter((line) => line.startsWith('errored'));
  expect(told).toHaveLength(names.length);
  expect(told[0]).toMatch(/it takes too much Use less\.$/);
});

test('a cancelled run leaves what it had not told as skipped', async () => {
  const begun = ((_: object, call: Call<ExpectationResult>) => {
    call.part(run.expectations[0]);
    return new Promise(() => undefined);
  }) as never;
  const { log, run: begin } = await start({ study: begun });
  const { done, cancel } = await begin('run');
  await vi.waitFor(() => expect(log).toContain(`passed ${names[0]}`));
  cancel();
  await done;
  expect(log.filter((line) => line.startsWith('skipped'))).toHaveLength(names.length - 1);
});

test('what is wrong in the file stands beside it; what its schema says is left to the editor', async () => {
  const wrong = { line: 1, column: 3, message: 'there is no model "x"' };
  let ofForm = false;
  const started = await start({
    studyFile: () => ({ ...view, problems: [wrong], ofForm, expectations: [] }),
  });
  expect(started.study().error).toBe('1: there is no model "x"');
  const document = started.document(path, '{ "x": 1 }');
  started.events.open.fire(document);
  await started.settle();
  expect(started.diagnostics.get(path)).toMatchObject([
    { message: wrong.message, severity: 0, range: { place: [0, 2, 0, 5] } },
  ]);
  ofForm = true;
  started.events.change.fire({ document, contentChanges: [{}] });
  await started.settle();
  expect(started.diagnostics.get(path)).toEqual([]);
});

test('with the first letter that is typed the results are of another text', async () => {
  const started = await start();
  await (await started.run('run')).done;
  const document = started.document(path, '{}');
  started.events.change.fire({ document, contentChanges: [] }); // it is only marked as changed
  expect(started.diagnostics.get(path)).toHaveLength(4);
  started.events.change.fire({ document, contentChanges: [{}] });
  expect(started.diagnostics.get(path)).toEqual([]);
  expect(started.controller.invalidated).toEqual([started.study()]);
});

test.each([
  [false, []],
  [true, ['study']],
])('on save, with the setting %s', async (isOn, asked) => {
  const started = await start();
  started.settings.set('congruity.studies.runOnSave', isOn);
  started.settingsChanged();
  started.events.save.fire({ uri: FakeUri.file('/w/task.json') });
  started.events.save.fire({ uri: FakeUri.file(path) });
  await vi.waitFor(() => expect(started.log.includes('end')).toBe(isOn));
  expect(started.calls.map(({ method }) => method).filter((of) => of === 'study')).toEqual(asked);
  await vi.waitFor(() => expect(started.sources.size).toBe(0));
});

test('a file that is deleted is gone from the list, with what was beside it', async () => {
  const started = await start();
  await (await started.run('run')).done;
  started.watchers[0].deleted.fire(FakeUri.file(path) as never);
  expect([...started.controller.items]).toEqual([]);
  expect(started.diagnostics.has(path)).toBe(false);
});

test.each<readonly [string, number, readonly string[]]>([
  ['the first that did not pass, at the pairs', 1, ['examples', 'mismatch', 'profile']],
  ['one that passed', 0, ['examples', 'mismatch', 'profile']],
])('debugging opens %s', async (_, i, sections) => {
  const started = await start();
  await (await started.run('debug', [started.child(i)])).done;
  const { report } = run.expectations[i];
  expect(started.services.comparisons.all.map(({ session }) => session.view.request)).toEqual([
    run.reports[report!].request,
  ]);
  const revealed: unknown[] = [];
  const page = playPage<PanelPage, PanelService>(started.panels[0], {
    show: async () => undefined,
    progress: async () => undefined,
    frameRows: async () => undefined,
    reveal: async (_call, { sections: which }) => void revealed.push(which),
    svg: async () => null,
  });
  await page.call('ready', {}).result;
  for (let k = 0; k < 2; k++) await page.call('drawn', { what: 'report' }).result;
  await vi.waitFor(() => expect(revealed).toEqual([sections])); // once: the user may scroll away
  expect(started.services.history.entries).toHaveLength(1);
});

test('where there is no comparison debugging says what was found', async () => {
  const started = await start();
  await (await started.run('debug', [started.child(2)])).done;
  expect(started.said).toEqual([expect.stringMatching(/no comparison behind it\. 96 %/)]);
  expect(started.panels).toEqual([]);
});

test('names of a hostile file are text', async () => {
  const expectations = [{ ...view.expectations[0], name: '$(error) [x](command:y)\n\u202e' }];
  const { study } = await start({ studyFile: () => ({ ...view, name: '$(x)', expectations }) });
  expect([...study().children].map(([, item]) => item.label)).toEqual([
    '$ (error) [x] (command:y)\\u{a}\\u{202e}',
  ]);
  expect(study().description).toBe('$ (x)');
});
