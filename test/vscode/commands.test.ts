// The commands that begin a comparison, on every kind of selection.
import { describe, expect, test } from 'vitest';
import { registerComparisonCommands } from '../../src/vscode/comparison/commands.ts';
import { commands } from '../../src/vscode/ids.ts';
import { cannedReports } from '../support/cannedReports.ts';
import { type Answers, fakeServices, opening } from '../support/fakeServices.ts';
import { FakeUri } from '../support/fakeVscode.ts';

const files = {
  '/w/a.safetensors': '',
  '/w/b.safetensors': '',
  '/w/m-00001-of-00002.gguf': '',
  '/w/m-00002-of-00002.gguf': '',
  '/w/model.gguf': '',
  '/w/run/checkpoint-9/model.safetensors': '',
  '/w/run/checkpoint-10/model.safetensors': '',
};
const folders = ['/w/run', '/w/run/checkpoint-9', '/w/run/checkpoint-10'];
const uri = (path: string) => FakeUri.file(`/w/${path}`);
const report = cannedReports[0][1]();

function start(answers: Answers = {}) {
  const fake = fakeServices(files, {
    inspect: opening(folders),
    builtInTasks: () => [],
    ...answers,
  });
  registerComparisonCommands(fake.services);
  const run = (id: string, focused?: FakeUri, selected?: readonly FakeUri[]) =>
    fake.commands.get(id)!(focused as never, selected as never) as Promise<void> | undefined;
  const opened = () =>
    fake.services.comparisons.all.map(({ session }) => session.view.request.models);
  /** Chooses a task where one is asked for; undefined: the user goes away. */
  const choose = async (label?: string) => {
    await expect.poll(() => fake.picks.at(-1)?.shown).toBe(true);
    if (label === undefined) fake.picks.at(-1)!.hide();
    else fake.picks.at(-1)!.accept(label);
  };
  return { ...fake, run, opened, choose };
}

const { compare, compareFleet, show } = commands;

/** Command, selection -> models of the panel, what is said. */
const selections: readonly (readonly [string, string, string[], string[] | undefined, RegExp])[] = [
  ['two', compare, ['a.safetensors', 'b.safetensors'], ['a.safetensors', 'b.safetensors'], /^$/],
  ['a file and a folder', compare, ['a.safetensors', 'run'], ['a.safetensors', 'run'], /^$/],
  [
    'two and a note',
    compare,
    ['a.safetensors', 'notes.md', 'b.safetensors'],
    ['a.safetensors', 'b.safetensors'],
    /^information: Left out: \/w\/notes\.md holds no weights that can be read\. Choose another one\.$/,
  ],
  [
    'one and a note',
    compare,
    ['a.safetensors', 'notes.md'],
    undefined,
    /^warning: A comparison takes two checkpoints; one is selected\. Left out: \/w\/notes\.md/,
  ],
  [
    'a note',
    compare,
    ['notes.md'],
    undefined,
    /^warning: No checkpoint that opens is selected\. Left/,
  ],
  [
    'a file that nothing reads',
    compare,
    ['x.pt2', 'y.tflite'],
    undefined,
    /x\.pt2 holds .*y\.tflite holds/,
  ],
  ['one twice', compare, ['a.safetensors', 'a.safetensors'], undefined, /one is selected/],
  [
    'three',
    compareFleet,
    ['a.safetensors', 'b.safetensors', 'run'],
    ['a.safetensors', 'b.safetensors', 'run'],
    /^$/,
  ],
  ['a GGUF file, to show', show, ['model.gguf'], ['model.gguf'], /^$/],
  ['one, to show', show, ['a.safetensors'], ['a.safetensors'], /^$/],
  [
    'a note, to show',
    show,
    ['notes.md'],
    undefined,
    /^warning: No checkpoint.* Left out: \/w\/notes\.md/,
  ],
];

test.each(selections)('%s', async (_, command, selected, models, said) => {
  const { run, opened, choose, said: heard } = start();
  const running = run(command, uri(selected[0]), selected.map(uri));
  if (models !== undefined) await choose();
  await running;
  expect(opened()).toEqual(models === undefined ? [] : [models.map((path) => `/w/${path}`)]);
  expect(heard.join('\n')).toMatch(said);
});

test('the panel stands before a task is chosen, and beside; the chosen one is run', async () => {
  const { run, choose, panels, calls, services } = start({
    builtInTasks: () => [{ name: 'ioi', description: 'names' }],
    taskCheck: () => ({ fits: true, problems: [] }),
    compare: () => report,
  });
  const running = run(compare, uri('a.safetensors'), ['a.safetensors', 'b.safetensors'].map(uri));
  await expect
    .poll(() => panels.map(({ title }) => title))
    .toEqual(['a.safetensors ↔ b.safetensors']);
  expect(calls.map(({ method }) => method)).not.toContain('compare');
  await choose('ioi');
  await running;
  expect(services.comparisons.all[0].session.view).toMatchObject({ phase: 'done', report });
  expect(services.history.entries).toHaveLength(1);
});

