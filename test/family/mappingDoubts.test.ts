// A mapping that was guessed lists what nothing tells; what its reader has changed since is no doubt any more.
import { expect, test } from 'vitest';
import type { JsonObject } from '../../src/engine/checkpoint/checkpoint.ts';
import { readMapping } from '../../src/engine/family/mapping/mapping.ts';
import { mappingOf } from '../support/mappings.ts';

test.each<[doubt: string, settings: JsonObject, isOpen: boolean]>([
  ['settings.heads: 2, for heads mostly are 64 wide', { heads: 2 }, true],
  ['settings.heads: 2, for heads mostly are 64 wide', { heads: 4 }, false],
  ['settings.activation: "relu", as most have it', { activation: 'relu' }, true],
  ['settings.activation: "relu", as most have it', { activation: 'silu' }, false],
  ['settings.causal: true, which no tensor tells', { causal: true }, true],
  ['settings.causal: true, which no tensor tells', { causal: false }, false],
  ['settings.gain: "weight", where it may be "1 + weight"', { gain: '1 + weight' }, false],
  ['settings.gain: "weight", where it may be "1 + weight"', {}, true], // as it is without
  ['settings.rotary: base 10000, all of a head, "halves"', { rotary: { base: 500 } }, true],
  ['settings.none: 1, of no setting', {}, true],
  ['block.gate: a and b may be the other way round', { heads: 4 }, true],
])('%s, %j: %s', (doubt, settings, isOpen) => {
  const odd = mappingOf('odd');
  const json = { ...odd, unsure: [doubt], settings: { ...odd.settings, ...settings } };
  expect(readMapping(json as JsonObject, 'm').unsure).toEqual(isOpen ? [doubt] : []);
});
