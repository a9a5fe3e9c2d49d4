// npm run truth [-- task ...]: what Congruity says of checkpoints whose algorithm is known, against the
// reference implementation. `-- looks [task ...]`: every two of them in looks against all pairs at once; `-- seeds
// [task ...]`: how often looks are wrong, and how often their intervals hold the truth, over 500 drawings of pairs;
// both rest on responses that are measured once. `-- families [task ...]`: congruity of families; of all tasks it writes
// docs/families.md. `-- trajectory FOLDER [--update]`: is a planted change found at the right step of the runs that trajectory.py
// left there (docs/trajectory.md). Needs ../shared/ground-truth, or a folder like it in GROUND_TRUTH.
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Ports } from '../../src/engine/core/ports.ts';
import { nodePorts } from '../../src/platform/ports.ts';
import { coordinateLines, readExpectedCoordinates } from './coordinates.ts';
import { readExpected } from './expected.ts';
import { distancesOf, familyLines, familyRows, scored } from './families.ts';
import { familyDocument, patchedRows, patchedTask } from './familyDocument.ts';
import { agreement, type Line, verdicts } from './judge.ts';
import { looksLines, looksOf } from './looks.ts';
import { chosenFrom, type Drawn, drawnOf, seedRows } from './seeds.ts';
import { modelsIn, runTask, storedIn } from './task.ts';
import { trajectoryLines } from './trajectory.ts';

const root = process.env.GROUND_TRUTH ?? join(process.cwd(), '../shared/ground-truth');
const resamples = 400;
/** Few draws make an interval narrower, if anything: what holds with them holds with more. */
const fewResamples = 200;
const seeds = 500;

async function atOnceLines(ports: Ports, folder: string): Promise<Line[]> {
  const names = modelsIn(folder);
  const run = await runTask(ports, folder, { names, copied: names, resamples });
  const expectedFile = join(folder, 'expected.json');
  const coordinatesFile = join(folder, 'expected-coordinates.json');
  return [
    ...(existsSync(coordinatesFile)
      ? await coordinateLines(run, readExpectedCoordinates(coordinatesFile))
      : []),
    ...(existsSync(expectedFile) ? agreement(run, readExpected(expectedFile)) : []),
    ...verdicts(run),
  ];
}

async function inLooksLines(ports: Ports, folder: string): Promise<Line[]> {
  return looksLines(await looksOf(await storedIn(ports, folder), resamples));
}

/** A table, and no line: what it must show is read off it. */
async function seedLines(ports: Ports, folder: string): Promise<Line[]> {
  const expected = readExpectedCoordinates(join(folder, 'expected-coordinates.json'));
  const stored = await storedIn(ports, folder);
  const asked = { seeds: [...Array(seeds).keys()], resamples: fewResamples };
  const all: Drawn[] = [];
  for await (const one of drawnOf(stored, chosenFrom(expected), asked)) all.push(one);
  console.log(seedRows(all).join('\n'));
  return [];
}

const documentOfFamilies = 'docs/families.md';
const told: string[] = []; // of the tasks so far
const patched: string[] = [];

/** With the rows of the document, which is written once all tasks are told. */
async function familiesLines(ports: Ports, folder: string): Promise<Line[]> {
  const all = scored(await distancesOf(ports, folder));
  const rows = familyRows(basename(folder), all);
  console.log(rows.join('\n'));
  told.push(...rows);
  if (basename(folder) === patchedTask) patched.push(...(await patchedRows(ports, folder)));
  return familyLines(all);
}

const ways: Readonly<Record<string, typeof atOnceLines>> = {
  looks: inLooksLines,
  seeds: seedLines,
  families: familiesLines,
};

/** How many are not met. */
function printed(lines: readonly Line[]): number {
  for (const { what, found, met } of lines) {
    console.log(`  ${met ? 'met    ' : 'NOT MET'}  ${what.padEnd(66)} ${found}`);
  }
  return lines.filter(({ met }) => !met).length;
}

/** What has run is in the user's cache, so that it can go on. */
async function ofRuns(out: string, isUpdate: boolean): Promise<number> {
  const ports = nodePorts({ threads: 1 });
  const { lines, page } = await trajectoryLines(ports, join(root, 'modsum', 'task.json'), out);
  if (isUpdate) writeFileSync('docs/trajectory.md', page);
  return printed(lines) === 0 ? 0 : 1;
}

async function main(words: readonly string[]): Promise<number> {
  if (!existsSync(root)) {
    console.log(`no ground truth at ${root}: set GROUND_TRUTH to a folder of tasks`);
    return 1;
  }
  if (words[0] === 'trajectory') return ofRuns(words[1] ?? '', words.includes('--update'));
  const linesOf = ways[words[0]] ?? atOnceLines;
  const wanted = words.filter((word) => !(word in ways));
  const tasks = readdirSync(root).filter((name) => existsSync(join(root, name, 'task.json')));
  const ports = nodePorts({ cache: false });
  let failed = 0;
  for (const name of tasks.filter((task) => wanted.length === 0 || wanted.includes(task))) {
    const begun = performance.now();
    const folder = join(root, name);
    const lines = await linesOf(ports, folder);
    const seconds = ((performance.now() - begun) / 1000).toFixed(0);
    console.log(`\n${name}: ${modelsIn(folder).length} models, ${seconds} s`);
    failed += printed(lines);
  }
  if (linesOf === familiesLines && wanted.length === 0) {
    writeFileSync(documentOfFamilies, familyDocument(told, patched));
  }
  console.log(`\n${failed} lines not met`);
  return failed === 0 ? 0 : 1;
}

process.exitCode = await main(process.argv.slice(2));
