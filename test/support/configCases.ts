// The cases of test/fixture/config: a tiny model of each type with its config.json or tensors edited, and
// what transformers computes for it (made by test/fixture/make/config.py).
import { readFileSync } from 'node:fs';
import type { JsonObject } from '../../src/engine/checkpoint/checkpoint.ts';
import { encodeSafetensors } from '../../src/engine/checkpoint/encodeSafetensors.ts';
import type { FloatTensor } from '../../src/engine/core/tensor.ts';
import { folderOf } from './checkpoints.ts';
import { fixture } from './fixture.ts';

type Shapes = Readonly<Record<string, readonly number[]>>;

export type ConfigCase = {
  readonly name: string;
  readonly base: string;
  readonly config?: JsonObject;
  /** Keys to leave out. */
  readonly absent?: readonly string[];
  readonly tensors?: {
    readonly add?: Shapes;
    readonly copy?: readonly (readonly [from: string, to: string, factor: number])[];
    readonly drop?: readonly string[]; // patterns
    readonly rename?: readonly (readonly [pattern: string, to: string])[];
  };
  /** A part of the error with which it is refused; absent: it computes the golden. */
  readonly refused?: string;
  /** Parts of the notes that are made, in their order; absent: there are none. */
  readonly notes?: readonly string[];
  /** Why it is computed where transformers raises. */
  readonly although?: string;
};

export type Golden = {
  readonly logits?: readonly (readonly number[])[];
  /** What transformers raised. */
  readonly error?: string;
  /** Tensors for which it made random numbers up. */
  readonly missing?: readonly string[];
};

type Cases = {
  readonly ids: readonly number[];
  /** Whose logits the goldens hold. */
  readonly positions: readonly number[];
  readonly bases: Readonly<Record<string, { config: JsonObject; tensors: Shapes }>>;
  readonly cases: readonly ConfigCase[];
};

const read = (file: string) => JSON.parse(readFileSync(fixture(`config/${file}`), 'utf8'));
export const said: Cases = read('cases.json');
export const goldens: Readonly<Record<string, Golden>> = read('goldens.json').cases;

/** The checkpoint folder of a case, for one test. */
export function caseFolder({ base, config, absent = [], tensors = {} }: ConfigCase): string {
  const from = said.bases[base];
  const json = Object.entries({ ...from.config, ...config }).filter(([k]) => !absent.includes(k));
  return folderOf({
    'config.json': JSON.stringify(Object.fromEntries(json)),
    'model.safetensors': encodeSafetensors(edited(from.tensors, tensors)),
  });
}

function edited(shapes: Shapes, edit: NonNullable<ConfigCase['tensors']>) {
  const made = Object.entries({ ...shapes, ...edit.add });
  let tensors = new Map(made.map(([name, shape]) => [name, tensorOf(name, shape)]));
  for (const [from, to, factor] of edit.copy ?? []) {
    const { dims, data } = tensors.get(from)!;
    tensors.set(to, { dims, data: data.map((x) => factor * x) });
  }
  for (const pattern of edit.drop ?? []) {
    tensors = new Map([...tensors].filter(([name]) => !new RegExp(pattern).test(name)));
  }
  for (const [pattern, to] of edit.rename ?? []) {
    const all = new RegExp(pattern, 'g');
    tensors = new Map([...tensors].map(([name, tensor]) => [name.replace(all, to), tensor]));
  }
  return tensors;
}

/** Numbers made from the name: xorshift32 from FNV-1a, as in config.py. */
function tensorOf(name: string, shape: readonly number[]): FloatTensor {
  let state = 2166136261;
  for (const byte of new TextEncoder().encode(name))
    state = Math.imul(state ^ byte, 16777619) >>> 0;
  const next = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 31 - 1;
  };
  const size = shape.reduce((a, b) => a * b, 1);
  const unit = Float64Array.from({ length: size }, next);
  const isGain = name.endsWith('weight');
  const scaled = (x: number) => (shape.length > 1 ? 0.6 * x : isGain ? 1 + 0.3 * x : 0.3 * x);
  return { dims: shape, data: Float32Array.from(unit, scaled) };
}
