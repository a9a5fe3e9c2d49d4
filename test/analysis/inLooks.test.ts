// Runs in looks, from paths to report, on the sample checkpoints with the real runtime.
import { describe, expect, test } from 'vitest';
import { compare } from '../../src/engine/analysis/compare.ts';
import { fleet } from '../../src/engine/analysis/fleet.ts';
import { interpret } from '../../src/engine/analysis/interpret.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import type { Ports } from '../../src/engine/core/ports.ts';
import type { RunOptions } from '../../src/protocol/engineService.ts';
import type { CompareReport, Report } from '../../src/protocol/report.ts';
import { flowsOf, sectionOf } from '../../src/protocol/sections.ts';
import { checkProgress, watchedJob } from '../support/jobs.ts';
import { editedFolder } from '../support/models.ts';
import { bytesOf } from '../support/reports.ts';
import { sample } from '../support/samples.ts';
import { faultsOf } from '../support/schema.ts';
import { share } from '../support/share.ts';
import { memoryStore, testPorts } from '../support/stores.ts';

const run = { task: sample('task.json'), memory: 1000, resamples: 200 };
/** What was measured for one test serves the others, unless one is about that. */
const shared = testPorts(memoryStore());
const inLooks: RunOptions = { work: 1_000_000 };

type SoFar = (report: CompareReport) => void;

function compared(
  [a, b]: readonly [string, string],
  options: RunOptions = inLooks,
  ports: Ports = shared,
  soFar?: SoFar,
  job = quietJob,
) {
  return compare(job, ports, { ...run, ...options, a, b }, soFar);
}

/** As itself, with weights that are rounded a little. */
function rounded(path: string): string {
  return editedFolder(path, {
    tensors: (tensors) => {
      for (const { data } of tensors.values()) {
        for (const [i, x] of data.entries()) data[i] = Math.round(x * 512) / 512;
      }
    },
  });
}

const steps = ({ looks }: Report) => looks!.looks.map(({ pairs, cuts }) => [pairs, ...cuts]);
const all = [0, 1, 2, 3];

describe('two models', () => {
  const rows: readonly [string, string, string, string][] = [
    ['of two algorithms', 'ab-gpt2', 'bc-llama', 'different'],
    ['of one', 'ab-gpt2', 'ab-llama', 'same interpretation'],
  ];
  test.each(rows)('%s have the verdict that all pairs give', async (_, a, b, verdict) => {
    const both = [sample(a as 'ab-gpt2'), sample(b as 'ab-llama')] as const;
    const report = await compared(both);
    expect(report.verdict).toBe(verdict);
    expect(report.looks).toMatchObject({ level: 0.95, stopped: 'settled' });
    expect(faultsOf(JSON.parse(bytesOf(report)))).toEqual([]);
    const { pairs } = report.looks!.looks.at(-1)!;
    expect(pairs).toBeLessThan(256);
    expect(report.task.pairs).toBe(pairs);
    expect(report.provenance.parameters).toMatchObject({ pairs, level: expect.any(Number) });
    expect(report.provenance.parameters.level).toBeGreaterThan(0.95);
  });

  test('of which one is the other, rounded, are measured at every cut before that is said', async () => {
    const report = await compared([sample('ab-gpt2'), rounded(sample('ab-gpt2'))]);
    expect(report.verdict).toBe('indistinguishable');
    const [before, last] = steps(report).slice(-2);
    expect(last).toEqual([before[0], all, all]); // of the same pairs
    expect(sectionOf(report, 'mismatch')!.cuts.flat()).not.toContain(null);
    expect(sectionOf(report, 'distances')!.full).not.toBeNull();
  });

  test('are told about while the run goes on', async () => {
    const told: CompareReport[] = [];
    const both = [sample('ab-gpt2'), sample('ab-llama')] as const;
    const report = await compared(both, inLooks, shared, (so) => told.push(so));
    expect(told.map(({ looks }) => looks!.stopped)).toEqual(told.map(() => null));
    const [first, ofOne, ofTwo, survey, ...looks] = told;
    for (const so of [first, ofOne]) {
      expect(so.models.map(({ sites }) => sites === null)).toEqual([false, true]);
      expect(so.reason).toMatchObject({ code: 'survey', finding: null });
    }
    expect([first, ofOne].map(({ task }) => task.pairs)).toEqual([8, 8]); // of so few runs one block
    expect([ofTwo, survey].map(steps)).toEqual(Array(2).fill(steps(report).slice(0, 1)));
    expect(looks.map(steps)).toEqual(looks.map((_, k) => steps(report).slice(0, k + 2)));
    expect(looks).toHaveLength(steps(report).length - 1);
    expect(told.map((so) => so.looks!.shares)).toEqual(told.map(() => undefined)); // they come last
    for (const so of told) expect(faultsOf(JSON.parse(bytesOf(so)))).toEqual([]);
    expect(survey).toMatchObject({ verdict: 'inconclusive', distance: null, remedy: null });
    expect(survey.reason).toMatchObject({ code: 'survey', pairs: 8 });
    expect(survey.models.map(({ profile }) => profile)).toEqual([null, null]);
  });

  test('have sites of as many pairs as they were measured on, and none that was not', async () => {
    const report = await compared([sample('ab-gpt2'), sample('bc-llama')]);
    const { pairs } = report.task;
    for (const [m, { sites }] of report.models.entries()) {
      expect(new Set(sites!.map((site) => site.pairs))).toEqual(new Set([8, pairs]));
      const cuts = new Set(report.looks!.looks.flatMap((look) => look.cuts[m]));
      expect(new Set(sites!.map(({ cut }) => cut))).toEqual(cuts);
      expect(sites!.filter((site) => site.pairs === 8 && site.strength >= 0.05)).toEqual([]);
    }
    for (const { cuts, mergeTree } of flowsOf(report)) {
      expect(mergeTree).toBeNull();
      expect(cuts.flatMap((cut) => (cut ? [cut.merging] : []))).toEqual(cuts.map(() => null));
    }
  });
});

