// npm run attack [-- word ...] [--update]: every kind of hostile and of awkward input on the product as it
// is built, and what became of it; then runs that are killed and checkpoints that are rewritten in the
// midst. Each must end with an outcome that is right, in 2 s and 256 MB above what a good input takes,
// measured in the same run. `--update` writes docs/attacks.md.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Attack, Command } from './attack.ts';
import { checking, comparing, good, inFolder } from './inputs.ts';
import { changed, costProblems, type Limits, outcomeProblems, pictureOf } from './judge.ts';
import { attacks } from './kinds/kinds.ts';
import { type Place, run, slowness } from './measure.ts';
import { readPython } from './readPython.ts';
import { storms } from './storm.ts';
import { type Row, table } from './table.ts';

const ALLOWED_MS = 2000;
const ALLOWED_MB = 256;
const PATIENCE = 4; // times what is allowed: what computes so long is said to hang
const WAITING_MS = 30_000; // what takes so long by the clock of a quiet machine, too

const dist = join(process.cwd(), 'dist');

async function main(args: readonly string[]): Promise<number> {
  const words = args.filter((arg) => !arg.startsWith('--'));
  const wanted = ({ kind, name }: { readonly kind: string; readonly name: string }) =>
    words.length === 0 || words.some((word) => `${kind}: ${name}`.includes(word));
  const yardsticks = await measureYardsticks();
  const rows: Row[] = [];
  const say = (row: Row) => {
    rows.push(row);
    const words = row.problems.length === 0 ? '' : `\n       ${row.problems.join('\n       ')}`;
    console.log(` ${words === '' ? '✓' : '✗'} ${row.kind}: ${row.name}${words}`);
  };
  for (const attack of attacks.filter(wanted)) say(await tried(attack, yardsticks));
  for (const storm of storms.filter(wanted)) {
    say({ ...storm, problems: await inFolder((folder) => storm.run(dist, folder)) });
  }
  const failed = rows.filter(({ problems }) => problems.length > 0).length;
  console.log(`\n${rows.length - failed} of ${rows.length} ended as they must`);
  if (args.includes('--update')) writeFileSync('docs/attacks.md', table(rows));
  return failed === 0 ? 0 : 1;
}

type Yardsticks = { readonly [of in 'inspect' | 'task' | 'compare' | 'python']: Limits };

/** What good inputs take. */
async function measureYardsticks(): Promise<Yardsticks> {
  const take = (make: (folder: string) => Command) =>
    inFolder(async (folder) => {
      const before = slowness().processor;
      const { ms, megabytes } = await run(make(folder), placeOf(folder, 10 * WAITING_MS));
      return { ms: ms / Math.max(before, slowness().processor), megabytes };
    });
  const text = 'import torch.nn as nn\nclass M(nn.Module):\n    pass\n';
  return {
    inspect: await take(() => ({ args: ['inspect', good()] })),
    task: await take(() => ({ args: checking(good()) })),
    compare: await take(() => ({ args: comparing(good(), good('bc-llama')) })),
    python: await take((folder) => {
      writeFileSync(join(folder, 'good.py'), text);
      return { reader: 'python', args: [join(folder, 'good.py')] };
    }),
  };
}

async function tried(attack: Attack, yardsticks: Yardsticks): Promise<Row> {
  return inFolder(async (folder) => {
    const command = attack.make(folder);
    const before = pictureOf(folder);
    const slow = slowness();
    const idle = yardsticks[command.reader ?? (command.args[0] as 'inspect' | 'task' | 'compare')];
    const mostMs = PATIENCE * (idle.ms + ALLOWED_MS) * slow.processor;
    const ended = await run(command, { ...placeOf(folder, WAITING_MS * slow.clock), mostMs });
    const limits = {
      ms: (idle.ms + ALLOWED_MS) * Math.max(slow.processor, slowness().processor),
      megabytes: idle.megabytes + ALLOWED_MB,
    };
    const { kind, name } = attack;
    const problems = [
      ...outcomeProblems(attack, command, ended),
      ...costProblems(ended, limits),
      ...changed(before, pictureOf(folder)),
    ];
    const time = ended.ms / limits.ms;
    const memory = ended.megabytes / limits.megabytes;
    return { kind, name, code: ended.hung ? 'hung' : (ended.code ?? '-'), time, memory, problems };
  });
}

function placeOf(folder: string, patienceMs: number): Place {
  return { dist, folder, runner: process.argv[1], patienceMs };
}

const [first, ...rest] = process.argv.slice(2);
if (first === 'read-python') await readPython(rest[0], rest.slice(1));
else process.exitCode = await main(process.argv.slice(2));
