// What was measured on a block of pairs as bytes for the store: a safetensors file, so that anybody can look
// into one.
import { decodeSafetensors, encodeSafetensors } from '../checkpoint/encodeSafetensors.ts';
import { EngineError } from '../core/error.ts';
import type { FloatTensor } from '../core/tensor.ts';
import type { Measured } from '../forward/measured.ts';

export function encodeMeasured(measured: Measured): Uint8Array {
  const tensors = [...named(measured)].map(([name, data]): [string, FloatTensor] => {
    return [name, { dims: [data.length], data }];
  });
  return encodeSafetensors(new Map(tensors));
}

/** Fills `into`, which has the sizes that are wanted. Throws EngineError where the bytes do not fit it. */
export function decodeMeasured(bytes: Uint8Array, into: Measured): Measured {
  const { tensors } = decodeSafetensors(bytes);
  for (const [name, data] of named(into)) {
    const stored = tensors.get(name)?.data;
    if (stored?.length !== data.length) {
      throw new EngineError(
        'file-format',
        `the stored block has no ${name} of ${data.length} numbers`,
      );
    }
    data.set(stored);
  }
  return into;
}

function* named({ answers, series, ...single }: Measured): Generator<[string, Float32Array]> {
  yield* Object.entries(single);
  for (const [set, rows] of answers) yield [`answers ${set}`, rows];
  for (const [name, rows] of series) yield [`series ${name}`, rows];
}