/** The same report of a run that was asked for as many looks as this one made. */
function stoppedAtStages(report: CompareReport): CompareReport {
  return { ...report, looks: { ...report.looks!, stopped: 'stages' } };
}

describe('limits', () => {
  const both = [sample('ab-gpt2'), sample('ab-llama')] as const;
  test('of work leave whole looks, and that so many stages give the same bytes', async () => {
    const whole = await compared(both);
    const made = whole.looks!.looks.length - 1; // beside the survey
    expect(made).toBeGreaterThan(2);
    expect(bytesOf(await compared(both, { stages: made }, testPorts()))).toBe(bytesOf(whole));
    const { interchanges } = whole.looks!.looks[2];
    const less = await compared(both, { work: interchanges + 2 * 8 * 4 * 10 });
    expect(less.looks).toMatchObject({ stopped: 'budget' });
    expect(steps(less)).toEqual(steps(whole).slice(0, 3));
    expect(bytesOf(await compared(both, { stages: 2 }))).toBe(bytesOf(stoppedAtStages(less)));
  });

  test('of seconds leave one look at least, and decide nothing else', async () => {
    const report = await compared(both, { budget: 1e-6 });
    expect(steps(report)).toHaveLength(2);
    expect(report.looks).toMatchObject({ stopped: 'seconds' });
    expect(bytesOf(await compared(both, { stages: 1 }))).toBe(bytesOf(stoppedAtStages(report)));
  });

  test.each<[string, RunOptions, string]>([
    ['beside a number of pairs', { pairs: 16, stages: 2 }, 'asked for are 16 pairs and 2 stages'],
    ['of no work', { work: 0 }, 'the work is 0'],
    ['of no whole work', { work: 1.5 }, 'the work is 1.5, allowed is a whole number from 1 on'],
    ['of half a stage', { stages: 0.5 }, 'the number of stages is 0.5'],
    ['of no time', { budget: -1 }, 'the budget is -1'],
  ])('%s are refused', async (_, options, message) => {
    await expect(compared(both, options)).rejects.toMatchObject({
      code: 'task-invalid',
      message: expect.stringContaining(message),
    });
  });
});

test('a run that is stopped goes on where it was, with progress that only rises', async () => {
  const both = [sample('ab-gpt2'), sample('ab-llama')] as const;
  const some: RunOptions = { stages: 2 };
  const whole = watchedJob();
  const wanted = bytesOf(await compared(both, some, testPorts(), undefined, whole));
  checkProgress(whole);
  const store = memoryStore();
  const sweeps = [...new Set(whole.log.map(({ doing }) => doing))].filter((doing) => {
    return doing.endsWith('interchanging at cut 2 of 3');
  });
  for (const on of share(sweeps, 3)) {
    const stopped = compared(both, some, testPorts(store), undefined, watchedJob({ on }));
    await expect(stopped, on).rejects.toMatchObject({ code: 'cancelled' });
  }
  expect(bytesOf(await compared(both, some, testPorts(store)))).toBe(wanted);
});

test('a store that keeps nothing makes no look run what the one before it ran', async () => {
  const keepsNothing = { get: async () => undefined, put: async () => undefined };
  const both = [sample('ab-gpt2'), sample('ab-llama')] as const;
  const [kept, lost] = [watchedJob(), watchedJob()];
  await compared(both, { stages: 3 }, testPorts(), undefined, kept);
  await compared(both, { stages: 3 }, testPorts(keepsNothing), undefined, lost);
  const run = (job: typeof kept) =>
    job.log.filter(({ doing }) => doing.includes('interchanging at cut 1'));
  expect(run(lost)).toEqual(run(kept));
});

