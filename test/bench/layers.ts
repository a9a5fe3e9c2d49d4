// A layer map of two random models of 12 blocks of width 768 on 1,000 prompts: how long similarity takes once the prompts
// have run, and the peak memory of the whole.
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { layers, preparedBy } from '../../src/engine/analysis/layers.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import { random } from '../../src/engine/core/random.ts';
import { productsOn } from '../../src/engine/forward/products.ts';
import { layerMap } from '../../src/engine/measures/layerMap.ts';
import { measureNamed } from '../../src/engine/measures/measures.ts';
import { physicalCores } from '../../src/platform/memory.ts';
import { nodePorts } from '../../src/platform/ports.ts';
import { openRuntime } from '../../src/platform/runtime.ts';
import { task, words } from './compare.ts';
import type { Figure } from './figure.ts';
import { gpt2Small, writeWordTokenizer } from './randomModel.ts';

const [prompts, blocks, width] = [1000, gpt2Small.layers, gpt2Small.width];

/** Rows as the prompts would leave them: two models that share a part. */
export async function similarityFigure(): Promise<Figure> {
  const measure = measureNamed('cka');
  const products = await productsOn(await openRuntime({ threads: physicalCores() }));
  const asked = { measure, rowsEach: 1, prompts: [...Array(prompts).keys()] };
  const rows = [1, 2].map((model) => Array.from({ length: blocks }, (_, l) => rowsOf(model, l)));
  const begun = performance.now();
  const sides: unknown[][] = [];
  for (const side of rows) {
    const prepared: unknown[] = [];
    for (const layer of side) prepared.push(await preparedBy(asked, layer, products));
    sides.push(prepared);
  }
  const chance = { prompts, rowsEach: 1, permutations: 99, seed: 0 };
  await layerMap(quietJob, measure, sides[0], sides[1], chance, products.of);
  const seconds = (performance.now() - begun) / 1000;
  await products.release();
  return {
    what: `similarity of ${blocks} x ${blocks} layers, ${prompts} prompts, 99 permutations`,
    bar: '<= 2 s',
    found: `${seconds.toFixed(2)} s`,
    met: seconds <= 2,
  };
}

function rowsOf(model: number, layer: number): Float32Array {
  const [shared, own] = [random(layer), random(`${model} ${layer}`)];
  return Float32Array.from({ length: prompts * width }, () => shared.next() + own.next());
}

/** In a process of its own, which holds nothing else. */
export async function layersOnce(a: string, b: string) {
  for (const path of [a, b]) writeWordTokenizer(path, gpt2Small, words(0, 500));
  const folder = mkdtempSync(join(tmpdir(), 'congruity-bench-layers-'));
  const file = join(folder, 'bench.task.json');
  writeFileSync(file, JSON.stringify(task));
  const ports = nodePorts({ cache: false });
  const request = { a, b, task: file, pairs: prompts, memory: 6000 };
  const { timings } = await layers(quietJob, ports, request);
  rmSync(folder, { recursive: true });
  return {
    peak: process.resourceUsage().maxRSS * 1024,
    weights: statSync(join(a, 'model.safetensors')).size,
    steps: timings.steps,
  };
}

export function layersMemory({ peak, weights }: Awaited<ReturnType<typeof layersOnce>>): Figure {
  const more = peak - weights;
  return {
    what: `peak memory of a layer map of two models, ${prompts} prompts`,
    bar: '<= weights + 700 MB',
    found: `weights + ${(more / 1e6).toFixed(0)} MB`,
    met: more <= 700e6,
  };
}
