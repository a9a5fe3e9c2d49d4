// What is read of each layer against PyTorch's residual stream (test/fixture/checkpoints): at the answer, in the mean, at
// spans; with padding beside it and without.
import { expect, test } from 'vitest';
import { quietJob } from '../../src/engine/core/job.ts';
import type { Tensor } from '../../src/engine/core/tensor.ts';
import { eachLayer, type PromptOfRows, type RowsOf } from '../../src/engine/forward/layerRows.ts';
import type { Range } from '../../src/engine/task/task.ts';
import { opened } from '../support/checkpoints.ts';
import { fixture } from '../support/fixture.ts';
import { forwardOf } from '../support/models.ts';
import { readSafetensors } from '../support/safetensors.ts';

/** As of test/forward/golden.test.ts. */
const tolerance = 2e-5;

const families = ['gpt2', 'gpt_neox', 'llama', 'bert', 'gemma3_text'];
const readings: readonly RowsOf[] = ['answer', 'mean', 'all'];

test.each(families.flatMap((family) => readings.map((of) => [family, of] as const)))(
  '%s, %s',
  async (family, of) => {
    const golden = readSafetensors(fixture(`checkpoints/${family}/golden.safetensors`));
    const prompts = promptsOf(golden);
    const forward = await forwardOf(await opened(fixture(`checkpoints/${family}`)));
    const layers: Float32Array[] = [];
    await eachLayer(quietJob, forward, prompts, of, async (layer, rows) => {
      layers[layer] = rows;
    });
    expect(layers.length).toBe(forward.network.cuts.length - 1);
    for (const [l, rows] of layers.entries()) {
      const wanted = prompts.flatMap((prompt, b) =>
        rangesOf(prompt, of).flatMap((range) => [...meanOf(golden.get(`resid.${l}`)!, b, range)]),
      );
      expect(rows.length).toBe(wanted.length);
      const worst = rows.reduce((most, x, k) => Math.max(most, Math.abs(x - wanted[k])), 0);
      expect(worst).toBeLessThan(tolerance);
    }
  },
);

/** The golden's prompts without their padding, in two spans; read at the end. */
function promptsOf(golden: ReadonlyMap<string, Tensor>): PromptOfRows[] {
  const { dims, data } = golden.get('input_ids')!;
  const [B, T] = dims;
  const mask = golden.get('attention_mask')!.data;
  const found = Array.from({ length: B }, (_, b) => {
    const length = [...mask.subarray(b * T, (b + 1) * T)].reduce((sum, x) => sum + x, 0);
    const values = Int32Array.from(data.subarray(b * T, b * T + length));
    const spans: Range[] = [
      [0, 1],
      [1, length],
    ];
    return { input: { values, readAt: length - 1 }, spans };
  });
  expect(new Set(found.map(({ input }) => input.values.length)).size).toBeGreaterThan(1);
  return found;
}

function rangesOf({ input, spans }: PromptOfRows, of: RowsOf): readonly Range[] {
  const { readAt, values } = input;
  if (of === 'all') return spans;
  return of === 'mean' ? [[0, values.length]] : [[readAt, readAt + 1]];
}

function meanOf({ dims, data }: Tensor, b: number, [from, to]: Range): Float64Array {
  const [, T, d] = dims;
  const mean = new Float64Array(d);
  for (let t = from; t < to; t++) {
    for (let j = 0; j < d; j++) mean[j] += data[(b * T + t) * d + j] / (to - from);
  }
  return mean;
}
