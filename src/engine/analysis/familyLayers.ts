// The published distances of two families' models, beside the profile distance that decides: by what they carry where
// the answer is read, all blocks side by side, so that models of different depth are compared too.
import type { FamilyScore } from '../../protocol/families.ts';
import { familiesBy } from '../congruity/familyProfiles.ts';
import { type Job, subJob } from '../core/job.ts';
import { bytesOfPrompts, eachLayer, type PromptOfRows } from '../forward/layerRows.ts';
import { networkOf } from '../forward/transformer.ts';
import type { Measure } from '../measures/measure.ts';
import { measureNamed } from '../measures/measures.ts';
import { type Representation, representationOf, varies } from '../measures/representation.ts';
import { nothing } from '../task/partSet.ts';
import { plainScore, type ScoreOptions, type Tried } from './families.ts';
import { differentPrompts } from './layers.ts';
import { MB, planMemory } from './memory.ts';
import { type Candidate, identity } from './modelRun.ts';
import { tokenSubject } from './models.ts';
import { onPlace } from './onPlace.ts';
import { each, type Run, titled } from './run.ts';
import type { Study } from './study.ts';

/** The published distances and the prompts that they are taken on at most: what two models cost grows with their cube. */
const published = [
  { distance: 'ridge', most: 64 },
  { distance: 'contraction', most: 16 },
  { distance: 'cka', most: 64 },
] as const;
const fewestPrompts = 16;

type Families = readonly [readonly Candidate[], readonly Candidate[]];

/** [] where prompts are too few to compare anything by, or a family has no model. */
export async function representationScores(
  job: Job,
  run: Run,
  study: Study,
  families: Families,
  tried: Tried,
  options: ScoreOptions,
): Promise<FamilyScore[]> {
  if (families.some(({ length }) => length === 0)) return [];
  const all = families.flat();
  const sizes = [families[0].length, families[1].length] as const;
  const found = await publishedDistances(subJob(job, 0, 0.9), run, all, differentPrompts(study));
  return each(subJob(job, 0.9, 1), found, (part, { distance, prompts, apart }) => {
    const sample = familiesBy([...all.keys()], sizes, (a, b) => apart[a * all.length + b]);
    return plainScore(part, { distance, prompts }, sample, tried, options);
  });
}

export type Published = Pick<FamilyScore, 'distance' | 'prompts'> & {
  readonly apart: Float64Array; // [models, models]
};

/** Of every two models, on the first of the pairs; [] where they are too few, and without those by which a model does not vary. */
export async function publishedDistances(
  job: Job,
  run: Run,
  models: readonly Candidate[],
  pairs: readonly number[],
  wanted: (distance: Published['distance']) => boolean = () => true,
): Promise<Published[]> {
  if (pairs.length < fewestPrompts) return [];
  const shown = pairs.slice(0, Math.max(...published.map(({ most }) => most)));
  const carried = await each(subJob(job, 0, 0.3), models, (part, candidate) =>
    carriedBy(part, run, candidate, shown),
  );
  const asked = published.filter(({ distance }) => wanted(distance));
  const all = await each(subJob(job, 0.3, 1), asked, async (part, { distance, most }) => {
    const prompts = Math.min(most, shown.length);
    const firsts = carried.map((rows) => representationOf(firstRows(rows, prompts), prompts));
    if (!firsts.every(varies)) return [];
    return [{ distance, prompts, apart: await apartBy(part, measureNamed(distance), firsts) }];
  });
  return all.flat();
}

/** What a model carries at some prompts. */
type Carried = { readonly rows: Float64Array; readonly width: number };

const firstRows = ({ rows, width }: Carried, n: number) => rows.subarray(0, n * width);

/** What a model carries at the answer after each block, one block beside the other: [pairs, blocks x d]. */
async function carriedBy(
  job: Job,
  run: Run,
  candidate: Candidate,
  pairs: readonly number[],
): Promise<Carried> {
  const layers = await layersOf(titled(job, candidate.subject.name), run, candidate, pairs);
  return sideBySide(layers, pairs.length);
}

/** What a model carries at the answer after each block: [blocks], [pairs, d] each. */
export async function layersOf(
  job: Job,
  { ports, memory }: Pick<Run, 'ports' | 'memory'>,
  { subject, tokens }: Candidate,
  pairs: readonly number[],
): Promise<Float32Array[]> {
  const network = networkOf(tokenSubject(subject, 'a map of layers').model);
  const prompts = pairs.map((pair): PromptOfRows => {
    return { input: tokens.input(pair, nothing), spans: tokens.regions(pair) };
  });
  const bytes = bytesOfPrompts(network, prompts);
  const room = planMemory(network, { largest: bytes, all: bytes }, memory * MB);
  const key = JSON.stringify(identity(subject));
  return onPlace(ports, async () => {
    const forward = await subject.ready.forward(ports, key, network, room.weightBytes);
    const layers: Float32Array[] = [];
    await eachLayer(job, forward, prompts, 'answer', async (_, rows) => {
      layers.push(rows);
    });
    forward.allow(room.restBytes);
    return layers;
  });
}

function sideBySide(layers: readonly Float32Array[], n: number): Carried {
  const widths = layers.map(({ length }) => length / n);
  const width = widths.reduce((sum, each) => sum + each, 0);
  const rows = new Float64Array(n * width);
  let at = 0;
  for (const [l, layer] of layers.entries()) {
    for (let i = 0; i < n; i++) {
      rows.set(layer.subarray(i * widths[l], (i + 1) * widths[l]), i * width + at);
    }
    at += widths[l];
  }
  return { rows, width };
}

/** Of every two: [models, models]. */
async function apartBy(
  job: Job,
  measure: Measure,
  models: readonly Representation[],
): Promise<Float64Array> {
  const prepared = models.map((one) => measure.prepare(one));
  const n = prepared.length;
  const apart = new Float64Array(n * n);
  for (let a = 0; a < n; a++) {
    job.progress(a / n, `${measure.title} of every two`);
    for (let b = 0; b < a; b++) {
      await job.pause();
      const found = measure.compare(prepared[a], prepared[b]);
      // A likeness of equals is 1 but for rounding, and may be above.
      apart[a * n + b] = measure.direction === 'distance' ? found : Math.max(0, 1 - found);
      apart[b * n + a] = apart[a * n + b];
    }
  }
  return apart;
}
