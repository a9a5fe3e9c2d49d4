// Implementations that are made by patching: the network that comes of it says what the same components interchanged
// in the plain one say, at every start and over every past.
import { describe, expect, test } from 'vitest';
import { outsideOf } from '../../src/engine/analysis/circuitOutside.ts';
import { fleet } from '../../src/engine/analysis/fleet.ts';
import { drawnOf, implementationsOf } from '../../src/engine/analysis/implementations.ts';
import { baseAnswers, measured } from '../../src/engine/analysis/measure.ts';
import { tokenSubject } from '../../src/engine/analysis/models.ts';
import { PatchRuns } from '../../src/engine/analysis/patchRuns.ts';
import type { Run } from '../../src/engine/analysis/run.ts';
import { type Study, withStudy } from '../../src/engine/analysis/study.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import { componentsOf } from '../../src/engine/forward/components.ts';
import { networkOf } from '../../src/engine/forward/transformer.ts';
import { everything, nothing } from '../../src/engine/task/partSet.ts';
import type { Patching } from '../../src/protocol/families.ts';
import { sectionOf } from '../../src/protocol/sections.ts';
import { reportText } from '../../src/report/text.ts';
import { bytesOf } from '../support/reports.ts';
import { sample, shuffledSample } from '../support/samples.ts';
import { faultsOf } from '../support/schema.ts';
import { share } from '../support/share.ts';
import { testPorts } from '../support/stores.ts';

const run = { task: sample('task.json'), memory: 1000, pairs: 32, resamples: 100 };

const both = ['ab-gpt2', 'bc-llama'] as const;

describe.each(share(both, 1))('%s', (name) => {
  test.each(['zero', 'mean', 'resample'] as const)('one component, %s', async (ablation) => {
    await studied(name, async (study, own) => {
      const [candidate] = study.candidates;
      const { tokens, subject } = candidate;
      const components = componentsOf(
        networkOf(tokenSubject(subject, 'a test').model, 'heads and MLPs'),
      );
      const [one] = [components.length - 2];
      const outside = { components, circuit: [], outside: [one], interchanges: 0 };
      const drawn = await drawnOf(quietJob, own, candidate, outside, {
        count: 1,
        ablation,
        side: 0,
      });
      const made = await implementationsOf(quietJob, own, candidate, drawn, 1, () => true);
      expect(made.tried).toBe(2);
      const { logits } = await baseAnswers(quietJob, own.ports, made.accepted[1], own.memory);
      const pairs = [...Array(tokens.pairs).keys()];
      const runs = new PatchRuns(own.ports, candidate, own.memory, [nothing, everything], pairs);
      runs.look(components.map(({ site }) => site));
      const from = ablation === 'resample' ? everything : ablation;
      const patches = [[components[one].site]];
      const read = await runs.run(quietJob, pairs, { into: nothing, from, patches });
      const A = tokens.answers.length;
      const rows = ablation === 'resample' ? [drawn[0].source] : pairs; // elsewhere the donor is another
      for (const row of rows) {
        const [found, wanted] = [logits, read.logits].map((of) =>
          of.subarray(row * A, (row + 1) * A),
        );
        for (let a = 0; a < A; a++) expect(found[a]).toBeCloseTo(wanted[a], 3);
      }
    });
  });

  test('its interchanges are those of a network: nothing taken changes nothing, a whole cut is the source', async () => {
    await studied(name, async (study, own) => {
      const [candidate] = study.candidates;
      const outside = await outsideOf(quietJob, own, study, candidate, { ablation: 'resample' });
      expect(outside.outside.length).toBeGreaterThan(0);
      const asked = { count: 2, ablation: 'resample', side: 0 } as const;
      const drawn = await drawnOf(quietJob, own, candidate, outside, asked);
      const { accepted } = await implementationsOf(quietJob, own, candidate, drawn, 0.5);
      const all = [];
      for (const one of accepted) all.push(await measured(quietJob, own.ports, one, own.memory));
      for (const { noOp, wholeCut } of all) {
        expect(noOp).toBeLessThanOrEqual(1e-6);
        expect(wholeCut).toBeLessThanOrEqual(1e-6);
      }
      const answers = all.map(({ responses: { clean } }) => [...clean].join());
      expect(new Set(answers).size).toBe(accepted.length); // each is a network of its own
    });
  });
});

