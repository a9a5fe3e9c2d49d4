// npm run natural [-- FOLDER]: what Congruity says of natural models whose rule is known by how they generalise: those
// beside this file, or what train.py left in another folder.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { profilesOf } from '../../src/engine/congruity/profiles.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import { variableSet } from '../../src/engine/task/partSet.ts';
import { nodePorts } from '../../src/platform/ports.ts';
import { type Measured, runTask, type TaskRun } from '../truth/task.ts';
import { judged, type Row, spread } from './judge.ts';
import { type Rule, readTrained, ruleOf, type Trained } from './models.ts';
import { rankCorrelation } from './statistics.ts';

const here = join(process.cwd(), 'test/natural');
const resamples = 400;
const rules: readonly Rule[] = ['nesting', 'equal count', 'neither'];

async function main(folder: string): Promise<void> {
  const trained = readTrained(join(folder, 'trained.jsonl'));
  print('trained', counts(trained));
  const there = trained.filter((one) => existsSync(join(folder, one.name)) && ruleOf(one));
  const ruled = new Map(there.map((one) => [one.name, ruleOf(one)!]));
  const ports = nodePorts({ cache: false });
  for (const task of ['plain', 'telling']) {
    const extent = { task: join(here, `${task}.json`), copied: [], resamples };
    const run = await runTask(ports, folder, { ...extent, names: [...ruled.keys()] });
    print(task, [...(await holdings(run, there)), ...judged(run, ruled)]);
  }
}

/** What models of each rule hold, and whether it goes with what they say where the rules part. */
async function holdings({ models }: TaskRun, trained: readonly Trained[]): Promise<Row[]> {
  const held = [];
  for (const [i, model] of models.entries()) {
    held.push({ ...(await heldBy(model)), part: trained[i].part, rule: ruleOf(trained[i]) });
  }
  const rows = rules.flatMap((rule) => {
    const of = held.filter((each) => each.rule === rule);
    const name = `${rule}, ${of.length} models`;
    return [
      { what: `${name}: largest entry`, found: spread(of.map(({ most }) => most)) },
      { what: `${name}: {a, b}`, found: spread(of.map(({ prefix }) => prefix)) },
    ];
  });
  const [prefix, part] = [held.map((each) => each.prefix), held.map((each) => each.part)];
  const found = rankCorrelation(prefix, part).toFixed(2);
  return [...rows, { what: '{a, b} and what is said where the rules part, ranks', found }];
}

/** The largest entry of a model's own profile, and that of {a, b}. */
async function heldBy({ known: { sides } }: Measured) {
  const { profile } = (await profilesOf(quietJob, [sides])).sides[0];
  const prefix = variableSet(0b11, sides.responses.readings);
  return {
    most: Math.max(0, ...profile.map(({ value }) => value)),
    prefix: profile.find(({ set }) => set === prefix)?.value ?? 0,
  };
}

function counts(trained: readonly Trained[]): Row[] {
  const line = (what: string, of: readonly Trained[]): Row => {
    const n = (rule: Rule | undefined) => of.filter((one) => ruleOf(one) === rule).length;
    const learned = rules.map((rule) => `${n(rule)} ${rule}`).join(', ');
    return { what, found: `${of.length}: ${learned}, ${n(undefined)} without the task` };
  };
  const by = (nameOf: (one: Trained) => string) =>
    [...new Set(trained.map(nameOf))].sort().map((name) =>
      line(
        name,
        trained.filter((one) => nameOf(one) === name),
      ),
    );
  return [
    ...by(({ family, width, depth }) => `${family}, width ${width}, ${depth} blocks`),
    ...by(({ family, mix }) => `${family}, strings ${mix}`),
    line('all', trained),
  ];
}

function print(title: string, rows: readonly Row[]): void {
  console.log(`\n${title}`);
  for (const { what, found } of rows) console.log(`  ${what.padEnd(52)} ${found}`);
}

await main(process.argv[2] ?? join(here, 'models'));
