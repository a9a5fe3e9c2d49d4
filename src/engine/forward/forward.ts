// One model on the runtime: embedding, one block, head; each call on one microbatch. Knows nothing of
// tasks. Sessions are made once per graph and shared by all blocks.
import { firstNonFinite } from '../checkpoint/finite.ts';
import { EngineError } from '../core/error.ts';
import type { Job } from '../core/job.ts';
import type { Runtime, Session } from '../core/runtime.ts';
import type { FloatTensor, Tensor } from '../core/tensor.ts';
import type { Model } from '../family/model.ts';
import { type BlockGraph, blockGraph } from '../graph/block.ts';
import type { Graph } from '../graph/graph.ts';
import { headGraph, normGraph } from '../graph/head.ts';
import { encode } from '../graph/onnx.ts';
import type { Rotary } from '../graph/spec.ts';
import { Weights } from './weights.ts';

/** Keys [n, K, dh, S] and values [n, K, S, dh] of base runs, for variants that start later. */
export type Past = { readonly keys: FloatTensor; readonly values: FloatTensor };

export type BlockCall = {
  readonly x: Float32Array; // [B, Q, d]: positions start .. start + Q - 1
  readonly batch: number; // B
  readonly queries: number; // Q
  readonly start: number;
  /** Real tokens of each prompt, [B]; only a bidirectional model needs them. */
  readonly lengths?: Int32Array;
  readonly past?: Past & { readonly base: Int32Array }; // base: [B], whose past
  /** Position to compute alone, [B], absolute; absent: all. */
  readonly readAt?: Int32Array;
  readonly keep?: boolean;
  readonly hooks?: boolean;
};

export class Forward {
  readonly model: Model;
  readonly weights: Weights;
  readonly #runtime: Runtime;
  readonly #sessions = new Map<string, Promise<Session>>();

  constructor(model: Model, runtime: Runtime, weightBudget: number) {
    this.model = model;
    this.weights = new Weights(model, weightBudget);
    this.#runtime = runtime;
  }

  /** Input of block 0 for prompts of at most T tokens, right-padded with token 0. [B, T, d] */
  async embed(job: Job, prompts: readonly Int32Array[], T: number): Promise<Float32Array> {
    const { checkpoint, architecture, spec, name: model } = this.model;
    if (T > spec.maxLength) {
      const message = `${model}: a prompt has ${T} tokens, the model reads ${spec.maxLength}`;
      throw new EngineError('task-model', message, { hint: 'Use shorter prompts.' });
    }
    const { token, position, type, norm } = architecture.embedding;
    const d = spec.width;
    const read = (name: string, from: number, to: number) =>
      checkpoint.readRows(job, name, from, to);
    const rows = new Map<number, Float32Array>();
    for (const id of new Set([0, ...prompts.flatMap((ids) => [...ids])])) {
      rows.set(id, (await read(token.name, id, id + 1)).data);
    }
    const places = position && (await read(position.name, 0, T)).data; // [T, d]
    const first = type && (await read(type.name, 0, 1)).data; // [d]
    const x = new Float32Array(prompts.length * T * d); // [B, T, d]
    for (const [b, ids] of prompts.entries()) {
      for (let t = 0; t < T; t++) {
        const at = (b * T + t) * d;
        x.set(rows.get(ids[t] ?? 0)!, at);
        if (places) for (let i = 0; i < d; i++) x[at + i] += places[t * d + i];
        if (first) for (let i = 0; i < d; i++) x[at + i] += first[i];
      }
    }
    if (!norm) return x;
    const session = await this.#session('norm', () => normGraph(spec));
    const inputs = { x: { dims: [prompts.length * T, d], data: x } };
    const weights = await this.weights.embeddingNorm(job);
    return (await session.run({ ...inputs, ...weights }, ['y'])).y.data;
  }

