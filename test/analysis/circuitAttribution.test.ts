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
import { folderOf } from '../support/checkpoints.ts';
import { editedFolder } from '../support/models.ts';
import { sample } from '../support/samples.ts';
import { faultsOf } from '../support/schema.ts';
import { share } from '../support/share.ts';
import { memoryStore, testPorts } from '../support/stores.ts';

type Asked = Partial<CircuitRequest> & { readonly memory?: number };

const usual = { a: sample('ab-gpt2'), task: sample('task.json'), memory: 1000 };

function foundAfresh(asked: Asked, store = memoryStore()) {
  return circuit(quietJob, testPorts(store), { pairs: 16, resamples: 200, ...usual, ...asked });
}

const known = new Map<string, Promise<CircuitReport>>();

/** What was found once serves every test that is not about finding it again. */
function found(asked: Asked): Promise<CircuitReport> {
  const key = JSON.stringify({ ...usual, ...asked });
  const report = known.get(key) ?? foundAfresh(asked);
  known.set(key, report);
  return report;
}

function sectionIn(report: CircuitReport): CircuitSection {
  return sectionOf(report, 'circuit')!;
}

function numbersOf(report: CircuitReport): string {
  return reportJson({ ...report, timings: { seconds: 0, steps: [] } });
}

const names = ['ab-gpt2', 'ab-llama'] as const;

describe.each(share(names, 1))('%s', (name) => {
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

describe('edges', () => {
  const asked = { effects: 'attribution', edges: true } as const;
  const whole = found(asked);

  test("a writer's are together what its own attribution is; what is not read has none", async () => {
    const report = await whole;
    expect(faultsOf(JSON.parse(reportJson(report)))).toEqual([]);
    const { edges, components } = sectionIn(report);
    const { writers, readers, scores } = edges!;
    expect([writers.length, readers.length]).toEqual([16, 3 * 13 + 1]);
    for (const [u, writer] of writers.slice(1).entries()) {
      const own = components.find(({ layer, head }) => {
        return writer === (head === null ? `m${layer}` : `a${layer}.h${head}`);
      })!;
      const sum = scores[u + 1].reduce<number>((total, score) => total + (score ?? 0), 0);
      expect(sum).toBeCloseTo(own.attribution!.value, 4);
    }
    const at = (from: string, to: string) => scores[writers.indexOf(from)][readers.indexOf(to)];
    expect(at('m0', 'a0.h1<q>')).toBeNull();
    expect(at('a0.h1', 'm0')).not.toBeNull();
    expect(at('m2', 'logits')).not.toBeNull();
  });
  test('are what is exported, those of the circuit in it, which is read again', async () => {
    const section = sectionIn(await whole);
    const { edges } = JSON.parse(eapIgJson(section));
    const { writers, readers, scores } = section.edges!;
    expect(edges['m1->a2.h0<k>'].score).toBe(
      -scores[writers.indexOf('m1')][readers.indexOf('a2.h0<k>')]!,
    );
    expect(Object.keys(edges)).toHaveLength(scores.flat().filter((score) => score !== null).length);
    const folder = folderOf({ 'edges.json': eapIgJson(section) });
    const again = sectionIn(await found({ circuit: `${folder}/edges.json` }));
    const chosen = ({ components }: CircuitSection) => components.map(({ isChosen }) => isChosen);
    expect(chosen(again)).toEqual(chosen(section));
  });
  test('come from the store the same', async () => {
    const store = memoryStore();
    const first = numbersOf(await foundAfresh(asked, store));
    const written = store.written.length;
    expect(numbersOf(await foundAfresh(asked, store))).toBe(first);
    expect(store.written.length).toBe(written);
    expect(first).toBe(numbersOf(await whole));
  });
  test('are refused where heads share keys and values, before anything is run', async () => {
    const a = editedFolder(sample('ab-llama'), {
      config: { num_key_value_heads: 2 },
      tensors: (tensors) => {
        for (const [name, { dims, data }] of tensors) {
          if (!/[kv]_proj/.test(name)) continue;
          const half = Float32Array.from(data.subarray(0, data.length / 2), Number);
          tensors.set(name, { dims: [dims[0] / 2, dims[1]], data: half });
        }
      },
    });
    await expect(found({ ...asked, a })).rejects.toThrow('4 heads share the keys and values of 2');
  });
  test('are refused in the order of interchanges', async () => {
    await expect(found({ edges: true })).rejects.toThrow('edges are scored by attribution');
  });
});

test('it costs fewer interchanges', async () => {
  const [few, many] = [await found({ effects: 'attribution' }), await found({})];
  expect(few.provenance.interchanges).toBeLessThan(many.provenance.interchanges);
});

describe('the same numbers', () => {
  const asked = { effects: 'attribution-ig' } as const;
  const whole = found(asked);
  test('with the same seed', async () => {
    expect(numbersOf(await foundAfresh(asked))).toBe(numbersOf(await whole));
  });
  test('with little memory', async () => {
    expect(numbersOf(await foundAfresh({ ...asked, memory: 420 }))).toBe(numbersOf(await whole));
  });
  test('from what is kept, a damaged entry aside', async () => {
    const store = memoryStore();
    await foundAfresh(asked, store);
    const key = store.written.find((each) => each.startsWith('attribution'))!;
    const written = store.written.length;
    expect(numbersOf(await foundAfresh(asked, store))).toBe(numbersOf(await whole));
    expect(store.written.length).toBe(written);
    store.entries.set(key, Uint8Array.of(1, 2, 3));
    expect(numbersOf(await foundAfresh(asked, store))).toBe(numbersOf(await whole));
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
