// npm run real [-- WORD ...] [--pairs N] [--threads N] [--model PATH ...] [--fresh] [--update]
//   the built-in tasks on two real language models and on the pair of them; a WORD is a task, or smollm2,
//   gemma3 or pair; --model takes others in their place
// npm run real -- derived [NAME ...] [--task TASK ...]
//   SmolLM2 against changed copies of itself (needs a Python with torch: PYTHON names it)
//
// All runs are of the product's own command line, in looks unless a number of pairs is said. What has run is kept: a table that was stopped goes on.
// --kept runs nothing more and tells of each run the one with the most pairs; --update writes the page of docs/.
import { mkdirSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import { builtInTasks } from '../../src/engine/task/builtInTasks.ts';
import { choiceOf } from './choice.ts';
import { derivedNames, derivedOf, derivedRowOf, madeOf } from './derived.ts';
import { fetched, pathOf, realFolder, realModels } from './models.ts';
import { madeBy, ofDerived, ofOne, ofTwo, table, updatePage } from './page.ts';
import { rowOf } from './row.ts';
import { type Asked, keptRun, type Ran, runOf } from './runs.ts';

const { values: options, positionals: words } = parseArgs({
  allowPositionals: true,
  options: {
    pairs: { type: 'string' },
    threads: { type: 'string' },
    model: { type: 'string', multiple: true },
    task: { type: 'string', multiple: true, default: ['ioi', 'capital-of'] }, // of derived
    fresh: { type: 'boolean', default: false },
    kept: { type: 'boolean', default: false },
    update: { type: 'boolean', default: false },
  },
});

async function main(): Promise<void> {
  mkdirSync(realFolder, { recursive: true });
  console.log(`models, copies and finished runs are in ${realFolder}\n`);
  await (words[0] === 'derived' ? derived(words.slice(1)) : tasksOnModels());
}

async function tasksOnModels(): Promise<void> {
  const subjects = options.model
    ? options.model.map((path) => ({ name: basename(path), path }))
    : realModels.map((model) => ({ name: model.name, path: pathOf(model) }));
  const taskNames = builtInTasks.map(({ name }) => name);
  const { tasks, groups } = choiceOf(words, taskNames, subjects);
  const used = new Set(groups.flat().map(({ path }) => path));
  await inTurn(
    realModels.filter((model) => used.has(pathOf(model))),
    fetched,
  );
  const runs = await inTurn(groups, (models) => inTurn(tasks, (task) => told({ models, task })));
  const sections = runs.map((ran, i) => {
    const names = groups[i].map(({ name }) => name).join(' and ');
    return `## ${names}\n\n${table(groups[i].length === 1 ? ofOne : ofTwo, ran.map(rowOf))}\n`;
  });
  finish('real', `${madeBy(runs.flat())}\n\n${sections.join('\n')}`);
}

async function derived(names: readonly string[]): Promise<void> {
  const gguf = await fetched(realModels[0]);
  const copies = (names.length === 0 ? derivedNames : names).map((name) => derivedOf(gguf, name));
  const runs = await inTurn(options.task, (task) =>
    inTurn(copies, (models) => told({ models, task })),
  );
  const sections = runs.map((ran, i) => {
    const rows = ran.map((one, at) => derivedRowOf(one, madeOf(copies[at][1])));
    return `## ${options.task[i]}\n\n${table(ofDerived, rows)}\n`;
  });
  finish('derived', `${madeBy(runs.flat())}\n\n${sections.join('\n')}`);
}

async function told(what: Pick<Asked, 'models' | 'task'>): Promise<Ran> {
  const { threads, fresh } = options;
  const asked = {
    ...what,
    pairs: options.pairs === undefined ? undefined : Number(options.pairs),
    threads,
  };
  if (options.kept) return keptRun(asked);
  const ran = await runOf(asked, fresh);
  const { outcome, verdict, says, time, memory } = rowOf(ran);
  const name = `${ran.task}, ${ran.models.map((model) => model.name).join(' and ')}`;
  console.log(`${name}: ${verdict || outcome}, ${time}, ${memory}\n  ${says}\n`);
  return ran;
}

/** One after another: each run wants the whole machine. */
async function inTurn<A, B>(all: readonly A[], one: (a: A) => Promise<B>): Promise<B[]> {
  const done: B[] = [];
  for (const a of all) done.push(await one(a));
  return done;
}

function finish(page: string, text: string): void {
  mkdirSync('out', { recursive: true });
  writeFileSync(`out/${page}.md`, text);
  console.log(text);
  if (options.update) updatePage(`docs/${page}.md`, text);
}

await main();
