// The list of tasks: there at once, each row in its place while it becomes known what fits, the last one
// first.
import { expect, test } from 'vitest';
import { commands } from '../../src/vscode/ids.ts';
import { pickTask } from '../../src/vscode/pickTask.ts';
import { type Answers, failing, fakeServices } from '../support/fakeServices.ts';

const files = { '/w/mine.task.json': '{}', '/w/sub/task.json': '{}', '/w/other.json': '{}' };
const newTask = 'Write a New Task File…';

/** Tasks whose name has an "x" fit no model. */
const fitting: Answers = {
  builtInTasks: () => ['ioi', 'max4', 'modsum'].map((name) => ({ name, description: `d ${name}` })),
  taskCheck: ({ task }: { task: string }) =>
    task.includes('x')
      ? { fits: false, problems: [`${task} does not fit`, 'more'] }
      : { fits: true, problems: [], description: `about ${task}` },
};

function start(answers: Answers = fitting) {
  const fake = fakeServices(files, answers);
  const choose = () => pickTask(fake.services, ['/w/a', '/w/b']);
  const list = () => fake.picks.at(-1)!.items.map(({ label }) => label);
  const ready = () => expect.poll(() => fake.picks.at(-1)?.shown).toBe(true);
  const ranked = () => expect.poll(() => fake.picks.at(-1)?.busy).toBe(false);
  return { ...fake, choose, list, ready, ranked };
}

const rows = ['task files', 'mine.task.json', 'sub/task.json', 'built in', 'ioi', 'max4', 'modsum'];

test('stands at once, with files of the workspace before built-in tasks', async () => {
  const { choose, list, ready, picks } = start({
    ...fitting,
    taskCheck: () => new Promise(() => 0),
  });
  const choice = choose();
  await ready();
  expect(list()).toEqual([...rows, '', newTask]);
  expect(picks[0].busy).toBe(true);
  picks[0].hide();
  expect(await choice).toBeUndefined();
});

test('a row says in its place whether its task fits, or why not, and none moves or grows', async () => {
  let look: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => {
    look = resolve;
  });
  const taskCheck: Answers[string] = (asked, call) =>
    gate.then(() => fitting.taskCheck(asked, call));
  const { choose, list, ready, ranked, picks, calls } = start({ ...fitting, taskCheck });
  const choice = choose();
  await ready();
  const drawn: string[][] = [];
  const row = (item: object) => item as Record<'label' | 'detail' | 'description', string>;
  const watch = () => drawn.push(picks[0].items.map((item) => row(item).label));
  const tasks = () => picks[0].items.map(row).filter(({ description }) => description);
  watch();
  expect(tasks().map(({ description }) => description)).toEqual(Array(5).fill('not looked at yet'));
  expect(tasks().every(({ detail }) => detail !== '')).toBe(true); // two lines from the start
  look();
  await ranked();
  watch();
  expect(drawn[1]).toEqual(drawn[0]);
  expect(tasks().map(({ label, description }) => `${label}: ${description}`)).toEqual([
    'mine.task.json: fits',
    'sub/task.json: fits',
    'ioi: fits',
    'max4: does not fit',
    'modsum: fits',
  ]);
  expect(tasks()[3].detail).toBe('max4 does not fit');
  expect(tasks()[0].detail).toBe('about /w/mine.task.json');
  expect(tasks()[2].detail).toBe('d ioi');
  expect([tasks().every(({ detail }) => detail !== ''), list()]).toEqual([
    true,
    [...rows, '', newTask],
  ]);
  const looks = calls.filter(({ method }) => method === 'taskCheck').map(({ params }) => params);
  expect(looks).toContainEqual({ task: 'ioi', model: '/w/b' });
  expect(looks).not.toContainEqual({ task: 'max4', model: '/w/b' }); // the first model said no
  picks[0].accept('ioi');
  expect(await choice).toBe('ioi');
});

test('a file is given to the engine by its path', async () => {
  const { choose, ready, picks } = start();
  const choice = choose();
  await ready();
  picks[0].accept('sub/task.json');
  expect(await choice).toBe('/w/sub/task.json');
});

