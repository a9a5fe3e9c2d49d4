// Reports of two families for the page's gallery and tests: of checkpoints, and of implementations that are made.
import { familyVerdicts } from '../../src/engine/analysis/families.ts';
import type { FamilyScore, Resampled } from '../../src/protocol/families.ts';
import type { FleetReport } from '../../src/protocol/report.ts';
import { type FleetPair, sectionOf } from '../../src/protocol/sections.ts';
import { cannedFleet } from './cannedFleet.ts';

const around = (value: number, wide: number) => {
  return { low: Math.max(0, value - wide), high: Math.min(1, value + wide) };
};

const resampled = (value: number, isDrawn: boolean): Resampled => ({
  value,
  pairs: isDrawn ? around(value, 0.06) : null,
  implementations: around(value, 0.2),
});

function scoreOf(
  distance: FamilyScore['distance'],
  congruity: number,
  strength: number | null = null,
): FamilyScore {
  const isProfile = distance === 'profile';
  const of = (value: number) => ({ value, pairs: isProfile ? around(value, 0.03) : null });
  return {
    ...{ distance, strength, tried: [9, 9], accepted: [8, 9] },
    prompts: isProfile ? null : 64,
    score: {
      p: [resampled(1 - congruity / 2, isProfile), resampled(1 - congruity / 2, isProfile)],
      congruity: resampled(congruity, isProfile),
      separability: resampled(1 - congruity, isProfile),
      monteCarlo: { draws: 100, congruity: congruity * 0.94 },
    },
    kappa: [of(0.08), of(0.21)],
    effective: isProfile ? [1.2, 1.9] : null,
    apart: of(0.86),
    models: 0.83,
    bounds: isProfile ? { apartAtMost: 1.04, modelsAtMost: 0.94, isVacuous: [true, false] } : null,
  };
}

/** The first half of the names against the second. */
export function cannedFamilies(names: readonly string[]): FleetReport {
  const fleet = cannedFleet(names);
  const pairs: readonly FleetPair[] = sectionOf(fleet, 'fleet')!.pairs;
  const all = [...names.keys()];
  const half = Math.ceil(names.length / 2);
  const families = [all.slice(0, half), all.slice(half)] as const;
  const published = ['ridge', 'contraction', 'cka'] as const;
  const scores = [scoreOf('profile', 0.04), ...published.map((by, k) => scoreOf(by, 0.7 + k / 10))];
  const section = { kind: 'families', families, patched: null, scores } as const;
  return {
    ...fleet,
    sections: [{ ...section, ...familyVerdicts(pairs, families) }, ...fleet.sections],
  };
}

/** Two checkpoints, patched. */
export function cannedPatched(): FleetReport {
  const report = cannedFamilies(['ab-gpt2', 'ab-llama']);
  const strengths = [0.2, 0.5, 1];
  const scores = (['profile', 'ridge'] as const).flatMap((distance) =>
    strengths.map((strength, k) => scoreOf(distance, distance === 'ridge' ? 0 : 0.3 * k, strength)),
  );
  const patched = { ablation: 'resample', components: [15, 15], circuit: [12, 11] } as const;
  return {
    ...report,
    sections: report.sections.map((one) =>
      one.kind === 'families' ? { ...one, patched, scores } : one,
    ),
  };
}
