// `circuit` in the order of attribution: circuits as faithful as those by interchange, numbers that are attribution's own,
// and what was not measured is not told.
import { describe, expect, test } from 'vitest';
import { circuit } from '../../src/engine/analysis/circuit.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import { rankCorrelation } from '../../src/engine/numeric/ranks.ts';
import type {
  CircuitRequest,
  CircuitSection,
  ComponentReport,
} from '../../src/protocol/circuit.ts';
import type { CircuitReport } from '../../src/protocol/report.ts';
import { sectionOf } from '../../src/protocol/sections.ts';
import { reportCsv } from '../../src/report/csv.ts';
import { eapIgJson } from '../../src/report/eapIg.ts';
import { reportJson } from '../../src/report/json.ts';
import { readReport } from '../../src/report/read.ts';
import { reportText } from '../../src/report/text.ts';
import { sample } from '../support/samples.ts';
import { faultsOf } from '../support/schema.ts';
import { memoryStore, testPorts } from '../support/stores.ts';

type Asked = Partial<CircuitRequest> & { readonly memory?: number };

function found(asked: Asked, store = memoryStore()) {
  const request = { a: sample('ab-gpt2'), task: sample('task.json'), memory: 1000, ...asked };
  return circuit(quietJob, testPorts(store), { pairs: 16, resamples: 200, ...request });
}

function sectionIn(report: CircuitReport): CircuitSection {
  return sectionOf(report, 'circuit')!;
}

function numbersOf(report: CircuitReport): string {
  return reportJson({ ...report, timings: { seconds: 0, steps: [] } });
}

describe.each(['ab-gpt2', 'ab-llama'] as const)('%s', (name) => {
  test.each([
    ['interchange', {}, false],
    ['attribution', {}, true], // softmaxes that are saturated have no slope
    ['attribution-ig', {}, false],
    ['attribution-ig', { metric: 'KL' }, undefined],
  ] as const)(
    'by %s, %o: a circuit that does; a bad order is noted: %s',
    async (effects, more, isBad) => {
      const report = await found({ a: sample(name), effects, ...more });
      const section = sectionIn(report);
      expect(faultsOf(JSON.parse(reportJson(report)))).toEqual([]);
      expect(section.faithfulnessFound).toBeGreaterThanOrEqual(0.8);
      expect([section.effects, report.provenance.parameters.effects]).toEqual([effects, effects]);
      const isExact = effects === 'interchange';
      for (const { noising, denoising, attribution } of section.components) {
        expect([noising !== null, denoising !== null]).toEqual([isExact, isExact]);
        expect(attribution !== null).toBe(!isExact);
      }
      const isNoted = report.notes.some((note) => note.includes('order by interchange instead'));
      if (isBad !== undefined) expect(isNoted).toBe(isBad);
      const check = section.attributionCheck;
      expect(check === null).toBe(isExact);
      if (check) {
        expect(check).toMatchObject({ components: section.components.length, pairs: 8 });
        expect(isNoted).toBe(check.correlation! < 0.8);
      }
    },
  );
});

describe('with the exact effects beside it', () => {
  const exact = found({});
  const both = found({ effects: 'attribution-ig', exact: true });

  test('they are what they are without', async () => {
    const told = (report: CircuitReport) =>
      sectionIn(report).components.map(({ noising, denoising }) => [noising, denoising]);
    expect(told(await both)).toEqual(told(await exact));
  });
  test('they are what attribution is checked by: the ranks of sizes', async () => {
    const { components, attributionCheck } = sectionIn(await both);
    const sizes = (of: (one: ComponentReport) => number) =>
      Float64Array.from(components, (one) => Math.abs(of(one)));
    const told = sizes(({ attribution }) => attribution!.value);
    const own = sizes(({ noising }) => noising!.logitDifference!.value);
    expect(attributionCheck).toMatchObject({ components: 15, pairs: 8 });
    expect(attributionCheck!.correlation).toBeCloseTo(rankCorrelation(told, own)!, 5);
  });
  test('readers see which number is which', async () => {
    const report = await both;
    const text = reportText(report, { width: 100 }).replaceAll(/\s+/g, ' ');
    expect(text).toContain('greatest effects by integrated attribution: ');
    expect(text).toContain('with the exact effects of 15 components on 8 pairs');
    expect(text).toContain('What integrated attribution (5 steps) says');
    const [header, row] = reportCsv(report)
      .split('\r\n')
      .map((line) => line.split(','));
    const { attribution } = sectionIn(report).components[0];
    expect(Number(row[header.indexOf('attribution')])).toBeCloseTo(attribution!.value, 4);
    const { nodes } = JSON.parse(eapIgJson(sectionIn(report)));
    expect(nodes['a0.h0'].score).toBe(-attribution!.value);
  });
});

test('what was not measured is empty, not 0', async () => {
  const report = await found({ effects: 'attribution' });
  expect(readReport(reportJson(report))?.kind).toBe('circuit');
  const [header, ...rows] = reportCsv(report)
    .split('\r\n')
    .map((line) => line.split(','));
  const at = header.indexOf('noising KL');
  expect(new Set(rows.slice(0, -1).map((row) => row[at]))).toEqual(new Set(['']));
  expect(reportText(report, { width: 100 })).not.toContain('exact 0.00');
});

test('it costs fewer interchanges', async () => {
  const [few, many] = [await found({ effects: 'attribution' }), await found({})];
  expect(few.provenance.interchanges).toBeLessThan(many.provenance.interchanges);
});

describe('the same numbers', () => {
  const asked = { effects: 'attribution-ig' } as const;
  const whole = found(asked);
  test('with the same seed', async () => {
    expect(numbersOf(await found(asked))).toBe(numbersOf(await whole));
  });
  test('with little memory', async () => {
    expect(numbersOf(await found({ ...asked, memory: 420 }))).toBe(numbersOf(await whole));
  });
  test('from what is kept, a damaged entry aside', async () => {
    const store = memoryStore();
    await found(asked, store);
    const key = store.written.find((each) => each.startsWith('attribution'))!;
    const written = store.written.length;
    expect(numbersOf(await found(asked, store))).toBe(numbersOf(await whole));
    expect(store.written.length).toBe(written);
    store.entries.set(key, Uint8Array.of(1, 2, 3));
    expect(numbersOf(await found(asked, store))).toBe(numbersOf(await whole));
    expect(store.written.length).toBe(written + 1);
  });
});

test.each([
  ['mean', { effects: 'attribution', ablation: 'mean' }, 'the ablation is mean'],
  ['zero', { effects: 'attribution-ig', ablation: 'zero' }, 'the ablation is zero'],
  ['KL at the prompt', { effects: 'attribution', metric: 'KL' }, 'its slope is 0'],
] as const)('refused: %s', async (_, asked, says) => {
  await expect(found(asked)).rejects.toThrow(says);
});
