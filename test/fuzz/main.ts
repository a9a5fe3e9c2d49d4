// npm run fuzz [-- WORD ...] [--cases N] [--update]: 5,000 damaged files of every format, each opened and read in one process a
// format: no crash, no hang, no more than 256 MB, every error one of ours. `--update` writes docs/fuzz.md.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { version } from '../../src/engine/core/version.ts';
import { nodeFiles } from '../../src/platform/files.ts';
import { formats } from './formats.ts';
import { MOST_BYTES, outcomeOf } from './judge.ts';

const CASES = 5_000;

type Result = {
  readonly opened: number;
  readonly refused: number;
  readonly megabytes: number; // the most that the process took above what it had when idle
  readonly problem: string;
};

async function main(args: readonly string[]): Promise<number> {
  const at = args.indexOf('--cases');
  const cases = at < 0 ? CASES : Number(args[at + 1]);
  const words = args.filter((arg, i) => !arg.startsWith('--') && (at < 0 || i !== at + 1));
  const rows: string[] = [];
  let failed = 0;
  for (const { name } of formats) {
    if (words.length > 0 && !words.some((word) => name.includes(word))) continue;
    const { opened, refused, megabytes, problem } = await inProcess(name, cases);
    if (problem !== '') failed++;
    console.log(
      ` ${problem === '' ? '✓' : '✗'} ${name}: ${opened} opened, ${refused} refused ${problem}`,
    );
    rows.push(
      `| ${name} | ${opened + refused} | ${opened} | ${refused} | ${megabytes} | ${problem || 'none'} |`,
    );
  }
  if (args.includes('--update')) writeFileSync('docs/fuzz.md', page(rows));
  return failed === 0 ? 0 : 1;
}

/** A process of its own, so that one that dies takes no other format with it. */
async function inProcess(name: string, cases: number): Promise<Result> {
  const child = fork(process.argv[1], ['--format', name, String(cases)], {
    execArgv: ['--expose-gc', '--enable-source-maps'],
  });
  let result: Result = { opened: 0, refused: 0, megabytes: 0, problem: 'the process died' };
  child.on('message', (told) => {
    result = told as Result;
  });
  await once(child, 'close');
  return result;
}

async function one(name: string, cases: number): Promise<void> {
  const format = formats.find((each) => each.name === name)!;
  mkdirSync('out', { recursive: true });
  const counts = { opened: 0, refused: 0 };
  await outcomeOf(format, 0, emptied(), nodeFiles()); // everything is loaded
  const idle = process.resourceUsage().maxRSS;
  let problem = '';
  for (let number = 0; number < cases && problem === ''; number++) {
    const folder = emptied();
    try {
      counts[await outcomeOf(format, number, folder, nodeFiles())]++;
    } catch (error) {
      problem = `case ${number}: ${String(error).split('\n')[0]}`;
    }
    rmSync(folder, { recursive: true });
  }
  const above = (process.resourceUsage().maxRSS - idle) * 1024;
  if (problem === '' && above > MOST_BYTES) problem = `${above >> 20} MB above idle`;
  process.send!({ ...counts, megabytes: above >> 20, problem });
  process.disconnect();
}

function emptied(): string {
  return mkdtempSync(join('out', 'fuzz-'));
}

function page(rows: readonly string[]): string {
  return `# Damaged files

Written by \`npm run fuzz -- --update\` (version ${version}). Good files of every format are damaged near the words by which it finds
its way, at its counts, lengths and places, seeded; then opened, listed and read. Opened: what the damage left is a file of that
format. Refused: one sentence says what is wrong. Memory: the most above the idle process, 256 MB are allowed.

| format | files | opened | refused | MB | problem |
| --- | --- | --- | --- | --- | --- |
${rows.join('\n')}
`;
}

if (process.argv[2] === '--format') await one(process.argv[3], Number(process.argv[4]));
else process.exitCode = await main(process.argv.slice(2));