test('the last one is first the next time, before and after it is looked at', async () => {
  let look: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => {
    look = resolve;
  });
  const taskCheck = () => gate.then(() => ({ fits: true, problems: [] }));
  const { choose, list, ready, ranked, picks } = start({ ...fitting, taskCheck });
  const choice = choose();
  await ready();
  picks[0].accept('modsum');
  await choice;
  const again = choose();
  await expect.poll(() => picks).toHaveLength(2);
  const last = [
    'chosen last',
    'modsum',
    'task files',
    'mine.task.json',
    'sub/task.json',
    'built in',
  ];
  expect(list()).toEqual([...last, 'ioi', 'max4', '', newTask]);
  look();
  await ranked();
  expect(list()).toEqual([...last, 'ioi', 'max4', '', newTask]);
  picks[1].hide();
  await again;
});

test('the active row stays active while rows are drawn anew', async () => {
  const { choose, ready, ranked, picks } = start();
  const choice = choose();
  await ready();
  const [pick] = picks;
  pick.activeItems = pick.items.filter(({ label }) => label === 'modsum');
  await ranked();
  expect(pick.activeItems.map(({ label }) => label)).toEqual(['modsum']);
  pick.hide();
  await choice;
});

test('the row that the user went to stays active while the list sorts itself', async () => {
  const { choose, ready, ranked, picks } = start();
  const choice = choose();
  await ready();
  const [pick] = picks;
  pick.activeItems = pick.items.filter(({ label }) => label === 'modsum'); // by arrow keys
  await ranked();
  expect(pick.activeItems.map(({ label }) => label)).toEqual(['modsum']);
  pick.hide();
  await choice;
});

test('the first row, which is active by itself, is not followed to the end of the list', async () => {
  const misfit = { ...fitting, taskCheck: () => ({ fits: false, problems: ['no'] }) };
  const { choose, ready, ranked, picks } = start(misfit);
  const choice = choose();
  await ready();
  const [pick] = picks;
  const first = pick.items.filter(({ label }) => label === 'mine.task.json');
  pick.activeItems = first;
  await ranked();
  expect(pick.activeItems).toBe(first); // as the editor told it; nothing was set anew
  pick.hide();
  await choice;
});

test('a new task file can be written instead; then nothing is chosen', async () => {
  const { choose, ready, picks, executed } = start();
  const choice = choose();
  await ready();
  picks[0].accept(newTask);
  expect(await choice).toBeUndefined();
  expect(executed).toEqual([[commands.newTask]]);
});

test('who goes away stops the looking', async () => {
  let looks = 0;
  const { choose, ready, picks } = start({
    ...fitting,
    taskCheck: () => {
      looks++;
      return new Promise(() => undefined);
    },
  });
  const choice = choose();
  await ready();
  await expect.poll(() => looks).toBe(1);
  picks[0].hide();
  await choice;
  await expect.poll(() => picks[0].busy).toBe(false);
  expect(looks).toBe(1);
});

test('a model that cannot be read says so on every task, and none is hidden', async () => {
  const { choose, list, ready, ranked, picks } = start({
    ...fitting,
    taskCheck: failing({ message: 'no such file' }),
  });
  const choice = choose();
  await ready();
  await ranked();
  expect(list()).toEqual([...rows, '', newTask]);
  expect(picks[0].items[1]).toMatchObject({ description: 'does not fit', detail: 'no such file' });
  picks[0].hide();
  await choice;
});

test('without built-in tasks the files are there, and the log says why', async () => {
  const { choose, list, ready, picks, logged } = start({
    ...fitting,
    builtInTasks: failing({ message: 'crashed' }),
  });
  const choice = choose();
  await ready();
  expect(list()).toContain('mine.task.json');
  expect(logged.join()).toContain('crashed');
  picks[0].hide();
  await choice;
});

test.each<[models: string, path: string, files: readonly string[]]>([
  ['in the folder above', '/w/a', ['mine.task.json', 'sub/task.json']],
  ['in a folder with a task of its own', '/w/sub/a', ['sub/task.json', 'mine.task.json']],
])('task files %s: the nearest first', async (_, path, wanted) => {
  const fake = fakeServices(files, fitting);
  const choice = pickTask(fake.services, [path]);
  await expect.poll(() => fake.picks.at(-1)?.shown).toBe(true);
  expect(fake.picks[0].items.slice(1, 3).map(({ label }) => label)).toEqual(wanted);
  fake.picks[0].hide();
  await choice;
});