  /** One block on one microbatch; outputs as graph/block.ts says. */
  async block(job: Job, layer: number, call: BlockCall): Promise<Record<string, FloatTensor>> {
    const kind: BlockGraph = {
      past: call.past !== undefined,
      keep: call.keep ?? false,
      readOut: call.readAt !== undefined,
      hooks: call.hooks ?? false,
    };
    const session = await this.#session(`block ${JSON.stringify(kind)}`, () =>
      blockGraph(this.model.spec, kind),
    );
    const weights = await this.weights.block(job, layer);
    const outputs = [
      'y',
      ...(kind.keep ? ['keys', 'values'] : []),
      ...(kind.hooks ? ['attention', 'mlp', 'pattern', 'z'] : []),
    ];
    return session.run({ ...weights, ...this.#blockInputs(call) }, outputs);
  }

  /** Answers from rows of the last cut. x [R, d], answers [A] -> probabilities, answerLogits [R, A]. */
  async head(job: Job, x: Float32Array, answers: Int32Array, logits = false) {
    const { spec } = this.model;
    const session = await this.#session(`head ${logits}`, () => headGraph(spec, { logits }));
    const inputs = {
      x: { dims: [x.length / spec.width, spec.width], data: x },
      answers: { dims: [answers.length], data: answers },
    };
    const outputs = ['probabilities', 'answerLogits', ...(logits ? ['logits'] : [])];
    const result = await session.run({ ...(await this.weights.head(job)), ...inputs }, outputs);
    for (const { data } of Object.values(result)) this.#checkFinite(data);
    return result;
  }

  /** All that a run gives goes through here: no NaN reaches a report. */
  #checkFinite(data: Float32Array): void {
    const bad = firstNonFinite(data);
    if (bad < 0) return;
    throw new EngineError('model-values', `${this.model.name} computes ${data[bad]}`, {
      hint: 'A number of its config.json or a weight is out of the range that float32 can compute with.',
    });
  }

  async release(): Promise<void> {
    for (const session of this.#sessions.values()) await (await session).release();
    this.#sessions.clear();
  }

  #session(key: string, graph: () => Graph): Promise<Session> {
    const known = this.#sessions.get(key);
    if (known) return known;
    const made = this.#runtime.session(encode(graph()));
    this.#sessions.set(key, made);
    return made;
  }

  #blockInputs(call: BlockCall): Record<string, Tensor> {
    const { spec } = this.model;
    const { batch: B, queries: Q, start } = call;
    const inputs: Record<string, Tensor> = {
      x: { dims: [B, Q, spec.width], data: call.x },
      mask: spec.causal ? causalMask(call) : paddingMask(call),
    };
    if (call.past) {
      inputs.pastKeys = call.past.keys;
      inputs.pastValues = call.past.values;
      inputs.base = { dims: [B], data: call.past.base };
      inputs.start = { dims: [1], data: Int32Array.of(start) };
    }
    if (call.readAt) {
      inputs.rows = { dims: [B], data: call.readAt.map((at, b) => b * Q + at - start) };
    }
    return spec.rotary ? { ...inputs, ...rotation(spec.rotary, start, Q) } : inputs;
  }
}

/** A position sees the keys up to its own: [1, 1, Q, T], or [B, 1, 1, T] where one is read. */
function causalMask({ batch, queries, start, readAt }: BlockCall): FloatTensor {
  const T = start + queries;
  const rows = readAt ? batch : queries;
  const data = new Float32Array(rows * T);
  for (let row = 0; row < rows; row++) {
    data.fill(-Infinity, row * T + (readAt ? readAt[row] : start + row) + 1, (row + 1) * T);
  }
  return { dims: readAt ? [batch, 1, 1, T] : [1, 1, queries, T], data };
}

/** Every position sees all real tokens: [B, 1, 1, T]. */
function paddingMask({ batch, queries, lengths }: BlockCall): FloatTensor {
  const data = new Float32Array(batch * queries);
  for (let b = 0; b < batch; b++) {
    data.fill(-Infinity, b * queries + (lengths?.[b] ?? queries), (b + 1) * queries);
  }
  return { dims: [batch, 1, 1, queries], data };
}

/** cos and sin, scaled, of the angles at positions start .. start + Q - 1: [Q, 1, r / 2] each. */
function rotation({ frequencies, scale }: Rotary, start: number, Q: number) {
  const half = frequencies.length;
  const table = (turn: (angle: number) => number) => ({
    dims: [Q, 1, half],
    // Angles are rounded to float32 first, as PyTorch does.
    data: Float32Array.from(
      { length: Q * half },
      (_, i) =>
        scale *
        turn(Math.fround(Math.fround(frequencies[i % half]) * (start + Math.floor(i / half)))),
    ),
  });
  return { cos: table(Math.cos), sin: table(Math.sin) };
}
