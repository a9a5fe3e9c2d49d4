// Is a hard task computed as a simple one? On the samples, whose algorithm is known: ab adds a and b first, bc b and c.
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { Ready } from '../../src/engine/analysis/ready.ts';
import { reduce } from '../../src/engine/analysis/reduce.ts';
import { type Job, quietJob } from '../../src/engine/core/job.ts';
import type { Ports } from '../../src/engine/core/ports.ts';
import { nodePorts } from '../../src/platform/ports.ts';
import type { ReduceRequest, ReductionSection } from '../../src/protocol/reduction.ts';
import type { ReduceReport } from '../../src/protocol/report.ts';
import { sectionOf } from '../../src/protocol/sections.ts';
import { reportJson } from '../../src/report/json.ts';
import { reportText } from '../../src/report/text.ts';
import { reduction as canned } from '../support/cannedReports.ts';
import { checkCancelled } from '../support/jobs.ts';
import { sample, shuffledSample } from '../support/samples.ts';
import { faultsOf } from '../support/schema.ts';
import { testPorts } from '../support/stores.ts';

const digits = ['0', '1', '2', '3', '4', '5'];
const low = digits.slice(0, 3);

/** (a + b + c) mod 6 with other names, fewer values or a constant. */
function modsum(name: string, [a, b, c]: readonly string[], values: Record<string, string[]> = {}) {
  return {
    ...{ name, template: `{${a}} {${b}} , {${c}} =`, answers: digits, pairs: 64 },
    variables: { [a]: digits, [b]: digits, [c]: digits, ...values },
    answer: { value: `(${a} + ${b} + ${c}) % 6` },
  };
}

const tasks = {
  hard: modsum('hard', ['a', 'b', 'c']),
  low: modsum('low', ['a', 'b', 'c'], { a: low, b: low }),
  renamed: modsum('renamed', ['x', 'y', 'z']),
  a3: modsum('a3', ['a', 'b', 'c'], { a: ['3'] }),
  b3: modsum('b3', ['a', 'b', 'c'], { b: ['3'] }),
  c3: modsum('c3', ['a', 'b', 'c'], { c: ['3'] }),
};

const keepsNothing = nodePorts({ cache: false, threads: 1 });
/** Each model runs once on each task, for all tests that are not about how it runs. */
const shared = testPorts();
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'congruity-reduce-'));
  for (const [name, task] of Object.entries(tasks)) {
    writeFileSync(join(folder, `${name}.json`), JSON.stringify(task));
  }
});

/** As a comparison in looks has it: reduce and distinguish are asked without. */
const limited = { work: 1000 };

type Task = keyof typeof tasks;
type Asked = Partial<ReduceRequest> & { readonly to: string };

const [ab, bc] = [sample('ab-gpt2'), sample('bc-llama')];

function run(
  { to, task = 'hard', ...asked }: Asked,
  job: Job = quietJob,
  ports: Ports = keepsNothing,
): Promise<ReduceReport> {
  const file = (name: string) => join(folder, `${name}.json`);
  const usual = { a: ab, memory: 2000, resamples: 100, pairs: 64 };
  return reduce(job, ports, { ...usual, ...asked, task: file(task), to: file(to) });
}

const sectionIn = (report: ReduceReport): ReductionSection => sectionOf(report, 'reduction')!;

const xyz = { a: 'x', b: 'y', c: 'z' };

type Case = readonly [
  what: string,
  asked: Asked & { readonly task?: Task; readonly to: Task },
  verdict: ReduceReport['verdict'],
  decides: string,
  beyond: string,
];

const cases: readonly Case[] = [
  ['a renamed copy', { to: 'renamed', map: xyz }, 'reduces', 'a,b|x,y', ''],
  ['another algorithm', { b: bc, to: 'renamed', map: xyz }, 'different', '', ''],
  [
    'another algorithm on the simple task, which is a step; what is held of it cannot be read',
    ...([{ b: bc, to: 'c3' }, 'inconclusive', '', 'hard whole a,b'] as const),
  ],
  [
    'fewer values, and another family',
    { b: sample('ab-llama'), to: 'low' },
    'reduces',
    'a,b|a,b',
    '',
  ],
  [
    'b fixed: a is carried on, with b; a and c, all that it asks for, are held nowhere',
    ...([{ to: 'b3' }, 'does not contain the simple task', 'a|a', 'hard a,b'] as const),
  ],
  [
    'c fixed: all that it asks for is a step',
    ...([{ to: 'c3' }, 'contains the simple task', '', 'hard whole a,b'] as const),
  ],
  [
    'c fixed, and b and c are added first: a and b are held nowhere',
    ...([{ a: bc, to: 'c3' }, 'does not contain the simple task', 'b|b', 'hard b,c'] as const),
  ],
  [
    'the other way round: one is seen to hold more',
    ...([{ task: 'b3', to: 'hard' }, 'reduces in part', 'a|a', 'simple a,b'] as const),
  ],
  [
    'the other way round: nothing is held in the simpler one',
    ...([{ task: 'c3', to: 'hard' }, 'inconclusive', '', 'simple whole a,b'] as const),
  ],
];

