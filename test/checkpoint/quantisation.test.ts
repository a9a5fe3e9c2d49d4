// Quantised weights are named by what quantised them, from config.json or from the tensors' names.
import { expect, test } from 'vitest';
import type { JsonObject } from '../../src/engine/checkpoint/checkpoint.ts';
import { quantisationOf } from '../../src/engine/checkpoint/quantisation.ts';
import { modelOf } from '../../src/engine/family/model.ts';
import { folderOf, opened, safetensorsBytes } from '../support/checkpoints.ts';

const layer = 'model.layers.0.self_attn.q_proj';
const rows: readonly (readonly [JsonObject | undefined, readonly string[], string | undefined])[] =
  [
    [{ quant_method: 'gptq', bits: 4 }, [`${layer}.qweight`], 'GPTQ (4 bits)'],
    [{ quant_method: 'awq', bits: 4 }, [`${layer}.qweight`], 'AWQ (4 bits)'],
    [{ quant_method: 'bitsandbytes', load_in_8bit: true }, [], 'bitsandbytes (8 bits)'],
    [{ load_in_4bit: true }, [], 'bitsandbytes (4 bits)'],
    [{ quant_method: 'compressed-tensors' }, [], 'compressed-tensors'],
    [{ quant_method: 'fp8' }, [], 'FP8'],
    [{ quant_method: 'constructor' }, [], '"constructor"'],
    [{}, [], 'a method that quantization_config does not name'],
    [{ group_size: 64, bits: 4 }, [`${layer}.scales`, `${layer}.biases`], 'MLX'],
    [undefined, [`${layer}.weight`, `${layer}.scales`, `${layer}.biases`], 'MLX'],
    [{}, [`${layer}.qweight`, `${layer}.g_idx`], 'GPTQ'],
    [{ quant_method: 'bitsandbytes', load_in_4bit: false, load_in_8bit: false }, [], undefined],
    [{ quant_method: 'bitsandbytes', load_in_4bit: false }, [], 'bitsandbytes'],
    [undefined, [`${layer}.weight`, `${layer}.weight_scales`], 'FP8 or int8 and scales'],
    [undefined, [`${layer}.qweight`, `${layer}.qzeros`, `${layer}.g_idx`], 'GPTQ'],
    [undefined, [`${layer}.qweight`, `${layer}.qzeros`, `${layer}.scales`], 'GPTQ or AWQ'],
    [undefined, [`${layer}.weight`, `${layer}.SCB`], 'bitsandbytes (8 bits)'],
    [undefined, [`${layer}.weight`, `${layer}.weight.absmax`], 'bitsandbytes (4 bits)'],
    [undefined, [`${layer}.weight.quant_state.bitsandbytes__nf4`], 'bitsandbytes (4 bits)'],
    [undefined, [`${layer}.weight_packed`], 'compressed-tensors'],
    [undefined, [`${layer}.weight`, `${layer}.weight_scale_inv`], 'FP8 or int8 and scales'],
    [undefined, [`${layer}.weight`, `${layer}.weight_scale`], 'FP8 or int8 and scales'],
    [undefined, ['model.layers.0.mlp.experts.down_proj_blocks'], 'MXFP4'],
    [undefined, [`${layer}.weight`, `${layer}.bias`], undefined],
  ];
test.each(rows)('%j, %j: %s', (settings, names, expected) => {
  const config = settings && { quantization_config: settings };
  expect(quantisationOf(config, names)).toBe(expected);
});

test('such a model is refused by that name', async () => {
  const header = { [`${layer}.qweight`]: { dtype: 'I32', shape: [1], data_offsets: [0, 4] } };
  const checkpoint = await opened(
    folderOf({
      'model.safetensors': safetensorsBytes(header, 4),
      'config.json':
        '{"model_type": "llama", "quantization_config": {"quant_method": "gptq", "bits": 4}}',
    }),
  );
  expect(() => modelOf(checkpoint)).toThrow(
    'the weights are quantised with GPTQ (4 bits) (quantization_config of',
  );
});
