// Reads the responses that test/fixture/make/responses.py dumped, with the reference's numbers.
import { readdirSync, readFileSync } from 'node:fs';
import type { Responses } from '../../src/engine/forward/responses.ts';
import { occurrenceSet } from '../../src/engine/task/partSet.ts';
import { gridWith } from './plans.ts';

export type ExpectedModel = {
  readonly merge: readonly (readonly (readonly number[])[])[];
};

export type ExpectedDistance = Readonly<Record<'full' | 'merge', number>>;

export type Expected = {
  readonly parts: readonly string[];
  readonly spans: readonly string[];
  readonly own: readonly number[];
  readonly models: Readonly<Record<string, ExpectedModel>>;
  readonly distance: Readonly<Record<string, ExpectedDistance>>; // by "A B"
};

export type Dumped = {
  readonly expected: Expected;
  readonly responses: ReadonlyMap<string, Responses>;
};

/** Everything in a folder of dumped responses. */
export function readDumped(folder: URL): Dumped {
  const expected = JSON.parse(readFileSync(new URL('expected.json', folder), 'utf8')) as Expected;
  const files = readdirSync(folder).filter((name) => name.endsWith('.safetensors'));
  const responses = files.map((file) => {
    const tensors = floatTensors(readFileSync(new URL(file, folder)));
    return [file.replace('.safetensors', ''), responsesFrom(tensors, expected.own)] as const;
  });
  return { expected, responses: new Map(responses) };
}

type Float = { readonly shape: readonly number[]; readonly data: Float32Array };

/** A safetensors file of float32 tensors; the checkpoint reader is deliberately not used here. */
function floatTensors(bytes: Buffer): ReadonlyMap<string, Float> {
  const length = Number(bytes.readBigUInt64LE(0));
  const header = JSON.parse(bytes.toString('utf8', 8, 8 + length)) as Record<
    string,
    { shape: number[]; data_offsets: [number, number] }
  >;
  const tensors = Object.entries(header).map(([name, { shape, data_offsets }]) => {
    const [from, to] = data_offsets.map((offset) => offset + 8 + length);
    const data = new Float32Array((to - from) / 4);
    data.forEach((_, i) => {
      data[i] = bytes.readFloatLE(from + 4 * i);
    });
    return [name, { shape, data }] as const;
  });
  return new Map(tensors);
}

function responsesFrom(tensors: ReadonlyMap<string, Float>, own: readonly number[]): Responses {
  const of = (name: string) => tensors.get(name)!;
  const [cuts, , pairs, outcomes] = of('site').shape;
  const size = pairs * outcomes;
  const at = gridWith(cuts, own);
  const rows = of('mixed').data;
  const mixed = new Map(
    Array.from({ length: of('mixed').shape[0] }, (_, mask) => {
      const set = occurrenceSet(mask, at.readings);
      return [set, rows.subarray(mask * size, (mask + 1) * size)] as const;
    }),
  );
  return {
    ...at,
    pairs,
    outcomes,
    parts: of('whole').shape[0],
    clean: of('clean').data,
    site: of('site').data,
    sets: [...mixed.keys()],
    mixed,
    passed: of('passed').data,
    whole: of('whole').data,
    effect: of('effect').data,
  };
}
