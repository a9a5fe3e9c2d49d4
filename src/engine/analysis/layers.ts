// Compares what two checkpoints carry after each of their blocks, by a measure of representations: a map of blocks
// against blocks with what chance gives beside each number. It says nothing of how they compute: docs/measures.md.
import type { LayersRequest } from '../../protocol/engineService.ts';
import type { LayersReport } from '../../protocol/report.ts';
import { EngineError } from '../core/error.ts';
import { type Job, subJob } from '../core/job.ts';
import type { Ports } from '../core/ports.ts';
import { random, shuffled } from '../core/random.ts';
import {
  bytesOfPrompts,
  eachLayer,
  layersOf,
  type PromptOfRows,
  type RowsOf,
} from '../forward/layerRows.ts';
import { type Network, readWidth } from '../forward/network.ts';
import type { Products } from '../forward/products.ts';
import { networkOf } from '../forward/transformer.ts';
import { type Layers, layerMap } from '../measures/layerMap.ts';
import type { Measure } from '../measures/measure.ts';
import { measureNamed } from '../measures/measures.ts';
import { centred, type Representation, varies } from '../measures/representation.ts';
import { nothing } from '../task/partSet.ts';
import { finiteReport } from './finiteReport.ts';
import { type Asked, layersReport } from './layersReport.ts';
import { MB, type MemoryPlan, memoryNote, planMemory } from './memory.ts';
import { type Candidate, identity } from './modelRun.ts';
import { type Subject, tokenSubject } from './models.ts';
import { onPlace, placedProducts } from './onPlace.ts';
import { each, type Run, titled } from './run.ts';
import type { Budgeted } from './settings.ts';
import type { Stopwatch } from './stopwatch.ts';
import { type Study, withStudy } from './study.ts';

/**
 * Rows that are compared unless a number of pairs is asked for: by what a pair of layers costs, so that a map of 12 x 12
 * takes seconds, or a few minutes.
 */
export const usualRows: Readonly<Record<Measure['cost'], number>> = {
  square: 2048,
  cube: 96,
  iterated: 48,
};
const usualPermutations: Readonly<Record<Measure['cost'], number>> = {
  square: 99,
  cube: 19,
  iterated: 0,
};
/** Fewer say nothing: ten neighbours, two rows held out, a spectrum. */
const fewestPrompts = 16;

export async function layers(
  job: Job,
  ports: Ports,
  request: Budgeted<LayersRequest>,
): Promise<LayersReport> {
  const measure = measureNamed(request.measure ?? 'cka');
  const use = async (study: Study, run: Run, clock: Stopwatch) => {
    const asked = whatOf(study, measure, request);
    const sides = study.candidates.map((candidate) => sideOf(candidate, asked, run.memory));
    ports.note(memoryNote(Math.max(...sides.map(({ room }) => room.estimate)), run.memory));
    const products = placedProducts(run.ports);
    try {
      const [a, b] = await each(subJob(job, 0.06, 0.6), sides, (part, side) =>
        layersBy(part, run.ports, side, asked, products),
      );
      clock.lap('prompts');
      const { rowsEach, permutations } = asked;
      const chance = { prompts: asked.prompts.length, rowsEach, permutations, seed: study.seed };
      const pairs = await layerMap(subJob(job, 0.6, 1), measure, a, b, chance, products.of);
      clock.lap('similarity');
      return finiteReport(layersReport(study, { ...asked, pairs }, clock.timings()));
    } finally {
      await products.release();
    }
  };
  return withStudy(job, ports, request, [request.a, request.b], use, undefined, () => undefined);
}

/** Prompts are permuted by shifting them round: one less than there are prompts. */
function permutationsOf(asked: number | undefined, { cost }: Measure, prompts: number): number {
  const most = prompts - 1;
  const permutations = asked ?? Math.min(most, usualPermutations[cost]);
  if (Number.isInteger(permutations) && permutations >= 0 && permutations <= most) {
    return permutations;
  }
  throw new EngineError(
    'task-invalid',
    `the number of permutations is ${permutations}, allowed is a whole number from 0 to ${most} on ${prompts} prompts`,
  );
}

function checkPosition(position: string): void {
  const known: readonly string[] = ['answer', 'mean', 'all'] satisfies RowsOf[];
  if (known.includes(position)) return;
  const message = `the position is ${JSON.stringify(position)}, allowed are ${known.join(', ')}`;
  throw new EngineError('task-invalid', message);
}

