// What places of a model have in the mean by the values of parts, from the store where it was computed before.
import { decodeSafetensors, encodeSafetensors } from '../checkpoint/encodeSafetensors.ts';
import { EngineError } from '../core/error.ts';
import type { Job } from '../core/job.ts';
import type { Ports } from '../core/ports.ts';
import type { Tensor } from '../core/tensor.ts';
import { mostBytes } from '../forward/blocks.ts';
import { classMeans, type PartsAt, type ValueMeans } from '../forward/classMeans.ts';
import { siteKey } from '../forward/plan.ts';
import { runnableNetwork } from '../forward/runnable.ts';
import { MB, planMemory } from './memory.ts';
import type { ModelRun } from './modelRun.ts';
import { onPlace } from './onPlace.ts';
import { digestOf, digestWithRuntime, kept } from './remember.ts';

/** What each place has by the values of its parts. */
export async function rememberedMeans(
  ...asked: Parameters<typeof meansAt>
): Promise<readonly ValueMeans[]> {
  const [, ports] = asked;
  return onPlace(ports, () => meansAt(...asked));
}

async function meansAt(
  job: Job,
  ports: Ports,
  run: ModelRun,
  places: readonly PartsAt[],
): Promise<readonly ValueMeans[]> {
  if (places.length === 0) return [];
  const { trial, depends } = run;
  const pairs = Array.from({ length: trial.pairs }, (_, i) => trial.identity(i));
  const asked = places.map(({ site, parts }) => [siteKey(site), parts]);
  const digest = await digestWithRuntime(ports, [depends, 'class means', asked, pairs]);
  const key = `means-${digestOf(ports, digest)}`;
  const known = await kept(ports, key, (bytes) => decoded(bytes, places));
  if (known) return known;
  const forward = await readyFor(job, ports, run);
  const made = await classMeans(job, forward, trial, places);
  await ports.store.put(key, encoded(made));
  return made;
}

/** The model, with room for so many bytes beside its weights. */
export async function readyFor(
  job: Job,
  ports: Ports,
  { model, ready, depends, memory }: ModelRun,
  bytes = mostBytes,
) {
  const network = runnableNetwork(model);
  const room = planMemory(network, { largest: bytes, all: bytes }, memory * MB);
  job.progress(0, 'getting the model ready');
  return ready.forward(ports, JSON.stringify(depends), network, room.weightBytes);
}

function encoded(made: readonly ValueMeans[]): Uint8Array {
  const tensors = made.flatMap((of, p): [string, Tensor][] => {
    const { width, values, means, counts, prompts, squares } = of;
    const V = values.reduce((sum, each) => sum + each, 0);
    return [
      [`values ${p}`, { dims: [values.length], data: Int32Array.from(values) }],
      [`means ${p}`, { dims: [V, width], data: means }],
      [`counts ${p}`, { dims: [V, V], data: counts }],
      [`prompts ${p}`, { dims: [1], data: Int32Array.of(prompts) }],
      [`squares ${p}`, { dims: [1], data: Float32Array.of(squares) }],
    ];
  });
  return encodeSafetensors(new Map(tensors));
}

/** Throws EngineError where the bytes are not of these places. */
function decoded(bytes: Uint8Array, places: readonly PartsAt[]): ValueMeans[] {
  const { tensors } = decodeSafetensors(bytes);
  return places.map(({ parts }, p) => {
    const names = ['values', 'means', 'counts', 'prompts', 'squares'];
    const [values, means, counts, prompts, squares] = names.map((name) =>
      tensors.get(`${name} ${p}`),
    );
    const isWhole =
      values?.data instanceof Int32Array &&
      means?.data instanceof Float32Array &&
      counts?.data instanceof Int32Array &&
      prompts !== undefined &&
      squares !== undefined &&
      values.data.length === parts.length;
    if (!isWhole) throw new EngineError('file-format', `the stored means lack those of place ${p}`);
    return {
      width: means.dims[1],
      values: [...values.data],
      means: means.data,
      counts: counts.data,
      prompts: prompts.data[0],
      squares: squares.data[0],
    };
  });
}