test('a model that does not solve the task has no circuit, and so nothing outside of it', async () => {
  await withStudy(quietJob, testPorts(), run, [shuffledSample('ab-gpt2')], async (study, own) => {
    const asked = outsideOf(quietJob, own, study, study.candidates[0], { ablation: 'resample' });
    await expect(asked).rejects.toThrow('there is nothing for a circuit to keep');
  });
});

describe('one checkpoint a side', async () => {
  const patching = { implementations: 3, strengths: [0.2, 0.5] };
  const models = [sample('ab-gpt2')];
  const against = [sample('ab-llama')];
  const report = await fleet(quietJob, testPorts(), { ...run, models, against, patching });
  const section = sectionOf(report, 'families')!;

  test('the verdict by the profile distance is told first, and which question the scores answer', () => {
    expect(section.between).toEqual([{ verdict: report.reason.verdicts[0].verdict, pairs: 1 }]);
    const text = reportText(report).replace(/\s+/g, ' ');
    expect(text).toContain('stay near that network');
    expect(text).toContain('taken from another prompt position by position'); // not span by span
    expect(text.indexOf('profile distance 0.0')).toBeLessThan(text.indexOf('congruity 0.'));
  });

  test('a curve of strengths, the profile distance first, each with what was tried and accepted', () => {
    expect(section.scores.map(({ distance, strength }) => [distance, strength])).toEqual([
      ...[0.2, 0.5].map((strength) => ['profile', strength]),
      ...[0.2, 0.5].flatMap((at) => ['ridge', 'contraction', 'cka'].map((by) => [by, at])),
    ]);
    for (const { tried, accepted } of section.scores) {
      expect(tried).toEqual([4, 4]); // with the checkpoint itself
      for (const side of [0, 1]) expect(accepted[side]).toBeLessThanOrEqual(tried[side]);
    }
    expect(section.patched!.ablation).toBe('resample');
    expect(faultsOf(JSON.parse(bytesOf(report)))).toEqual([]);
  });

  test('what circuits and implementations took is counted, beside what the verdict rests on', () => {
    const { reason, provenance } = report;
    const measuredOnes = section.scores.flatMap(({ distance, accepted }) =>
      distance === 'profile' ? accepted : [],
    );
    const each = reason.interchanges / 2; // of a model as it is, on all of the 32 pairs
    const implementations = measuredOnes.reduce((sum, accepted) => sum + accepted * each, 0);
    expect(provenance.interchanges).toBeGreaterThan(reason.interchanges + implementations);
  });

  test('the published score tells networks apart that compute alike', () => {
    for (const by of ['contraction', 'cka']) {
      const { score } = section.scores.find(({ distance }) => distance === by)!;
      expect(score!.congruity.value).toBeLessThan(0.05);
    }
    expect(section.between[0].verdict).not.toBe('different');
  });
});

test('one checkpoint on both sides: neither family is a copy of the other', async () => {
  const [models, against] = [[sample('ab-gpt2')], [sample('ab-gpt2')]];
  const patching = { implementations: 4, strengths: [1] };
  const report = await fleet(quietJob, testPorts(), { ...run, models, against, patching });
  for (const { distance, apart, accepted } of sectionOf(report, 'families')!.scores) {
    expect(Math.max(...accepted)).toBeGreaterThan(1);
    expect(apart.value, distance).toBeGreaterThan(1e-3);
  }
});

test.each<readonly [what: string, patching: Patching, against: readonly string[]]>([
  ['1 and 2', { implementations: 2 }, [sample('ab-llama'), sample('bc-llama')]],
  ['number of implementations is 0', { implementations: 0 }, [sample('ab-llama')]],
  ['number of implementations is 101', { implementations: 101 }, [sample('ab-llama')]],
  ['strength is 1.5', { implementations: 2, strengths: [0.5, 1.5] }, [sample('ab-llama')]],
  ['strength is none', { implementations: 2, strengths: [] }, [sample('ab-llama')]],
])('refused: %s', async (says, patching, against) => {
  const models = [sample('ab-gpt2')];
  await expect(fleet(quietJob, testPorts(), { ...run, models, against, patching })).rejects.toThrow(
    says,
  );
});

async function studied(
  name: 'ab-gpt2' | 'bc-llama',
  use: (study: Study, own: Run) => Promise<void>,
): Promise<void> {
  const path = sample(name);
  await withStudy(quietJob, testPorts(), run, [path], (study, own) => use(study, own));
}
