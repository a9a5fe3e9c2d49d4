// What models say of the strings on which the rules part, by the product's own runs: a second source for their labels.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gateOf } from '../../src/engine/analysis/gate.ts';
import { baseAnswers } from '../../src/engine/analysis/measure.ts';
import { withSubjects } from '../../src/engine/analysis/models.ts';
import { prepareTask } from '../../src/engine/analysis/prepare.ts';
import { settingsOf } from '../../src/engine/analysis/settings.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import type { Ports } from '../../src/engine/core/ports.ts';

const memory = 1000; // MB
const length = 12;

/** Has it as many ( as )? Does no prefix close more than it opened? */
export function readByRules(text: string): { readonly equal: boolean; readonly nested: boolean } {
  const depths: number[] = [];
  for (const symbol of text) depths.push((depths.at(-1) ?? 0) + (symbol === '(' ? 1 : -1));
  const equal = depths.at(-1) === 0;
  return { equal, nested: equal && depths.every((depth) => depth >= 0) };
}

/** Every string of twelve that is of equal count and not nested. */
export function parting(): string[] {
  const all = Array.from({ length: 2 ** length }, (_, k) =>
    k.toString(2).padStart(length, '0').replaceAll('0', '(').replaceAll('1', ')'),
  );
  return all.filter((text) => {
    const { equal, nested } = readByRules(text);
    return equal && !nested;
  });
}

/** The share of them that each model calls balanced. */
export async function calledBalanced(ports: Ports, paths: readonly string[]): Promise<number[]> {
  const strings = parting();
  const task = {
    name: 'where the rules part',
    template: '{s}=',
    variables: { s: strings },
    answers: ['yes', 'no'],
    separator: '',
    floor: 0,
    pairs: strings.map((s, i) => ({
      base: { s },
      source: { s: strings[(i + 1) % strings.length] },
      answer: 'yes',
    })),
  };
  const folder = mkdtempSync(join(tmpdir(), 'congruity-natural-'));
  try {
    const file = join(folder, 'task.json');
    writeFileSync(file, JSON.stringify(task));
    return await withSubjects(quietJob, ports, paths, async (subjects) => {
      const settings = settingsOf({});
      const { candidates } = await prepareTask(quietJob, ports, file, subjects, settings);
      const shares: number[] = [];
      for (const candidate of candidates) {
        const said = await baseAnswers(quietJob, ports, candidate, memory);
        shares.push(gateOf(candidate.subject.name, candidate.tokens, said).accuracy!);
      }
      return shares;
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}
