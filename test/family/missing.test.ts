// What is said of a weight that is not there, where something else stands in its place.
import { expect, test } from 'vitest';
import { modelOf } from '../../src/engine/family/model.ts';
import { edited } from '../support/models.ts';

const WEIGHT = 'h.0.mlp.c_fc.weight';

test.each<[what: string, parts: readonly string[], said: string]>([
  ['prune', ['weight_orig', 'weight_mask'], 'pruned by torch.nn.utils.prune'],
  ['weight_norm', ['weight_g', 'weight_v'], 'kept by weight_norm'],
  ['spectral_norm', ['weight_orig', 'weight_u', 'weight_v'], 'kept by spectral_norm'],
  ['weight_norm of 2023', ['parametrizations.weight.original0'], 'made by a parametrization'],
  ['a parametrization', ['parametrizations.weight.original'], 'made by a parametrization'],
  ['nothing', [], 'weight is missing'],
])('%s', async (_, parts, said) => {
  const checkpoint = await edited('gpt2', {
    tensors: (tensors) => {
      const name = [...tensors.keys()].find((each) => each.endsWith(WEIGHT))!;
      const tensor = tensors.get(name)!;
      tensors.delete(name);
      for (const part of parts) tensors.set(name.replace(/weight$/, part), tensor);
    },
  });
  expect(() => modelOf(checkpoint)).toThrow(said);
});
