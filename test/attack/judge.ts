// What is wrong with how an attack ended; nothing: an empty list.
import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Attack, Command } from './attack.ts';
import type { Ended } from './measure.ts';

const worked = [0, 1, 2];
const typed = [64, 65, 66, 75];
const accepted = {
  works: worked,
  refused: typed,
  either: [...worked, ...typed],
  said: [...worked, ...typed],
};

/** Letters that a terminal obeys, or that turn others round. */
const obeyed =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/u;

export function outcomeProblems(attack: Attack, command: Command, ended: Ended): readonly string[] {
  const { code, signal, hung, stdout, stderr, left } = ended;
  if (hung) return ['it did not end'];
  const problems: string[] = [];
  const add = (wrong: boolean, sentence: string) => {
    if (wrong) problems.push(sentence);
  };
  add(left > 0, `${left} processes were left`);
  if (command.reader) {
    add(code !== 0, `the reader's host ended with ${code ?? signal}`);
    add(!stdout.includes('answered'), 'the call after it was not answered');
    return problems;
  }
  const right = attack.code === undefined ? accepted[attack.end] : [attack.code];
  const said = `${stdout}\n${stderr}`;
  const last = stderr.trim().split('\n').at(-1) ?? '';
  add(code === null || !right.includes(code), `exit code ${code ?? signal}: ${last.slice(0, 160)}`);
  add(/fault of Congruity|\n\s+at .+:\d+:\d+/.test(said), 'it calls itself at fault');
  add(/[[:(,]\s*NaN\b/.test(stdout), 'NaN is printed as a number'); // a sentence may name it
  add(obeyed.test(said), 'letters that a terminal obeys are printed');
  const refusal = code !== null && typed.includes(code);
  const { names } = command;
  const isNamed = names === undefined || names.some((name) => said.includes(name));
  add(refusal && !isNamed, `it names none of ${names?.join(', ')}: ${last.slice(0, 160)}`);
  // Who is refused by name was told; else it must stand beside the result.
  const isTold = attack.end === 'said' && refusal;
  add(
    attack.says !== undefined && !isTold && !attack.says.test(said),
    `it does not say ${String(attack.says)}: ${last.slice(0, 120)}`,
  );
  return problems;
}

export type Limits = { readonly ms: number; readonly megabytes: number };

export function costProblems({ hung, ms, megabytes }: Ended, limits: Limits): readonly string[] {
  if (hung) return [];
  const problems: string[] = [];
  if (ms > limits.ms) {
    problems.push(`${(ms / 1000).toFixed(1)} s of ${(limits.ms / 1000).toFixed(1)} s allowed`);
  }
  if (megabytes > limits.megabytes) {
    problems.push(`${Math.round(megabytes)} MB of ${Math.round(limits.megabytes)} MB allowed`);
  }
  return problems;
}

/** Path -> what is there, for every file below a folder; links are not followed. */
export function pictureOf(folder: string): ReadonlyMap<string, string> {
  const picture = new Map<string, string>();
  const digests = new Map<number, string>(); // a file with a thousand names is read once
  const walk = (at: string) => {
    for (const name of readdirSync(at)) {
      const path = join(at, name);
      const stat = lstatSync(path);
      if (stat.isDirectory()) {
        walk(path);
        continue;
      }
      if (stat.isFile() && !digests.has(stat.ino)) digests.set(stat.ino, digest(path));
      const content = stat.isFile() ? digests.get(stat.ino) : '';
      picture.set(relative(folder, path), `${stat.mode}:${content}`);
    }
  };
  walk(folder);
  return picture;
}

function digest(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}

/** What of the inputs is not as it was. */
export function changed(
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): readonly string[] {
  return [...before]
    .filter(([path, was]) => after.get(path) !== was)
    .map(([path]) => `${path} was ${after.has(path) ? 'changed' : 'removed'}`);
}
