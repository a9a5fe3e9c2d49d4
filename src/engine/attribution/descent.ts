// Gradients on their way down: from what is read at the top to every state at every moment, a stage at a time.
import { firstNonFinite } from '../checkpoint/finite.ts';
import { EngineError } from '../core/error.ts';
import type { Job } from '../core/job.ts';
import type { FloatTensor } from '../core/tensor.ts';
import type { Forward } from '../forward/forward.ts';
import { gradient, gradientOf } from '../graph/gradient/gradient.ts';
import { outputOf, type Stage, slotsAt, stageGraph } from '../graph/stage.ts';
import type { Batch, States } from './ascent.ts';
import { atTheTop, type Metric } from './top.ts';

/** The gradients of the metric, summed over the batch, with respect to the states at a moment: those of `States`. */
export type Visit = (moment: number, gradients: States) => void | Promise<void>;

/** From the last moment to the first. Gives the metric of every prompt. [B] */
export async function descend(
  job: Job,
  forward: Forward,
  batch: Batch,
  moments: readonly States[],
  metric: Metric,
  visit: Visit,
): Promise<Float64Array> {
  const { stages } = forward.network;
  const { values, x } = await atTheTop(job, forward, batch, moments[stages.length].x, metric);
  let gradients: States = { x };
  await visit(stages.length, gradients);
  for (const [moment, stage] of [...stages.entries()].toReversed()) {
    await job.pause();
    gradients = await below(job, forward, batch, moments[moment], moment, gradients);
    for (const name of Object.keys(stage.takes)) checkFinite(forward, gradients[name]);
    await visit(moment, gradients);
  }
  return values;
}

/** What comes down to a stage's `wrt`, states or marks, from its `of`, outputs or marks, at these states. */
export async function pulled(
  job: Job,
  forward: Forward,
  stage: Stage,
  { inputs, length, lengths }: Batch,
  states: States,
  of: States,
  wrt: readonly string[],
): Promise<Record<string, Float32Array>> {
  const B = inputs.length;
  const names = Object.keys(of);
  const whole = { past: false, keep: false, readOut: false };
  const graph = () => gradient(stageGraph([stage], whole), names, wrt);
  const key = `gradient ${names} by ${wrt}: ${stage.content}`;
  const asState = (data: Float32Array): FloatTensor => {
    return { dims: [B, length, data.length / (B * length)], data };
  };
  const given = Object.entries(of).map(([name, g]) => [gradientOf(name), asState(g)] as const);
  const taken = Object.keys(stage.takes).map((name) => [name, asState(states[name])] as const);
  const placing = { batch: B, queries: length, start: 0, lengths };
  const all = { ...stage.inputs(placing), ...Object.fromEntries([...taken, ...given]) };
  const made = await forward.run(job, stage.group, { key, graph }, all, wrt.map(gradientOf));
  return Object.fromEntries(wrt.map((name) => [name, made[gradientOf(name)].data]));
}

/** What passes a stage by comes down as it is; what it takes gets what its outputs had. */
async function below(
  job: Job,
  forward: Forward,
  batch: Batch,
  states: States,
  moment: number,
  above: States,
): Promise<States> {
  const { stages } = forward.network;
  const stage = stages[moment];
  const of = Object.fromEntries(
    Object.keys(stage.gives).map((name) => [outputOf(name), above[name]] as const),
  );
  const wrt = Object.keys(stage.takes);
  const parts = await pulled(job, forward, stage, batch, states, of, wrt);
  const gradients = Object.keys(slotsAt(stages, moment)).map((name) => {
    const passed = name in stage.gives || stage.ends.includes(name) ? undefined : above[name];
    return [name, sum(parts[name], passed)] as const;
  });
  return Object.fromEntries(gradients);
}

function sum(a: Float32Array | undefined, b: Float32Array | undefined): Float32Array {
  if (a === undefined || b === undefined) return (a ?? b)!;
  return a.map((x, i) => x + b[i]);
}

function checkFinite({ network }: Forward, data: Float32Array): void {
  const bad = firstNonFinite(data);
  if (bad < 0) return;
  throw new EngineError('model-values', `a gradient of ${network.name} is ${data[bad]}`, {
    hint: 'Its weights are out of the range in which float32 can say how an answer changes.',
  });
}