/** The base prompts, each once (one that comes again is no further evidence), in random order; by pair. */
export function differentPrompts(study: Pick<Study, 'candidates' | 'pairs' | 'seed'>): number[] {
  return shuffled(promptsOnce(study), random(`order of prompts ${study.seed}`));
}

/** In the order of the pairs. */
export function promptsOnce({ candidates, pairs }: Pick<Study, 'candidates' | 'pairs'>): number[] {
  const seen = new Set<string>();
  return [...Array(pairs).keys()].filter((pair) => {
    const key = candidates.map(({ tokens }) => `${tokens.input(pair, nothing).values}`).join(' | ');
    const isNew = !seen.has(key);
    seen.add(key);
    return isNew;
  });
}

function whatOf(
  study: Study,
  measure: Measure,
  { position = 'answer', permutations }: LayersRequest,
): Asked {
  checkPosition(position);
  const { task, settings } = study;
  const rowsEach = position === 'all' ? task.spans.length : 1;
  const different = differentPrompts(study);
  const most =
    settings.pairs === undefined
      ? Math.max(fewestPrompts, Math.floor(usualRows[measure.cost] / rowsEach))
      : different.length;
  const prompts = different.slice(0, most);
  if (prompts.length < fewestPrompts) {
    const found = `${prompts.length} different prompts, a comparison of layers takes ${fewestPrompts}`;
    throw new EngineError('task-invalid', `the task ${JSON.stringify(task.name)} gives ${found}`, {
      hint: 'Ask for more pairs, or use a task whose variables have more values.',
    });
  }
  const permuted = permutationsOf(permutations, measure, prompts.length);
  return {
    ...{ measure, position, prompts, rowsEach },
    ...{ different: different.length, permutations: permuted },
  };
}

/** A model, its prompts and the memory that these take. */
type Side = {
  readonly subject: Subject;
  readonly network: Network;
  readonly prompts: readonly PromptOfRows[];
  readonly room: MemoryPlan;
};

/** Throws EngineError 'memory' where the prompts do not fit. */
function sideOf({ subject, tokens }: Candidate, asked: Asked, memory: number): Side {
  const network = networkOf(tokenSubject(subject, 'a map of layers').model);
  const prompts = asked.prompts.map((pair): PromptOfRows => {
    return { input: tokens.input(pair, nothing), spans: tokens.regions(pair) };
  });
  const bytes =
    bytesOfPrompts(network, prompts) + layersOf(network) * layerBytes(asked, readWidth(network));
  const what = `to compare ${prompts.length * asked.rowsEach} rows of ${prompts.length} prompts`;
  const room = planMemory(network, { largest: bytes, all: bytes }, memory * MB, what);
  return { subject, network, prompts, room };
}

/** What the measure makes of each layer of a model; undefined where it is the same for all prompts. */
async function layersBy(
  job: Job,
  ports: Ports,
  { subject, network, prompts, room }: Side,
  asked: Asked,
  products: Products,
): Promise<Layers> {
  const key = JSON.stringify(identity(subject));
  return onPlace(ports, async () => {
    const forward = await subject.ready.forward(ports, key, network, room.weightBytes);
    const prepared: unknown[] = [];
    const part = titled(job, subject.name);
    await eachLayer(part, forward, prompts, asked.position, async (layer, rows) => {
      await job.pause();
      prepared[layer] = await preparedBy(asked, rows, products);
    });
    forward.allow(room.restBytes);
    return prepared;
  });
}

export async function preparedBy(
  { measure, prompts, rowsEach }: Pick<Asked, 'measure' | 'prompts' | 'rowsEach'>,
  rows: Float32Array,
  products: Products,
): Promise<unknown> {
  const n = prompts.length * rowsEach;
  const { rows: around, along, mean } = centred(rows, n);
  const single = new Float32Array(around);
  const gram = await products.of(single, single, single.length / n);
  const kept = measure.needsRows ? single : undefined;
  const representation: Representation = { n, gram, along, mean, rows: kept };
  return varies(representation) ? measure.prepare(representation) : undefined;
}

/** What stays of a layer of either model and is made of it: matrices of n x n, in single precision or in double. */
function layerBytes({ measure, prompts, rowsEach }: Asked, width: number): number {
  const n = prompts.length * rowsEach;
  const rows = measure.needsRows ? 12 * n * width : 0;
  return (measure.cost === 'square' ? 12 : 64) * n * n + rows;
}
