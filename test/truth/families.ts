// npm run truth -- families: congruity of families whose algorithm is known. Placements of one algorithm, random halves
// of one, architecture against architecture, and different algorithms; by the profile distance and by published ones.
import { join } from 'node:path';
import { publishedDistances } from '../../src/engine/analysis/familyLayers.ts';
import { gateOf } from '../../src/engine/analysis/gate.ts';
import { differentPrompts } from '../../src/engine/analysis/layers.ts';
import { baseAnswers, measured } from '../../src/engine/analysis/measure.ts';
import { withSubjects } from '../../src/engine/analysis/models.ts';
import { prepareTask } from '../../src/engine/analysis/prepare.ts';
import { settingsOf } from '../../src/engine/analysis/settings.ts';
import { familiesBy } from '../../src/engine/congruity/familyProfiles.ts';
import { profileDistance } from '../../src/engine/congruity/profileDistance.ts';
import { profilesOf, type Sides, sidesOf } from '../../src/engine/congruity/profiles.ts';
import { type Score, scoreOf } from '../../src/engine/congruity/score.ts';
import { passes } from '../../src/engine/congruity/verdict.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import type { Ports } from '../../src/engine/core/ports.ts';
import { random, shuffled } from '../../src/engine/core/random.ts';
import { algorithmOf, auroc } from './expected.ts';
import type { Line } from './judge.ts';
import { modelsIn } from './task.ts';

const memory = 4000; // MB
/** Random halves of each algorithm. */
const splits = 50;

/** Models of a task between which the contraction distance is taken: of twice as many it takes an hour. */
const mostContracted = 20;

/** Distances of every two models of a task. */
export type Distances = {
  readonly names: readonly string[];
  /** [models, models], by the name of the distance; the profile distance first. */
  readonly by: ReadonlyMap<string, Float64Array>;
};

export const familyKinds = ['placements', 'halves', 'architectures', 'different'] as const;

export type FamilyPair = {
  readonly kind: (typeof familyKinds)[number];
  readonly what: string;
  readonly families: readonly [readonly number[], readonly number[]];
};

export type Scored = FamilyPair & { readonly scores: ReadonlyMap<string, Score> };

/** Of all models that solve their task. Natural ones are left out: what they compute is not known. */
export async function distancesOf(ports: Ports, folder: string): Promise<Distances> {
  const names = modelsIn(folder).filter((name) => !/^(?:natural|unsolved)/.test(name));
  const paths = names.map((name) => join(folder, name));
  return withSubjects(quietJob, ports, paths, async (subjects) => {
    const settings = settingsOf({});
    const task = join(folder, 'task.json');
    const prepared = await prepareTask(quietJob, ports, task, subjects, settings);
    const sides: Sides[] = [];
    for (const candidate of prepared.candidates) {
      const { name } = candidate.subject;
      const said = await baseAnswers(quietJob, ports, candidate, memory);
      const gate = gateOf(name, candidate.tokens, said);
      if (!passes(gate)) throw new Error(`${name} does not solve its task`);
      sides.push(sidesOf((await measured(quietJob, ports, candidate, memory)).responses));
    }
    const run = { ports, memory, seed: prepared.seed };
    const pairs = differentPrompts(prepared);
    const isQuick = (distance: string) =>
      distance !== 'contraction' || names.length <= mostContracted;
    const found = await publishedDistances(quietJob, run, prepared.candidates, pairs, isQuick);
    const beside = found.map(({ distance, apart }) => [distance as string, apart] as const);
    return { names, by: new Map([['profile', await byProfile(sides)], ...beside]) };
  });
}

async function byProfile(models: readonly Sides[]): Promise<Float64Array> {
  const { sides } = await profilesOf(quietJob, models);
  const n = sides.length;
  return Float64Array.from({ length: n * n }, (_, k) => {
    const [a, b] = [sides[Math.floor(k / n)], sides[k % n]];
    return profileDistance(a.profile, b.profile).value;
  });
}

