// npm run natural [-- FOLDER]: what Congruity says of the natural models of test/fixture/natural, whose rule is known by how they
// generalise; of another folder that train.py made only what each model holds, for there are too many pairs.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Ports } from '../../src/engine/core/ports.ts';
import { nodePorts } from '../../src/platform/ports.ts';
import { runTask } from '../truth/task.ts';
import { holdings } from './holdings.ts';
import { judged, type Row } from './judge.ts';
import { type Rule, readTrained, ruleOf, rules, type Trained } from './models.ts';
import { calledBalanced } from './parting.ts';

const here = join(process.cwd(), 'test/fixture/natural');
const resamples = 400;

async function main(elsewhere: string | undefined): Promise<void> {
  const folder = elsewhere ?? join(here, 'models');
  const trained = readTrained(join(folder, 'trained.jsonl'));
  print('trained', counts(trained));
  const there = trained.filter((one) => existsSync(join(folder, one.name)) && ruleOf(one));
  const byName = new Map(there.map((one) => [one.name, one]));
  const ports = nodePorts({ cache: false });
  print('labels', [await labels(ports, folder, there)]);
  for (const name of ['plain', 'telling']) {
    const task = join(here, `${name}.json`);
    const names = [...byName.keys()];
    const extent = { task, names, copied: [], resamples, compared: elsewhere === undefined };
    const run = await runTask(ports, folder, extent);
    const rule = (model: string) => ruleOf(byName.get(model)!)!;
    const held = await holdings(run.models, byName);
    print(name, elsewhere === undefined ? [...held, ...judged(run, rule)] : held);
  }
}

/** The share of the strings of twelve on which the rules part that a model calls balanced: the list's and ours. */
async function labels(ports: Ports, folder: string, trained: readonly Trained[]): Promise<Row> {
  const paths = trained.map(({ name }) => join(folder, name));
  const shares = await calledBalanced(ports, paths);
  const apart = shares.map((share, i) => Math.abs(share - trained[i].part12));
  return { what: 'largest difference from the list', found: Math.max(...apart).toFixed(4) };
}

function counts(trained: readonly Trained[]): Row[] {
  const line = (what: string, of: readonly Trained[]): Row => {
    const n = (rule: Rule | undefined) => of.filter((one) => ruleOf(one) === rule).length;
    const learned = rules.map((rule) => `${n(rule)} ${rule}`).join(', ');
    return { what, found: `${of.length}: ${learned}, ${n(undefined)} without the task` };
  };
  const by = (nameOf: (one: Trained) => string) => {
    const names = [...new Set(trained.map(nameOf))].sort();
    const named = (name: string) => trained.filter((one) => nameOf(one) === name);
    return names.map((name) => line(name, named(name)));
  };
  return [
    ...by(({ family, width, depth }) => `${family}, width ${width}, ${depth} blocks`),
    ...by(({ family, mix }) => `${family}, strings ${mix}`),
    line('all', trained),
  ];
}

function print(title: string, rows: readonly Row[]): void {
  console.log(`\n${title}`);
  for (const { what, found } of rows) console.log(`  ${what.padEnd(64)} ${found}`);
}

await main(process.argv[2]);
