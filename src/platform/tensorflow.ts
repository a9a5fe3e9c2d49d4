// Chooses TensorFlow.js: native, or WebAssembly with the reason said, or plain JavaScript.
import { EngineError } from '../engine/core/error.ts';
import type { Tensorflow } from '../engine/core/tensorflow.ts';
import { firstLine } from './runtimeSession.ts';
import { Backend, type Loaded, type Tf, Turns } from './tensorflowBackend.ts';
import { graphNet } from './tensorflowGraph.ts';
import type { PlainTf } from './tensorflowJs.ts';
import { layersNet } from './tensorflowLayers.ts';
import { nativeTensorflow } from './tensorflowNode.ts';

const CHOICES = ['native', 'wasm', 'cpu'] as const;
type Choice = (typeof CHOICES)[number];

export const tensorflowLoaders = { native: nativeTensorflow, plain: loadPlain };

/** Throws EngineError('runtime') where none loads, or what CONGRUITY_TENSORFLOW forces does not. */
export async function openTensorflow(
  { native, plain } = tensorflowLoaders,
  prefer = forced(),
): Promise<Tensorflow> {
  let reason: string | undefined;
  if (prefer === undefined || prefer === 'native') {
    const found = await native();
    if (typeof found !== 'string') return tensorflowOf(found);
    if (prefer === 'native') throw notLoaded(found);
    reason = found;
  }
  try {
    const tf = await plain();
    if (prefer !== 'cpu') {
      const problem = await tried(tf, 'wasm');
      if (problem === undefined) return tensorflowOf(named(tf, 'wasm', reason));
      if (prefer === 'wasm') throw notLoaded(`WebAssembly: ${problem}`);
      reason = [reason, `WebAssembly: ${problem}`].filter(Boolean).join('; ');
    }
    await tf.setBackend('cpu');
    return tensorflowOf(named(tf, 'cpu', reason));
  } catch (cause) {
    if (cause instanceof EngineError) throw cause;
    throw notLoaded(firstLine(cause), cause);
  }
}

function tensorflowOf(loaded: Loaded): Tensorflow {
  const turns = new Turns();
  const backend = () => new Backend(loaded, turns);
  return {
    computedBy: backend().computedBy,
    layers: (layers, weights) => layersNet(backend(), layers, weights),
    graph: (model, constants) => graphNet(backend(), model, constants),
  };
}

/** A real operation: some failures show only then. */
export async function tried(tf: Tf, backend: string): Promise<string | undefined> {
  try {
    if (!(await tf.setBackend(backend))) return `there is no backend ${backend}`;
    const [found] = tf.tidy(() => {
      const two = tf.tensor([1, 2, 3, 4], [2, 2], 'float32');
      return tf.matMul(two as never, two as never).dataSync();
    });
    return found === 7 ? undefined : `it computes ${found} where 7 is right`;
  } catch (cause) {
    return firstLine(cause);
  }
}

function named(tf: PlainTf, backend: string, reason: string | undefined): Loaded {
  return { tf, backend, reason, name: `tfjs ${tf.version}`, complaints: tf.complaints };
}

async function loadPlain(): Promise<PlainTf> {
  const { plainTensorflow } = await import('./tensorflowJs.ts');
  return plainTensorflow();
}

function forced(): Choice | undefined {
  const wanted = process.env.CONGRUITY_TENSORFLOW;
  if (wanted === undefined || wanted === '') return undefined;
  const found = CHOICES.find((choice) => choice === wanted);
  if (found) return found;
  const message = `CONGRUITY_TENSORFLOW is "${wanted}", allowed: ${CHOICES.join(', ')}`;
  throw new EngineError('runtime', message, { hint: 'Unset it to let Congruity choose.' });
}

function notLoaded(message: string, cause?: unknown): EngineError {
  return new EngineError('runtime', `TensorFlow.js did not load: ${message}`, {
    cause,
    hint: 'Install Congruity again, with its packages (npm ci in a checkout).',
  });
}
