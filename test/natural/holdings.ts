// What each natural model holds, beside what it says of the strings on which the rules part.
import { profilesOf } from '../../src/engine/congruity/profiles.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import { rankCorrelation } from '../../src/engine/numeric/ranks.ts';
import { weakest } from '../../src/engine/signature/pairStatistics.ts';
import { variableSet } from '../../src/engine/task/partSet.ts';
import type { Measured } from '../truth/task.ts';
import { type Row, spread } from './judge.ts';
import { type Rule, ruleOf, rules, type Trained } from './models.ts';

/** Ranks of fewer say nothing. */
const fewest = 5;

type Held = {
  readonly trained: Trained;
  readonly rule: Rule;
  /** Of its profile: the largest entry, and that of {a, b}; and what no set explains where that is held best. */
  readonly most: number;
  readonly prefix: number;
  readonly unexplained: number | undefined;
  /** The most that is left unexplained at any site that matters. */
  readonly mostUnexplained: number;
};

/** By rule, by what was trained on, and by model. */
export async function holdings(
  models: readonly Measured[],
  byName: ReadonlyMap<string, Trained>,
): Promise<Row[]> {
  const held: Held[] = [];
  for (const model of models) held.push(await heldBy(model, byName.get(model.name)!));
  const mixes = [...new Set(held.map(({ trained }) => trained.mix))].sort();
  const trainedOn = (mix: string) => held.filter(({ trained }) => trained.mix === mix);
  const each = [...held].sort((x, y) => x.trained.part - y.trained.part);
  return [
    ...rules.flatMap((rule) => ofRule(rule, held)),
    together('all', held),
    ...mixes
      .filter((mix) => trainedOn(mix).length >= fewest)
      .map((mix) => together(mix, trainedOn(mix))),
    ...each.map(({ trained: { name, mix, part }, prefix }) => ({
      what: `${name} (${mix}), called balanced ${part.toFixed(3)}: {a, b}`,
      found: prefix.toFixed(2),
    })),
  ];
}

async function heldBy({ known: { sides } }: Measured, trained: Trained): Promise<Held> {
  const { profile, coordinates } = (await profilesOf(quietJob, [sides])).sides[0];
  const { unexplained, strength } = coordinates;
  const prefix = variableSet(0b11, sides.responses.readings);
  const entry = profile.find(({ set }) => set === prefix);
  return {
    trained,
    rule: ruleOf(trained)!,
    most: Math.max(0, ...profile.map(({ value }) => value)),
    prefix: entry?.value ?? 0,
    unexplained: entry?.site === undefined ? undefined : unexplained[entry.site],
    mostUnexplained: Math.max(0, ...unexplained.filter((_, s) => strength[s] >= weakest)),
  };
}

function ofRule(rule: Rule, all: readonly Held[]): Row[] {
  const held = all.filter((each) => each.rule === rule);
  const row = (what: string, of: (each: Held) => number | undefined): Row => {
    const values = held.flatMap((each) => of(each) ?? []);
    return { what: `${rule}, ${held.length} models: ${what}`, found: spread(values) };
  };
  return [
    row('largest entry', ({ most }) => most),
    row('{a, b}', ({ prefix }) => prefix),
    row('unexplained where that is held best', ({ unexplained }) => unexplained),
    row('unexplained at the worst site', ({ mostUnexplained }) => mostUnexplained),
  ];
}

/** Does {a, b} go with what is said where the rules part, among models that were trained on the same? */
function together(what: string, held: readonly Held[]): Row {
  const parts = Float64Array.from(held, ({ trained }) => trained.part);
  const found = rankCorrelation(
    Float64Array.from(held, ({ prefix }) => prefix),
    parts,
  );
  return {
    what: `strings ${what}, ${held.length} models: {a, b} and called balanced, ranks`,
    found: found?.toFixed(2) ?? 'none',
  };
}
