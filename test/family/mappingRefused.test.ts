// A mapping that does not fit its tensors, or says what nobody knows, is refused by the place and the tensor.
import { expect, test } from 'vitest';
import { modelOf } from '../../src/engine/family/model.ts';
import { opened } from '../support/checkpoints.ts';
import { changed, withValue } from '../support/mappings.ts';

const rows: readonly [model: string, place: string, value: unknown, said: string | RegExp][] = [
  [
    'odd',
    'block.q.weight',
    'stage_{n}.ask.weight',
    'block.q.weight is "stage_1.ask.weight", which',
  ],
  ['odd', 'settings.blocks', 3, '"stage_3.calm_a.weight", which'],
  ['odd', 'settings.blocks', 1, 'does not place tensors stage_2.asks.bias'],
  ['odd', 'settings.blocks', 1e9, 'settings.blocks is 1000000000; allowed: a whole number from 1'],
  ['odd', 'settings.firstBlock', 0, '"stage_0.'],
  ['odd', 'block.out.bias', undefined, 'place tensors stage_1.merge.bias, stage_2.merge.bias'],
  ['odd', 'block.k.weight', 'stage_{n}.asks.weight', 'which is block.q.weight already'],
  ['odd', 'block.k.weight', 'stage_1.offers.weight', 'does not place tensor stage_2.offers.weight'],
  ['odd', 'settings.heads', 5, '5 heads do not make up q'],
  ['odd', 'settings.kvHeads', 3, 'axes "(h d) in" with h 3, d 4, in 16 ask for [12, 16]'],
  ['odd', 'settings.kvHeads', 8, 'settings.kvHeads is 8; allowed: a whole number from 1 to 4'],
  ['odd', 'block.up.axes', 'in f', '"stage_1.wide.weight" has shape [40, 16]; axes "in f" with'],
  ['odd', 'block.down.axes', '(h d) in', 'axes (h d) in do not go with out, f'],
  ['odd', 'block.down.axes', '(out f', 'is no list of axes'],
  ['odd', 'block.down.axes', 'f f', 'has an axis twice'],
  ['odd', 'block.out.bias', 'stage_{n}.wide.bias', 'of shape [40]; the mapping asks for [16]'],
  ['odd', 'block.q', undefined, 'block.q is missing'],
  ['odd', 'block.norm2', undefined, 'block.norm2 is missing'],
  ['odd', 'tensors.tokens', undefined, 'tensors.tokens is missing'],
  ['odd', 'tensors.tokens.axes', 'in v', 'a row a token is all that is read'],
  ['odd', 'tensors.tokens.weight', 'settle.bias', 'of shape [16]; allowed: [tokens, width]'],
  ['odd', 'tensors.positions', undefined, 'tensors.positions is missing'],
  ['odd', 'tensors.head', undefined, 'tensors.head is missing; or settings.tied is true'],
  ['odd', 'settings.tied', true, 'it is one or the other'],
  ['odd', 'settings.head', 4, 'settings the key "head" is not known'],
  ['odd', 'block.query', {}, 'block the key "query" is not known'],
  ['odd', 'block.q.transposed', true, 'block.q the key "transposed" is not known'],
  ['odd', 'settings.activation', 'mish', 'settings.activation is "mish"; allowed: "gelu"'],
  ['odd', 'settings.activation', '__proto__', 'settings.activation is "__proto__"'],
  ['odd', 'settings.norm', undefined, 'settings.norm is missing'],
  ['odd', 'settings.epsilon', '1e-5', 'settings.epsilon is "1e-5"'],
  ['odd', 'settings.norm', 'rms', 'a norm of kind "rms" has none'],
  ['odd', 'settings', [], 'settings is []; allowed: an object'],
  ['odd', 'ignored', 'words', 'ignored is "words"; allowed: a list'],
  ['encoder', 'settings.kvHeads', 2, 'h 4, d 6 ask for [16, 24]'],
  ['beside', 'block.qkv.axes', '(h qkv d) in', 'then one axis is (qkv h d)'],
  ['turned', 'block.qkv.axes', 'in (h d)', 'has axes without "qkv"'],
  ['turned', 'ignored', [], 'does not place tensor mask'],
  ['turned', 'ignored', ['m.sk'], 'does not place tensor mask'],
  ['einsum', 'settings.longest', undefined, 'settings.longest is missing'],
  ['einsum', 'block.gateUp.axes', '(f g) in', 'has axes without "gu"'],
  ['beside', 'settings.norms', 'after', 'settings.parallel is true'],
];

test.each(rows)('%s, %s: %j', async (name, place, value, said) => {
  const checkpoint = await opened(changed(name, withValue(place, value)));
  expect(() => modelOf(checkpoint)).toThrow(said);
  expect(checkpoint.tensors.size).toBeGreaterThan(10); // they are listed nevertheless
});
