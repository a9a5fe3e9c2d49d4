// A sweep as bytes for the store: a safetensors file, so that anybody can look into one.
import { decodeSafetensors, encodeSafetensors } from '../checkpoint/encodeSafetensors.ts';
import { EngineError } from '../core/error.ts';
import type { Tensor } from '../core/tensor.ts';
import type { Sweep } from '../forward/responses.ts';
import type { Codec } from './remember.ts';

const mixedPrefix = 'mixed.';

export const sweepCodec: Codec<Sweep> = { encode, decode };

function encode(sweep: Sweep): Uint8Array {
  const { own, clean, site, mixed, passed, whole, effect, ...sizes } = sweep.responses;
  const { responses: _, logits, ...numbers } = sweep;
  const flat = (data: Tensor['data']): Tensor => ({ dims: [data.length], data }) as Tensor;
  const arrays = { own, clean, site, passed, whole, effect, logits };
  const tensors = new Map(Object.entries(arrays).map(([name, data]) => [name, flat(data)]));
  for (const [mask, data] of mixed) tensors.set(`${mixedPrefix}${mask}`, flat(data));
  const all = { ...sizes, ...numbers };
  const metadata = new Map(Object.entries(all).map(([name, value]) => [name, String(value)]));
  return encodeSafetensors(tensors, metadata);
}

function decode(bytes: Uint8Array): Sweep {
  const { tensors, metadata } = decodeSafetensors(bytes);
  const number = (name: string) => Number(present(metadata.get(name), name));
  const floats = (name: string) => present(tensors.get(name), name).data as Float32Array;
  const mixed = [...tensors.keys()].filter((name) => name.startsWith(mixedPrefix));
  return {
    responses: {
      cuts: number('cuts'),
      spans: number('spans'),
      pairs: number('pairs'),
      outcomes: number('outcomes'),
      parts: number('parts'),
      own: present(tensors.get('own'), 'own').data as Int32Array,
      clean: floats('clean'),
      site: floats('site'),
      mixed: new Map(mixed.map((name) => [Number(name.slice(mixedPrefix.length)), floats(name)])),
      passed: floats('passed'),
      whole: floats('whole'),
      effect: floats('effect'),
    },
    logits: floats('logits'),
    noOp: number('noOp'),
    wholeCut: number('wholeCut'),
    interchanges: number('interchanges'),
  };
}

function present<T>(value: T | undefined, name: string): T {
  if (value !== undefined) return value;
  throw new EngineError('file-format', `the stored sweep has no ${name}`);
}
