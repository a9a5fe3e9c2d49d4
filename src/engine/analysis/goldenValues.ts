// The names of a golden (docs/golden.md) and what each is of a model: one prompt at a time, unpadded.
import type { Job } from '../core/job.ts';
import type { FloatTensor } from '../core/tensor.ts';
import type { Model } from '../family/model.ts';
import { type Activations, activations } from '../forward/activations.ts';
import type { Forward } from '../forward/forward.ts';
import type { GoldenBatch } from './goldenFile.ts';

/** By name, what each prompt gives: [1, ..]. */
export type Computed = ReadonlyMap<string, readonly FloatTensor[]>;

type Value = (all: Activations) => FloatTensor | undefined;

const whole: Readonly<Record<string, Value>> = {
  logits: ({ logits }) => logits,
  'resid.embed': ({ embed }) => embed,
  'resid.final': ({ final }) => final,
};
const ofBlock: Readonly<Record<string, keyof Activations['blocks'][number]>> = {
  resid: 'residual',
  'attn.pattern': 'pattern',
  'attn.z': 'z',
  'attn.out': 'attention',
  'mlp.out': 'mlp',
};
const blockName = /^(resid|attn\.pattern|attn\.z|attn\.out|mlp\.out)\.(\d{1,5})$/;

/** Axes that count positions. */
export function timesOf(name: string): readonly number[] {
  return name.startsWith('attn.pattern.') ? [2, 3] : [1];
}

/** Whether the model has such a value; else the name is one that is told as unknown. */
export function canCompute({ spec }: Model, name: string): boolean {
  if (Object.hasOwn(whole, name)) {
    if (name === 'resid.final') return spec.head?.kind === 'norm';
    return name !== 'logits' || spec.head !== undefined;
  }
  const [, , layer] = blockName.exec(name) ?? [];
  return layer !== undefined && Number(layer) < spec.blocks.length;
}

/** Why a model cannot be given these prompts; undefined: it can. */
export function refusal(
  { name, spec }: Model,
  golden: string,
  { prefix, prompts, names }: GoldenBatch,
): string | undefined {
  const of = prefix === '' ? golden : `${golden}, ${prefix.slice(0, -1)}`;
  const other = names.find((one) =>
    /^(?:token_type_ids|position_ids|inputs_embeds|pixel_values)$/.test(one),
  );
  if (other !== undefined)
    return `${of}: ${other} are given too; only input_ids and attention_mask are`;
  const longest = Math.max(...prompts.map(({ length }) => length));
  if (longest > spec.maxLength) {
    return `${of}: a prompt has ${longest} tokens, ${name} reads ${spec.maxLength}`;
  }
  const largest = prompts.reduce((most, ids) => ids.reduce((a, id) => Math.max(a, id), most), 0);
  if (largest < spec.vocabulary) return undefined;
  return `${of}: input_ids holds ${largest}, the vocabulary of ${name} has ${spec.vocabulary}`;
}

/** Only what is wanted is kept. */
export async function computed(
  job: Job,
  forward: Forward,
  prompts: readonly Int32Array[],
  wanted: readonly string[],
): Promise<Computed> {
  const values = new Map<string, FloatTensor[]>(wanted.map((name) => [name, []]));
  for (const [i, prompt] of prompts.entries()) {
    job.progress(i / prompts.length, 'running the prompts of the golden');
    const all = await activations(job, forward, [prompt]);
    for (const [name, each] of values) each.push(valueIn(all, name)!);
  }
  return values;
}

function valueIn(all: Activations, name: string): FloatTensor | undefined {
  if (Object.hasOwn(whole, name)) return whole[name](all);
  const [, kind, layer] = blockName.exec(name)!;
  return all.blocks[Number(layer)][ofBlock[kind]];
}
