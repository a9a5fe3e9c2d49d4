// Whether a real GGUF file gives transformers' logits over the same dequantised weights. Those are kept
// (test/fixture/gguf/realLogits.json, made by test/fixture/make/ggufLogits.py): it need not be installed.
import { readFileSync } from 'node:fs';
import { openCheckpoint } from '../../src/engine/checkpoint/open.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import { modelOf } from '../../src/engine/family/model.ts';
import { Forward } from '../../src/engine/forward/forward.ts';
import { readWidth } from '../../src/engine/forward/network.ts';
import { networkOf } from '../../src/engine/forward/transformer.ts';
import { nodeFiles } from '../../src/platform/files.ts';
import { openRuntime } from '../../src/platform/runtime.ts';
import { sha256 } from '../../src/platform/sha256.ts';

type Golden = {
  readonly ids: readonly number[];
  readonly tokens: readonly number[];
  /** After the last of the ids, of these tokens. */
  readonly logits: readonly number[];
};

export type LogitsTold = {
  readonly prompts: number;
  /** The largest difference of a logit. */
  readonly furthest: number;
};

/** All weights of the largest of these models stay in memory. */
const weightBudget = 4 * 2 ** 30;

/** `name` is the model's in realLogits.json; undefined where transformers was not asked of it. */
export async function logitsAgainstTransformers(
  name: string,
  path: string,
): Promise<LogitsTold | undefined> {
  // From the checkout's root, where programs run.
  const kept = JSON.parse(readFileSync('test/fixture/gguf/realLogits.json', 'utf8'));
  const goldens: readonly Golden[] | undefined = kept.models[name];
  if (!goldens) return undefined;
  const runtime = await openRuntime({ threads: 1, prefer: 'native' });
  const checkpoint = await openCheckpoint(nodeFiles(), sha256, path);
  const forward = new Forward(networkOf(modelOf(checkpoint)), runtime, weightBudget);
  try {
    let furthest = 0;
    for (const { ids, tokens, logits } of goldens) {
      const found = await lastLogits(forward, Int32Array.from(ids), Int32Array.from(tokens));
      for (const [i, wanted] of logits.entries()) {
        furthest = Math.max(furthest, Math.abs(found[i] - wanted));
      }
    }
    return { prompts: goldens.length, furthest };
  } finally {
    await forward.release();
    await checkpoint.close();
  }
}

/** After the last token, of these tokens: stage by stage, for a whole vocabulary at each position is too much. */
async function lastLogits(forward: Forward, values: Int32Array, tokens: Int32Array) {
  const { network } = forward;
  const T = values.length;
  let states: Record<string, Float32Array> = {
    x: await network.embed(quietJob, [{ values, readAt: T - 1 }], T),
  };
  for (const stage of network.stages) {
    const call = { states, batch: 1, queries: T, start: 0 };
    const made = await forward.step(quietJob, [stage], call);
    for (const slot of Object.keys(stage.gives)) states = { ...states, [slot]: made[slot].data };
  }
  const last = states.x.slice((T - 1) * readWidth(network));
  return (await forward.read(quietJob, last, 'answerLogits', tokens)).data;
}