describe.each(cases)('%s', (_, asked, verdict, seen, beyond) => {
  test(verdict, async () => {
    const report = await run(asked, quietJob, shared);
    const section = sectionIn(report);
    const held = section.entries
      .filter((entry) => entry.held.every(({ value }) => value >= 0.5))
      .map(({ sets }) => sets.map((set) => set.join()).join('|'));
    const more = section.beyond.map(({ side, set, isWhole }) => {
      return `${['hard', 'simple'][side]} ${isWhole ? 'whole ' : ''}${set.join()}`;
    });
    expect([report.verdict, held.join(' '), more.join(' ')]).toEqual([verdict, seen, beyond]);
    expect(faultsOf(JSON.parse(reportJson(report)))).toEqual([]);
    if (verdict.startsWith('reduces')) expect(section.distance!.high).toBeLessThan(0.3);
    if (verdict === 'different') expect(section.distance!.low).toBeGreaterThan(0.3);
  });
});

test('one task, with variables exchanged: its two parts are told apart, and no note is said twice', async () => {
  const report = await run({ to: 'hard', map: { a: 'b' }, pairs: 16, resamples: 100 });
  expect(report.models.map(({ name }) => name)).toEqual([
    'ab-gpt2 on hard (hard)',
    'ab-gpt2 on hard (simple)',
  ]);
  expect(new Set(report.notes).size).toBe(report.notes.length);
  expect(report.notes.at(-1)).toMatch(/^hard \(hard\) has no a of hard \(simple\)/);
  expect(sectionIn(report).tasks.map(({ name }) => name)).toEqual(['hard (hard)', 'hard (simple)']);
});

test('a model that does not solve the simple task: nothing is interchanged', async () => {
  const report = await run({ b: shuffledSample('bc-llama'), to: 'low' });
  expect([report.verdict, report.sections.length]).toEqual(['not comparable', 0]);
  expect(reportText(report)).toContain('on low solves');
  expect(faultsOf(JSON.parse(reportJson(report)))).toEqual([]);
});

test.each([
  ['no name of both', { to: 'renamed' }, 'no variable of hard is one of renamed'],
  [
    'an unknown name',
    { to: 'low', map: { d: 'a' } },
    'the map names "d", which is no variable of hard',
  ],
  ['a name that is fixed', { to: 'a3', map: { b: 'a' } }, 'which is no variable of a3'],
  ['two on one', { to: 'low', map: { a: 'b', c: 'b' } }, 'the map has "b" of low twice'],
])('%s is refused', async (_, asked, message) => {
  await expect(run(asked)).rejects.toThrow(message);
});

test('one model lies ready at a time, also where both are the same', async () => {
  const { forward, release } = Ready.prototype;
  const ready = new Set<Ready>();
  let most = 0;
  vi.spyOn(Ready.prototype, 'release').mockImplementation(function (this: Ready) {
    ready.delete(this);
    return release.call(this);
  });
  vi.spyOn(Ready.prototype, 'forward').mockImplementation(async function (this: Ready, ...args) {
    const made = await forward.apply(this, args);
    most = Math.max(most, ready.add(this).size);
    return made;
  });
  await run({ to: 'b3', pairs: 16, resamples: 100 });
  vi.restoreAllMocks();
  expect(most).toBe(1);
});

test.each([
  ['without a number', { pairs: undefined, ...limited }, [32, 32], /^32 pairs of 64: every cut/],
  ['with one', { pairs: 40 }, [40, 40], undefined],
])('pairs of what would go in looks, %s', async (_, asked, pairs, note) => {
  const report = await run({ to: 'b3', resamples: 100, ...asked }, quietJob, shared);
  const notes = report.notes.filter((each) => /pairs of 64/.test(each));
  expect(sectionIn(report).tasks.map((task) => task.pairs)).toEqual(pairs);
  expect([report.task.pairs, notes.length]).toEqual([pairs[0], note === undefined ? 0 : 2]);
  if (note) expect(notes[0].replace('hard: ', '')).toMatch(note);
});

test('the same request, the same bytes; and as it was', async () => {
  const bytes = (report: ReduceReport) =>
    reportJson({ ...report, timings: { seconds: 0, steps: [] } });
  const few = { to: 'b3', pairs: 16, resamples: 100 };
  const [first, again] = [await run(few), await run(few)];
  expect(bytes(first)).toBe(bytes(again));
  const [{ entries }, before] = [sectionIn(first), sectionIn(canned())];
  expect(entries.map(({ sets }) => sets)).toEqual(before.entries.map(({ sets }) => sets));
});

test('cancelled at any pause', () =>
  checkCancelled((job) => run({ to: 'low', resamples: 100, pairs: 16 }, job), 2));