/** What the headers of two models and a third say -> whether a task is asked for, and what is said. */
const answering: readonly (readonly [string, object, string[], boolean, RegExp])[] = [
  ['both answer', {}, ['a.safetensors', 'b.safetensors'], true, /^$/],
  [
    'no head',
    { answers: false, problems: ['GPT-2 without a head: it has no answers to compare.'] },
    ['a.safetensors', 'b.safetensors'],
    false,
    /^warning: a\.safetensors: GPT-2 without a head: it has no answers to compare\. b\./,
  ],
  ['nothing said', { answers: false }, ['a.safetensors'], false, /has no answers to compare\.$/],
];

test.each(answering)('a task is asked for where it can be answered: %s', async (...row) => {
  const [, header, selected, isAsked, said] = row;
  const { run, choose, said: heard, picks, opened } = start({ inspect: opening([], header) });
  const command = selected.length === 1 ? show : compare;
  const running = run(command, uri(selected[0]), selected.map(uri));
  if (isAsked) await choose();
  await running;
  expect(opened()).toHaveLength(1); // the headers stand
  expect([picks.length > 0, heard.join('\n')]).toEqual([isAsked, expect.stringMatching(said)]);
});

test('a header is read once, before the panel stands', async () => {
  const { run, choose, calls } = start();
  const running = run(compare, uri('a.safetensors'), ['a.safetensors', 'run'].map(uri));
  await choose();
  await running;
  expect(calls.map(({ method }) => method).filter((method) => method === 'inspect')).toHaveLength(
    2,
  );
});

test('the same models are shown again, not twice', async () => {
  const { run, choose, panels } = start();
  for (let i = 0; i < 2; i++) {
    const running = run(compare, uri('a.safetensors'), ['a.safetensors', 'run'].map(uri));
    await choose();
    await running;
  }
  expect([panels.length, panels[0].revealed]).toEqual([1, 1]);
});

describe('without a selection', () => {
  test('checkpoints of the workspace are offered, one after the other', async () => {
    const { run, choose, answers, asked, opened } = start();
    answers.push('b.safetensors', 'a.safetensors');
    const running = run(compare);
    await choose();
    await running;
    const lists = asked.map(({ items }) => items.map(({ label }) => label));
    const others = ['m-00001-of-00002.gguf', 'model.gguf', 'run/checkpoint-10', 'run/checkpoint-9'];
    expect(lists).toEqual([
      ['a.safetensors', 'b.safetensors', ...others, 'Browse…'],
      ['a.safetensors', ...others, 'Browse…'],
    ]);
    expect(opened()).toEqual([['/w/b.safetensors', '/w/a.safetensors']]);
  });

  test('others can be browsed for', async () => {
    const { run, choose, answers, opened } = start();
    answers.push('Browse…', [uri('run')]);
    const running = run(show);
    await choose();
    await running;
    expect(opened()).toEqual([['/w/run']]);
  });

  test.each([[[]], [['a.safetensors']], [['Browse…']]])(
    'who goes away after %j opens nothing',
    async (answered) => {
      const { run, answers, opened, said } = start();
      answers.push(...answered);
      await run(compare);
      expect([opened(), said]).toEqual([[], []]);
    },
  );
});

test('select, then compare with selected, as the editor does it with files', async () => {
  const { run, choose, executed, opened } = start();
  await run(commands.compareWithSelected, uri('b.safetensors'));
  expect(opened()).toEqual([]);
  await run(commands.select, uri('a.safetensors'));
  expect(executed).toEqual([['setContext', 'congruity.selected', true]]);
  await run(commands.select, uri('notes.md')); // the one before stays
  const running = run(commands.compareWithSelected, uri('b.safetensors'));
  await choose();
  await running;
  expect(opened()).toEqual([['/w/a.safetensors', '/w/b.safetensors']]);
});

test('commands of a panel go to the one that has the focus, or nowhere', async () => {
  const { run, choose, panels, copied } = start();
  await run(commands.copyCommand);
  expect(copied).toEqual([]);
  const running = run(show, uri('a.safetensors'), [uri('a.safetensors')]);
  await choose();
  await running;
  panels[0].active = true;
  await run(commands.copyCommand);
  expect(copied[0]).toMatch(/^node \/extension\/dist\/cli\.mjs interpret \/w\/a\.safetensors/);
});

test('a new task file is an example in the first folder, not yet saved', async () => {
  const { run, shownDocuments } = start();
  await run(commands.newTask);
  const [{ uri: at }] = shownDocuments as { uri: FakeUri }[];
  expect(at.toString()).toBe('untitled:///w/new.task.json');
});

test('the sample is compared with its own task', async () => {
  const { run, calls } = start({ compare: () => report });
  await run(commands.compareSample);
  const sample = '/extension/media/sample/modsum';
  expect(calls.find(({ method }) => method === 'compare')?.params).toEqual({
    a: `${sample}/ab-gpt2`,
    b: `${sample}/bc-llama`,
    task: `${sample}/task.json`,
  });
});