test('a survey of so little work that one block takes all its pairs runs none of them twice', async () => {
  const job = watchedJob();
  const request = { ...run, stages: 1, a: sample('ab-gpt2') };
  await interpret(job, testPorts(), request, () => undefined);
  const climbs = job.log.filter(({ doing }) => /^first look: .* at cut 0 of 3$/.test(doing));
  expect(climbs).toHaveLength(1);
});

test('one model is measured until what it holds is known to a tenth', async () => {
  const told: Report[] = [];
  const request = { ...run, ...inLooks, a: sample('ab-gpt2') };
  const report = await interpret(quietJob, shared, request, (so) => told.push(so));
  expect(report.looks).toMatchObject({ stopped: 'settled' });
  expect(told).toHaveLength(steps(report).length + 1); // what the survey's first round saw, too
  const [entry] = report.models[0].profile!;
  expect(entry).toMatchObject({ set: ['a', 'b'], site: { cut: 1, span: 'b' } });
  expect(entry.high - entry.low).toBeLessThanOrEqual(0.2);
  expect(faultsOf(JSON.parse(bytesOf(report)))).toEqual([]);
});

test('shares are those of a run of as many pairs, at the sites that matter', async () => {
  const a = sample('ab-gpt2');
  const report = await interpret(quietJob, shared, { ...run, ...inLooks, a });
  const exact = await interpret(quietJob, shared, { ...run, pairs: 16, a });
  const [inLooksFlow, exactFlow] = [report, exact].map((one) => flowsOf(one)[0]);
  expect(report.looks!.shares).toMatchObject({ pairs: 16 });
  const last = new Set(report.looks!.looks.at(-1)!.cuts[0]);
  for (const [cut, of] of inLooksFlow.cuts.entries()) {
    for (const { span, shares } of of?.spans ?? []) {
      const site = report.models[0].sites!.find(
        (one) => !one.onward && one.cut === cut && one.span === span,
      );
      const matters = last.has(cut) && site !== undefined && site.strength >= 0.05;
      const known = exactFlow.cuts[cut]!.spans.find((one) => one.span === span)!.shares;
      expect(shares, `${span} at cut ${cut}`).toEqual(matters ? known : null);
    }
  }
  expect(report.provenance.interchanges).toBe(
    report.looks!.looks[0].interchanges +
      report.looks!.looks.at(-1)!.interchanges +
      report.looks!.shares!.interchanges,
  );
});

describe('a fleet', () => {
  const models = [sample('ab-gpt2'), sample('bc-llama'), sample('ab-llama')];
  const measured = (options: RunOptions) => {
    return fleet(quietJob, shared, { ...run, ...options, models });
  };

  test('looks longest at those that are hardest to tell', async () => {
    const report = await measured(inLooks);
    const { pairs } = sectionOf(report, 'fleet')!;
    expect(pairs.map(({ verdict }) => verdict)).toEqual([
      'different',
      'same interpretation',
      'different',
    ]);
    const [apart, same] = pairs.map((pair) => pair.pairs!);
    expect(apart).toBeLessThan(same);
    expect(report.task.pairs).toBe(same);
    expect(report.looks).toMatchObject({ stopped: 'settled' });
    const { cuts } = report.looks!.looks.at(-1)!;
    expect(cuts[1]).toEqual([]); // bc-llama needed no more
    expect(faultsOf(JSON.parse(bytesOf(report)))).toEqual([]);
  });

  test('of little work looks at the widest first, and stages give the same bytes', async () => {
    const once = await measured({ stages: 1 });
    expect(sectionOf(once, 'fleet')!.pairs.map(({ pairs }) => pairs)).toEqual([16, 16, 16]);
    const [, { interchanges }] = once.looks!.looks; // of three models; two of them need as many again
    const work = once.provenance.interchanges + Math.floor(0.8 * interchanges);
    const more = await measured({ work });
    const { pairs } = sectionOf(more, 'fleet')!;
    const width = ({ a, b }: { a: number; b: number }) => {
      const { distance } = sectionOf(once, 'fleet')!.pairs.find(
        (one) => one.a === a && one.b === b,
      )!;
      return distance!.high - distance!.low;
    };
    const [widest] = [...pairs].sort((x, y) => width(y) - width(x));
    expect(widest.pairs).toBeGreaterThan(16);
    expect(Math.min(...pairs.map((pair) => pair.pairs!))).toBe(16);
  });
});
