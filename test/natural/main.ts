// npm run natural [-- FOLDER]: what Congruity says of natural models whose rule is known by how they generalise: those
// beside this file, or what train.py left in another folder.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { profilesOf } from '../../src/engine/congruity/profiles.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import type { Ports } from '../../src/engine/core/ports.ts';
import { weakest } from '../../src/engine/signature/pairStatistics.ts';
import { variableSet } from '../../src/engine/task/partSet.ts';
import { nodePorts } from '../../src/platform/ports.ts';
import { type Measured, runTask, type TaskRun } from '../truth/task.ts';
import { judged, type Row, spread } from './judge.ts';
import { type Rule, readTrained, ruleOf, type Trained } from './models.ts';
import { calledBalanced } from './parting.ts';
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
  print('labels', [await labels(ports, folder, there)]);
  for (const task of ['plain', 'telling']) {
    const extent = { task: join(here, `${task}.json`), copied: [], resamples };
    const run = await runTask(ports, folder, { ...extent, names: [...ruled.keys()] });
    print(task, [...(await holdings(run, there)), ...judged(run, ruled)]);
  }
}

/** The share of the strings of twelve on which the rules part that a model calls balanced: the list's and ours. */
async function labels(ports: Ports, folder: string, trained: readonly Trained[]): Promise<Row> {
  const paths = trained.map(({ name }) => join(folder, name));
  const shares = await calledBalanced(ports, paths);
  const apart = shares.map((share, i) => Math.abs(share - trained[i].part12));
  return { what: 'largest difference from the list', found: Math.max(...apart).toFixed(4) };
}

type Held = {
  readonly name: string;
  readonly part: number;
  readonly rule: Rule;
  /** Of its profile: the largest entry, and that of {a, b}; and what no set explains where that is held best. */
  readonly most: number;
  readonly prefix: number;
  readonly unexplained: number | undefined;
  /** The most that is left unexplained at any site that matters. */
  readonly mostUnexplained: number;
};

/** What models of each rule hold, and whether it goes with what they say where the rules part. */
async function holdings({ models }: TaskRun, trained: readonly Trained[]): Promise<Row[]> {
  const held: Held[] = [];
  for (const [i, model] of models.entries()) {
    const [{ name, part }, rule] = [trained[i], ruleOf(trained[i])!];
    held.push({ name, part, rule, ...(await heldBy(model)) });
  }
  const rows = rules.flatMap((rule) => {
    const of = held.filter((each) => each.rule === rule);
    const name = `${rule}, ${of.length} models`;
    return [
      { what: `${name}: largest entry`, found: spread(of.map(({ most }) => most)) },
      { what: `${name}: {a, b}`, found: spread(of.map(({ prefix }) => prefix)) },
      {
        what: `${name}: unexplained where that is held best`,
        found: spread(of.flatMap(({ unexplained }) => unexplained ?? [])),
      },
      {
        what: `${name}: unexplained at the worst site`,
        found: spread(of.map(({ mostUnexplained }) => mostUnexplained)),
      },
    ];
  });
  const [prefix, part] = [held.map((each) => each.prefix), held.map((each) => each.part)];
  const found = rankCorrelation(prefix, part).toFixed(2);
  const each = held.sort((x, y) => x.part - y.part);
  return [
    ...rows,
    { what: '{a, b} and what is said where the rules part, ranks', found },
    ...each.map(({ name, part, prefix }) => {
      return { what: `${name}, called balanced ${part.toFixed(3)}`, found: prefix.toFixed(2) };
    }),
  ];
}

async function heldBy({ known: { sides } }: Measured): Promise<Omit<Held, keyof Trained | 'rule'>> {
  const { profile, coordinates } = (await profilesOf(quietJob, [sides])).sides[0];
  const { unexplained, strength } = coordinates;
  const prefix = variableSet(0b11, sides.responses.readings);
  const entry = profile.find(({ set }) => set === prefix);
  return {
    most: Math.max(0, ...profile.map(({ value }) => value)),
    prefix: entry?.value ?? 0,
    unexplained: entry?.site === undefined ? undefined : unexplained[entry.site],
    mostUnexplained: Math.max(0, ...unexplained.filter((_, s) => strength[s] >= weakest)),
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
  for (const { what, found } of rows) console.log(`  ${what.padEnd(56)} ${found}`);
}

await main(process.argv[2] ?? join(here, 'models'));
