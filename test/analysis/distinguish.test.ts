// Inputs on which two models part: on the samples, and on one that was trained to err where a is 5 (make/regional.py).
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { compare } from '../../src/engine/analysis/compare.ts';
import { distinguish } from '../../src/engine/analysis/distinguish.ts';
import { taskCheck } from '../../src/engine/analysis/taskCheck.ts';
import { type Job, quietJob } from '../../src/engine/core/job.ts';
import type { Ports } from '../../src/engine/core/ports.ts';
import { nodePorts } from '../../src/platform/ports.ts';
import type { DistinguishRequest } from '../../src/protocol/distinguish.ts';
import type { DistinguishReport } from '../../src/protocol/report.ts';
import { sectionOf } from '../../src/protocol/sections.ts';
import { reportJson } from '../../src/report/json.ts';
import { reportText } from '../../src/report/text.ts';
import { checkCancelled } from '../support/jobs.ts';
import { sample, shuffledSample } from '../support/samples.ts';
import { faultsOf } from '../support/schema.ts';
import { testPorts } from '../support/stores.ts';

const digits = ['0', '1', '2', '3', '4', '5'];
const drawn = {
  ...{ name: 'drawn', template: '{a} {b} , {c} =', answers: digits, pairs: 72 },
  variables: { a: digits, b: { like: 'a' }, c: { like: 'a' } },
  answer: { value: '(a + b + c) % 6' },
};
const [ab, bc, regional] = [sample('ab-gpt2'), sample('bc-llama'), 'test/fixture/regional'];

const keepsNothing = nodePorts({ cache: false, threads: 1 });
/** Each model runs once on each task, for all tests that are not about how it runs. */
const shared = testPorts();
let folder: string;
const written = (name: string, text: string) => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'congruity-distinguish-'));
  written('drawn.json', JSON.stringify(drawn));
});

function run(asked: Partial<DistinguishRequest> = {}, job: Job = quietJob, ports: Ports = shared) {
  const usual = { a: ab, b: bc, task: join(folder, 'drawn.json'), memory: 2000, resamples: 200 };
  return distinguish(job, ports, { ...usual, permutations: 39, ...asked });
}

const found = (report: DistinguishReport) => sectionOf(report, 'distinguishing')!;

const regions = (report: DistinguishReport) =>
  found(report).searches.map(({ by, outcome, region }) => {
    const where = region.map(({ variable, of, values }) => `${variable} ${of} ${values.join('')}`);
    return [by, outcome, ...where].join(' ');
  });

test.each([
  [
    'one that errs in a region',
    regional,
    'drawn',
    'they part',
    'answers part a null 5',
    'not comparable',
  ],
  [
    'the same, of a task that lists its pairs',
    regional,
    'listed',
    'they part',
    'answers part a null 5',
    'not comparable',
  ],
  ['another algorithm', bc, 'drawn', 'they part', 'interchanges part', 'different'],
])(
  '%s: found, and a comparison on its file shows it',
  async (_, b, which, verdict, row, compared) => {
    const task = which === 'drawn' ? join(folder, 'drawn.json') : sample('task.json');
    const report = await run({ b, task });
    expect(faultsOf(JSON.parse(reportJson(report)))).toEqual([]);
    expect(report.verdict).toBe(verdict);
    expect(regions(report)).toContainEqual(expect.stringContaining(row));
    const file = written(`${b === bc ? 'bc' : 'regional'}-${which}.json`, found(report).task!);
    const checked = await taskCheck(quietJob, shared, { task: file, model: ab });
    expect(checked.name).toMatch(/-apart$/);
    const again = await compare(quietJob, shared, {
      ...{ a: ab, b, task: file, resamples: 100, memory: 2000 },
    });
    expect(again.verdict).toBe(compared);
  },
);

/** A source has the `a` of its base, so that no region can say that regional errs where it is 5. */
function untold(words: readonly string[]) {
  const { answer: _, ...rest } = drawn; // regional would not solve it
  const file = { ...rest, variables: { ...rest.variables, a: words, b: digits, c: digits } };
  const text = JSON.stringify({ ...file, source: { draw: { a: 'same' } } });
  return written(`untold-${words.length}.json`, text);
}

test('what no part of the task tells: the file lists the pairs that part, and no others', async () => {
  const report = await run({ b: regional, task: untold(['5', '0']), margin: 0.2 });
  expect([report.verdict, regions(report)[0]]).toEqual(['they part', 'answers part']);
  const { pairs } = JSON.parse(found(report).task!);
  expect(pairs.length).toBeGreaterThan(20);
  expect(new Set(pairs.map(({ base }: { base: { a: string } }) => base.a))).toEqual(new Set('5'));
});

test('opposite answers on a sixth of the prompts are not alike', async () => {
  const report = await run({ b: regional, task: untold(digits), margin: 0.4 });
  expect([report.verdict, regions(report)[0]]).toEqual(['inconclusive', 'answers open']);
  expect(found(report).searches[0].held!.high).toBeLessThan(0.4);
  expect(reportText(report).replace(/\s+/g, ' ')).toContain('but by more on single inputs');
});

test('the same algorithm in another family: alike, and no file', async () => {
  const report = await run({ b: sample('ab-llama') });
  expect([report.verdict, found(report).task]).toEqual(['alike', null]);
  expect(faultsOf(JSON.parse(reportJson(report)))).toEqual([]);
});

test('a model that does not solve the task: nothing is searched', async () => {
  const report = await run({ b: shuffledSample('bc-llama') });
  expect([report.verdict, report.sections.length]).toEqual(['not comparable', 0]);
});

test('a task without variables is refused, and so are too few permutations', async () => {
  const prompts = ['0 1 , 2 =', '3 4 , 1 =', '2 2 , 2 ='].map((text) => ({ text, answer: '3' }));
  const task = written('plain.json', JSON.stringify({ name: 'plain', prompts, answers: digits }));
  await expect(run({ task })).rejects.toThrow('plain names no variables');
  await expect(run({ permutations: 5 })).rejects.toThrow('the number of permutations is 5');
});

test('where a comparison would go in looks: fewer pairs, which is said', async () => {
  const limited = { work: 1000 }; // nobody asks distinguish for it
  const report = await run({ b: sample('ab-llama'), ...limited });
  expect([report.task.pairs, report.provenance.parameters.pairs]).toEqual([32, 32]);
  expect(report.notes).toContainEqual(expect.stringMatching(/^32 pairs of 72: every cut/));
});

test('the same request, the same bytes', async () => {
  const bytes = (report: DistinguishReport) =>
    reportJson({ ...report, timings: { seconds: 0, steps: [] } });
  const once = () => run({ pairs: 24 }, quietJob, keepsNothing);
  const [first, again] = [await once(), await once()];
  expect(bytes(first)).toBe(bytes(again));
});

test('cancelled at any pause', () =>
  checkCancelled((job) => run({ pairs: 16, resamples: 100 }, job, keepsNothing), 2));
