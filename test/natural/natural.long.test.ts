// Natural models whose rule is known by how they generalise: that the tasks give it not away, and on a few of the models
// what is said; `npm run natural` takes all of them.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { nodePorts } from '../../src/platform/ports.ts';
import { runTask } from '../truth/task.ts';
import { readTrained, ruleOf } from './models.ts';
import { calledBalanced, parting, readByRules } from './parting.ts';

const here = join(import.meta.dirname, '../fixture/natural');
const folder = join(here, 'models');
const kept = new Set(readdirSync(folder));
const models = readTrained(join(folder, 'trained.jsonl')).filter(({ name }) => kept.has(name));
const ports = () => nodePorts({ cache: false, threads: 1 });

type Blocks = Readonly<Record<string, string>>;
type PairJson = { readonly base: Blocks; readonly source: Blocks; readonly answer: string };

describe.each(['plain', 'telling'])('the task %s', (name) => {
  const { pairs } = JSON.parse(readFileSync(join(here, `${name}.json`), 'utf8')) as {
    readonly pairs: readonly PairJson[];
  };

  test('asks only for strings on which both rules say the same', () => {
    const asked = pairs.flatMap(({ base, source }) => mixtures(base, source));
    expect(asked).toHaveLength(256 * 16);
    expect(asked.filter((text) => readByRules(text).equal !== readByRules(text).nested)).toEqual(
      [],
    );
  });

  test('has pairs that differ in every block, each once, with the right answer', () => {
    expect(new Set(pairs.map((pair) => JSON.stringify(pair))).size).toBe(256);
    const wrong = pairs.filter(({ base, source, answer }) => {
      const right = readByRules(Object.values(base).join('')).nested ? 'yes' : 'no';
      return answer !== right || Object.keys(base).some((block) => base[block] === source[block]);
    });
    expect(wrong).toEqual([]);
  });
});

/** The 16 strings that take some blocks from the source and the others from the base. */
function mixtures(base: Blocks, source: Blocks): string[] {
  const blocks = Object.keys(base);
  return Array.from({ length: 2 ** blocks.length }, (_, taken) =>
    blocks.map((block, i) => ((taken >> i) & 1 ? source : base)[block]).join(''),
  );
}

test('of each rule there are a dozen models or more, of both families, widths and depths', () => {
  for (const rule of ['nesting', 'equal count'] as const) {
    const of = models.filter((model) => ruleOf(model) === rule);
    expect(of.length).toBeGreaterThanOrEqual(12);
    for (const trait of ['family', 'width', 'depth'] as const) {
      expect(new Set(of.map((model) => model[trait])).size).toBe(2);
    }
  }
});

test('the models are small', () => {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const bytes = files.reduce((sum, file) => sum + statSync(join(folder, file)).size, 0);
  expect(bytes).toBeLessThan(10e6);
});

/** The first of those that nest holds {a, b} by .55, so what it is stays open. */
const chosen = [
  'gpt2-w32-l2-2a',
  'gpt2-w48-l2-0b',
  'llama-w32-l3-2c',
  'gpt2-w32-l2-1a',
  'llama-w48-l3-0a',
].map((name) => models.find((model) => model.name === name)!);
const paths = chosen.map(({ name }) => join(folder, name));

test('what models say where the rules part is what the list says', async () => {
  expect(parting()).toHaveLength(792); // 924 of equal count, 132 nested
  const shares = await calledBalanced(ports(), paths);
  expect(shares.map((share) => share.toFixed(4))).toEqual(
    chosen.map(({ part12 }) => part12.toFixed(4)),
  );
});

test('where a mark of nesting would show, who nests is the same, and another than who counts', async () => {
  const task = join(here, 'telling.json');
  const names = chosen.map(({ name }) => name);
  const run = await runTask(ports(), folder, { task, names, copied: [], resamples: 200 });
  expect(run.models.filter(({ solved }) => !solved)).toEqual([]);
  const place = (name: string) => names.indexOf(name);
  const said = run.pairs.map(({ a, b, found }) => [place(a), place(b), found.verdict]);
  expect(chosen.map(ruleOf)).toEqual([...Array(3).fill('nesting'), 'equal count', 'equal count']);
  expect(said).toEqual([
    [0, 1, 'inconclusive'],
    [0, 2, 'inconclusive'],
    [0, 3, 'inconclusive'],
    [0, 4, 'inconclusive'],
    [1, 2, 'same interpretation'],
    [1, 3, 'different'],
    [1, 4, 'different'],
    [2, 3, 'different'],
    [2, 4, 'different'],
    [3, 4, 'inconclusive'],
  ]);
});
