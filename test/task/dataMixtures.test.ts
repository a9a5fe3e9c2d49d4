// Pairs of rows and their mixtures, by occurrence and by variable.
import { describe, expect, test } from 'vitest';
import { quietJob } from '../../src/engine/core/job.ts';
import { random } from '../../src/engine/core/random.ts';
import { dataFit } from '../../src/engine/task/data/dataFit.ts';
import { drawPairs } from '../../src/engine/task/drawPairs.ts';
import { trialEffort } from '../../src/engine/task/effort.ts';
import { everything, nothing, occurrenceSet, variableSet } from '../../src/engine/task/partSet.ts';
import { toldMixture } from '../../src/engine/task/toldMixture.ts';
import { dataTaskOf } from '../support/dataTasks.ts';

describe('pairs and mixtures', () => {
  const colours = ['red', 'blue'];
  const lines = Array.from({ length: 40 }, (_, i) => {
    const [c, s] = [i % 2, Math.floor(i / 2) % 2];
    return `${c},${s},${i % 5},${colours[c]},${s ? 'round' : 'flat'},${c ^ s}`;
  });
  const files = { 'd.csv': `p,q,noise,colour,shape,label\n${lines.join('\n')}\n` };
  const data = {
    file: 'd.csv',
    input: ['p', 'q', 'noise'],
    labels: 'label',
    variables: ['colour', 'shape'],
  };

  test('regions are parts, variables are variables, and there is a last place', async () => {
    const task = await dataTaskOf(data, files);
    expect(task.spans.map(({ id }) => id)).toEqual(['p', 'q', 'noise', 'whole']);
    expect(task.variables).toEqual(['colour', 'shape']);
  });

  test('by occurrence a region of the source, by variable another row of the data', async () => {
    const task = await dataTaskOf(data, files);
    const { rows, contents } = task.data;
    const { pairs } = await drawPairs(quietJob, task, 12, 0, dataFit(task).misfit);
    for (const pair of pairs) {
      const [base, source] = [Number(pair.base[0]), Number(pair.source[0])];
      const one = task.mixed(pair, occurrenceSet(0b010, task.readings));
      expect(one.values.map(Number)).toEqual([
        contents.same(base, 0),
        contents.same(source, 1),
        contents.same(base, 2),
      ]);
      const shape = task.mixed(pair, variableSet(0b10, task.readings));
      const [p, q, noise] = shape.values.map(Number);
      expect([rows.numbers[3 * p], rows.numbers[3 * q + 1]]).toEqual([
        rows.numbers[3 * base],
        rows.numbers[3 * source + 1],
      ]);
      expect(rows.numbers[3 * noise + 2]).toBe(rows.numbers[3 * base + 2]); // as like the base as there is one
      expect(shape.right).toEqual([rows.numbers[3 * base] ^ rows.numbers[3 * source + 1]]);
    }
  });

  test('nothing is the base, everything the source, and equal regions have one name', async () => {
    const task = await dataTaskOf(data, files);
    const { pairs } = await drawPairs(quietJob, task, 8, 0, dataFit(task).misfit);
    const trial = await dataFit(task).tokenise(quietJob, pairs);
    for (const [i, pair] of pairs.entries()) {
      const [base, source] = [pair.base, pair.source].map(([row]) => Number(row));
      const own = (row: number) => [0, 1, 2].map((r) => task.data.contents.same(row, r));
      expect([...trial.input(i, nothing).values]).toEqual([...own(base), 0]);
      expect([...trial.input(i, everything).values]).toEqual([...own(source), 0]);
    }
    expect(task.data.contents.same(38, 0)).toBe(0); // p is 0 in both
  });

  describe('a mixture is told by the rows of its pair, whatever other rows have the same numbers', () => {
    const rows = ['0,0,0,x', '1,1,1,y', '0,1,0,x', '1,0,1,y', '0,1,1,x'];
    const repeated = { 'd.csv': `a,b,c,label\n${rows.join('\n')}\n` };
    test.each<readonly [string, number, string]>([
      ['nothing', 0, 'row 4 (y)'],
      ['a', 0b001, 'row 4 (y) with a of row 5 (x)'],
      ['b', 0b010, 'row 4 (y) with b of row 5 (x)'],
      ['c, which is the same in both', 0b100, 'row 4 (y) with c of row 5 (x)'],
      ['all but a', 0b110, 'row 5 (x) with a of row 4 (y)'],
      ['everything', 0b111, 'row 5 (x)'],
    ])('%s', async (_, mask, told) => {
      const task = await dataTaskOf({ file: 'd.csv', labels: 'label' }, repeated);
      const pair = {
        ...task.draw(random(0), 0, trialEffort()),
        base: ['3', '3', '3'],
        source: ['4', '4', '4'],
      };
      const set = mask === 0 ? nothing : occurrenceSet(mask, task.readings);
      expect(toldMixture(task, pair, set)).toBe(told);
    });

    test('by variable: by the row that has its variables', async () => {
      const task = await dataTaskOf(data, files);
      const pair = task.draw(random(0), 0, trialEffort());
      const set = variableSet(0b10, task.readings);
      expect(toldMixture(task, pair, set)).toMatch(/^row \d+ \([01]\)$/);
    });
  });

  test('a mixture that no row has leaves the pair out', async () => {
    const few = {
      'd.csv': 'p,q,noise,colour,shape,label\n0,0,1,red,flat,0\n1,1,2,blue,round,1\n',
    };
    const task = await dataTaskOf(data, few);
    await expect(drawPairs(quietJob, task, 8, 0, dataFit(task).misfit)).rejects.toThrow(
      /the data have no row with one of the mixtures of variables/,
    );
  });

  test('the source may have to be of another class', async () => {
    const task = await dataTaskOf(data, files, { source: { answer: 'other' } });
    const rng = random(0);
    for (let i = 0; i < 50; i++) {
      const { base, source } = task.draw(rng, 0, trialEffort());
      const [a, b] = [base, source].map(([row]) => task.data.rows.labels[Number(row)]);
      expect(a).not.toBe(b);
    }
  });

  test('what the numbers depend on is in the digest: the data, and not where they lie', async () => {
    const again = await dataTaskOf(data, files);
    expect((await dataTaskOf(data, files)).digest).toBe(again.digest);
    const changed = { 'd.csv': files['d.csv'].replace('0,0,0,red', '0,0,9,red') };
    expect((await dataTaskOf(data, changed)).digest).not.toBe(again.digest);
  });
});