/** All that can be made of the models of a task. */
export function familyPairsOf(names: readonly string[]): FamilyPair[] {
  const where = (is: (name: string) => boolean) => [...names.keys()].filter((m) => is(names[m]));
  const algorithms = [...new Set(names.map(algorithmOf))];
  return algorithms.flatMap((algorithm, i) => {
    const own = where((name) => algorithmOf(name) === algorithm);
    const of = (is: (name: string) => boolean) => own.filter((m) => is(names[m]));
    const placed = of((name) => name.includes('-at-'));
    const plain = of((name) => !name.includes('-at-'));
    const [gpt2, llama] = ['gpt2', 'llama'].map((kind) => of((name) => name.includes(kind)));
    const pair = (
      kind: FamilyPair['kind'],
      what: string,
      a: readonly number[],
      b: readonly number[],
    ): FamilyPair[] => (a.length > 1 && b.length > 1 ? [{ kind, what, families: [a, b] }] : []);
    return [
      ...pair('placements', `${algorithm}, both placements`, plain, placed),
      ...halvesOf(own, algorithm).flatMap(([a, b]) => pair('halves', algorithm, a, b)),
      ...pair('architectures', `${algorithm}, gpt2 and llama`, gpt2, llama),
      ...algorithms.slice(i + 1).flatMap((other) => {
        const others = where((name) => algorithmOf(name) === other);
        return pair('different', `${algorithm} and ${other}`, own, others);
      }),
    ];
  });
}

function halvesOf(models: readonly number[], algorithm: string) {
  const rng = random(`halves of ${algorithm}`);
  return Array.from({ length: splits }, () => {
    const order = shuffled(models, rng);
    const half = Math.floor(order.length / 2);
    return [order.slice(0, half), order.slice(half)] as const;
  });
}

export function scored({ names, by }: Distances): Scored[] {
  const n = names.length;
  return familyPairsOf(names).map((pair) => {
    const [one, other] = pair.families;
    const scores = [...by].map(([distance, apart]) => {
      const sizes = [one.length, other.length] as const;
      const families = familiesBy([...one, ...other], sizes, (a, b) => apart[a * n + b]);
      return [distance, scoreOf(families)] as const;
    });
    return { ...pair, scores: new Map(scores) };
  });
}

/** The bars of the profile distance. */
export function familyLines(all: readonly Scored[]): Line[] {
  const of = (kind: FamilyPair['kind']) =>
    all.filter((one) => one.kind === kind).map(({ scores }) => scores.get('profile')!.congruity);
  const [placements, halves, , different] = familyKinds.map(of);
  const same = [...placements, ...halves];
  const area = auroc(different, same);
  const least = Math.min(...placements);
  const most = Math.max(...different);
  return [
    { what: 'placements of one algorithm, least (.8)', found: least.toFixed(3), met: least >= 0.8 },
    { what: 'random halves, mean (.65)', found: spreadText(halves), met: meanOf(halves) >= 0.65 },
    { what: 'different algorithms, most (.05)', found: most.toFixed(3), met: most <= 0.05 },
    { what: 'AUROC, same against different (1)', found: area.toFixed(4), met: area === 1 },
  ];
}

/** Rows of the document: a kind and a distance each. */
export function familyRows(task: string, all: readonly Scored[]): string[] {
  const distances = [...all[0].scores.keys()];
  return distances.map((distance) => {
    const scores = (kind: FamilyPair['kind']) =>
      all.filter((one) => one.kind === kind).map(({ scores: of }) => of.get(distance)!);
    const congruity = (kind: FamilyPair['kind']) => scores(kind).map((one) => one.congruity);
    const same = [...congruity('placements'), ...congruity('halves')];
    const cells = familyKinds.map((kind) => spreadText(congruity(kind)));
    const area = auroc(congruity('different'), same).toFixed(3);
    const separability = auroc(
      [...scores('placements'), ...scores('halves')].map((one) => one.separability),
      scores('different').map((one) => one.separability),
    ).toFixed(3);
    return `| ${[task, distance, ...cells, area, separability].join(' | ')} |`;
  });
}

/** "0.86 ± 0.10 (0.61 to 0.99) of 50". */
function spreadText(values: readonly number[]): string {
  if (values.length === 0) return 'none';
  const [low, high] = [Math.min(...values), Math.max(...values)].map((x) => x.toFixed(2));
  const square = values.reduce((sum, x) => sum + (x - meanOf(values)) ** 2, 0);
  const spread =
    values.length > 1 ? ` ± ${Math.sqrt(square / (values.length - 1)).toFixed(2)}` : '';
  return `${meanOf(values).toFixed(2)}${spread} (${low} to ${high}), n ${values.length}`;
}

const meanOf = (values: readonly number[]) => values.reduce((sum, x) => sum + x, 0) / values.length;
