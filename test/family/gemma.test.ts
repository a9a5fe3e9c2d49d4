// Gemma block by block: which layers see how far and turn by which base; and Gemma 3 as a part of a model that sees.
import { expect, test } from 'vitest';
import type { JsonObject } from '../../src/engine/checkpoint/checkpoint.ts';
import { modelOf } from '../../src/engine/family/model.ts';
import { opened } from '../support/checkpoints.ts';
import { type ConfigCase, caseFolder } from '../support/configCases.ts';
import { edited } from '../support/models.ts';

const [full, sliding] = ['full_attention', 'sliding_attention'];
test.each<[string, JsonObject, windows: (number | undefined)[]]>([
  ['gemma3_text', {}, [4, undefined, 4]],
  ['gemma3_text', { sliding_window_pattern: 1 }, [undefined, undefined, undefined]],
  ['gemma3_text', { sliding_window_pattern: 3 }, [4, 4, undefined]],
  ['gemma3_text', { sliding_window_pattern: 6 }, [4, 4, 4]],
  ['gemma3_text', { layer_types: [full, sliding, sliding] }, [undefined, 4, 4]],
  ['gemma2', { sliding_window: 7 }, [7, undefined, 7]],
])(
  'windows of %s with %j: layers without one turn by another base',
  async (type, config, windows) => {
    const { blocks, inputScale } = modelOf(await edited(type, { config })).spec;
    expect(blocks.map(({ attention }) => attention.window)).toEqual(windows);
    expect(new Set(blocks).size).toBe(new Set(windows).size);
    for (const { attention, order } of blocks) {
      const base = type === 'gemma2' || attention.window !== undefined ? 1e4 : 1e6;
      expect(attention.rotary!.frequencies[1]).toBeCloseTo(base ** (-1 / 3), 12);
      expect(attention).toMatchObject({
        scale: 5 ** -0.5,
        softcap: type === 'gemma2' ? 50 : undefined,
      });
      expect(order).toBe('around');
    }
    expect(inputScale).toBe(4); // sqrt(16)
  },
);

test.each<[string, Omit<ConfigCase, 'name' | 'base'>]>([
  ['as on the hub', {}],
  [
    'with another name for the part that sees',
    { tensors: { rename: [['vision_tower', 'vision_tower.vision_model']] } },
  ],
  ['without the part that sees', { tensors: { drop: ['vision_tower', 'multi_modal'] } }],
  ['by the names of its text', { tensors: { rename: [['^language_model\\.', '']] } }],
  [
    'by those and its class',
    { absent: ['model_type'], tensors: { rename: [['^language_model\\.', '']] } },
  ],
])('Gemma 3 that sees is computed as its text, %s', async (_, edit) => {
  const whole = modelOf(await opened(caseFolder({ name: '', base: 'gemma3', ...edit })));
  const text = modelOf(await opened(caseFolder({ name: '', base: 'gemma3_text' })));
  expect(whole.spec).toEqual(text.spec);
  expect(whole.unused.every((name) => /^(?:vision_tower|multi_modal_projector)\./.test(name))).toBe(
    true,
  );
  expect(whole.notes).toEqual(
    whole.unused.length > 0 ? [expect.stringContaining('not used by Gemma')] : [],
  );
});
