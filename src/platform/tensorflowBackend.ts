// A TensorFlow.js, native or not: its API is the same. And what one network computes with.
import type { Tensor as TfTensor } from '@tensorflow/tfjs-core';
import { oneLine } from '../engine/checkpoint/words.ts';
import { EngineError } from '../engine/core/error.ts';
import type { FloatTensor, Tensor } from '../engine/core/tensor.ts';
import type { Values } from '../engine/core/tensorflow.ts';
import { firstLine } from './runtimeSession.ts';

/** What is used of it; packages of npm differ in what else they hold. */
export type Tf = Pick<
  typeof import('@tensorflow/tfjs-core'),
  'tensor' | 'tidy' | 'dispose' | 'setBackend' | 'getBackend' | 'matMul'
> &
  Pick<typeof import('@tensorflow/tfjs-converter'), 'loadGraphModel'> & {
    readonly layers: Readonly<Record<string, unknown>>;
  };

/** A TensorFlow.js that has been tried. */
export type Loaded = {
  readonly tf: Tf;
  /** "tfjs 4.22.0". */
  readonly name: string;
  /** TensorFlow.js's name of what computes. */
  readonly backend: string;
  /** Why it is this one, where a better one could not be had. */
  readonly reason: string | undefined;
  /** What it complained of since this was last asked, without failing. */
  readonly complaints?: () => readonly string[];
};

/** One run at a time: all networks of a TensorFlow.js share its memory and its choice of a backend. */
export class Turns {
  #last: Promise<unknown> = Promise.resolve();

  take<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#last.then(work);
    this.#last = mine.catch(() => undefined);
    return mine;
  }
}

/** What a model of one file computes with; the plain JavaScript one has every operation. */
export class Backend {
  readonly #loaded: Loaded;
  readonly #turns: Turns;
  #lacks: string | undefined;

  constructor(loaded: Loaded, turns: Turns) {
    this.#loaded = loaded;
    this.#turns = turns;
  }

  get tf(): Tf {
    return this.#loaded.tf;
  }

  get computedBy(): string {
    const { name, backend, reason } = this.#loaded;
    const now = this.#lacks === undefined ? backend : 'cpu';
    const why = [reason, this.#lacks].filter((each) => each !== undefined).join('; ');
    return `${name} (${now === 'tensorflow' ? 'native' : now}${why ? `: ${why}` : ''})`;
  }

  /**
   * Runs after what was asked before. Once more on the plain backend where this one lacks an operation, and
   * from then on there.
   */
  async run<T>(what: string, work: () => Promise<T>): Promise<T> {
    return this.#turns.take(() => this.#attempt(what, work));
  }

  async #attempt<T>(what: string, work: () => Promise<T>): Promise<T> {
    const { tf, backend, complaints } = this.#loaded;
    const now = this.#lacks === undefined ? backend : 'cpu';
    complaints?.();
    let problem: string | undefined;
    try {
      await tf.setBackend(now);
      const result = await work();
      problem = complaints?.().find((line) => line.includes('not successful'));
      if (problem === undefined) return result;
    } catch (error) {
      if (error instanceof EngineError) throw error;
      const hasEnded = complaints?.().some((line) => line.startsWith('Aborted'));
      problem = hasEnded ? 'WebAssembly ended' : firstLine(error);
    }
    const missing = /Kernel '(\w+)' not registered|status for (\w+) is not/.exec(problem);
    if (missing && now !== 'cpu') {
      this.#lacks = `${backend} cannot do ${missing[1] ?? missing[2]}`;
      return this.#attempt(what, work);
    }
    throw new EngineError('runtime', `TensorFlow.js cannot compute ${what}: ${oneLine(problem)}`);
  }
}

/** Whole numbers stay such: an embedding takes no others. */
export function given(tf: Tf, { dims, data }: Tensor): TfTensor {
  return tf.tensor(data, [...dims], data instanceof Int32Array ? 'int32' : 'float32');
}

export function tensorsOf(tf: Tf, values: Values): Map<string, TfTensor> {
  return new Map(Object.entries(values).map(([name, value]) => [name, given(tf, value)]));
}

export function read(
  held: ReadonlyMap<string, TfTensor>,
  wanted: readonly string[],
): Record<string, FloatTensor> {
  return Object.fromEntries(wanted.map((name) => [name, numbersOf(held.get(name)!)]));
}

export function numbersOf(tensor: TfTensor): FloatTensor {
  return { dims: tensor.shape, data: Float32Array.from(tensor.dataSync()) };
}
