// onnxruntime-node on a GPU: WebGPU, which its builds for Linux x64, Windows and macOS hold; where that finds no adapter
// DirectML or CoreML. With WebGPU tensors stay on the device from run to run: a session's outputs are left there
// (`preferredOutputLocation`), and such a tensor is an input like any other.
import type * as Ort from 'onnxruntime-common';
import { EngineError } from '../engine/core/error.ts';
import {
  type Device,
  type Feed,
  giveBack,
  isResident,
  type Precision,
  type Resident,
  type Runtime,
  type Session,
} from '../engine/core/runtime.ts';
import type { FloatTensor } from '../engine/core/tensor.ts';
import { GraphBuilder } from '../engine/graph/graph.ts';
import { encode } from '../engine/graph/onnx.ts';
import { firstLine, fromOrt, ortSession, outputsOf, sizeInputs, toOrt } from './runtimeSession.ts';

type OrtNode = typeof import('onnxruntime-node');
type Api = { readonly provider: 'webgpu' | 'dml' | 'coreml'; readonly name: string };

/** In the order in which they are tried. */
const apis: readonly Api[] = [
  { provider: 'webgpu', name: 'WebGPU' },
  { provider: 'dml', name: 'DirectML' },
  { provider: 'coreml', name: 'CoreML' },
];

export type DeviceOptions = {
  readonly threads: number;
  readonly precision: Precision;
  readonly name: string;
  readonly memory: number; // bytes
};

/** Throws EngineError 'device': what each of the ways to it said. */
export async function deviceRuntime(options: DeviceOptions): Promise<Runtime> {
  process.env.ORT_DISABLE_TELEMETRY = '1'; // as runtimeNode.ts
  const ort = await import('onnxruntime-node').catch((cause) => {
    throw failed(`onnxruntime-node did not load: ${firstLine(cause)}`, cause);
  });
  const held = ort.listSupportedBackends().filter(({ bundled }) => bundled);
  const there = apis.filter(({ provider }) => held.some(({ name }) => name === provider));
  const said: string[] = [];
  for (const api of there) {
    try {
      return await opened(ort, api, options);
    } catch (cause) {
      said.push(`${api.name}: ${reasonOf(cause)}`);
    }
  }
  const why = said.length > 0 ? said.join('; ') : 'this build of onnxruntime-node holds none';
  throw failed(`no GPU can be used: ${why}`);
}

async function opened(ort: OrtNode, api: Api, options: DeviceOptions): Promise<Runtime> {
  const { threads, precision, memory, name } = options;
  const common = {
    executionProviders: [api.provider],
    intraOpNumThreads: threads, // of what the device does not compute: shapes
    graphOptimizationLevel: 'all',
    logSeverityLevel: 3,
  } as const;
  const runtime = {
    name: 'onnxruntime-node',
    version: ort.env.versions.node ?? ort.env.versions.common,
    threads,
    fallbackReason: undefined,
  } as const;
  const device = { name, api: api.name, precision, memory };
  // A file's own graph may hold whatever type and operator there is: it is the CPU's.
  const here: Runtime['session'] = (onnx, asked) =>
    ortSession(ort, onnx, { ...common, executionProviders: ['cpu'] }, asked);
  if (api.provider !== 'webgpu') {
    const session: Runtime['session'] = (onnx, asked) =>
      asked?.asWritten ? here(onnx, asked) : crossingSession(ort, onnx, common);
    await (await session(copying)).release();
    return { ...runtime, device: { ...device, tensors: undefined }, session };
  }
  const staying = { ...common, preferredOutputLocation: 'gpu-buffer' } as const;
  const open = (settings: Ort.InferenceSession.SessionOptions) =>
    onDevice(() => ort.InferenceSession.create(copying, settings));
  const tensors = tensorsOn(ort, await open(staying), await open(common));
  return {
    ...runtime,
    device: { ...device, tensors },
    session: (onnx, asked) =>
      asked?.asWritten ? here(onnx, asked) : stayingSession(ort, onnx, staying, tensors),
  };
}

/** A tensor of the runtime, on the device. */
class OnDevice implements Resident {
  readonly dims: readonly number[];
  readonly tensor: Ort.Tensor;

  constructor(tensor: Ort.Tensor) {
    this.tensor = tensor;
    this.dims = tensor.dims;
  }

  release(): void {
    try {
      this.tensor.dispose();
    } catch (cause) {
      throw failed(`the GPU failed: ${reasonOf(cause)}`, cause);
    }
  }
}

/** Up and down: sessions that copy, with what they give left there or brought back. */
function tensorsOn(ort: OrtNode, up: Ort.InferenceSession, down: Ort.InferenceSession) {
  return {
    async put({ dims, data }: FloatTensor): Promise<Resident> {
      const { y } = await onDevice(() => up.run({ x: new ort.Tensor(data, [data.length]) }));
      return new OnDevice(shaped(ort, y, dims));
    },
    async get(resident: Resident): Promise<FloatTensor> {
      const { tensor, dims } = resident as OnDevice;
      const { y } = await onDevice(() => down.run({ x: shaped(ort, tensor, [tensor.size]) }));
      return { ...fromOrt('copy', y), dims };
    },
    view(resident: Resident, dims: readonly number[]): Resident {
      return new OnDevice(shaped(ort, (resident as OnDevice).tensor, dims));
    },
  };
}

/** The same numbers under other sizes; what disposes of it disposes of them. */
function shaped(ort: OrtNode, tensor: Ort.Tensor, dims: readonly number[]): Ort.Tensor {
  return ort.Tensor.fromGpuBuffer(tensor.gpuBuffer, {
    dataType: 'float32',
    dims,
    dispose: () => tensor.dispose(),
  });
}

async function stayingSession(
  ort: OrtNode,
  onnx: Uint8Array,
  options: Ort.InferenceSession.SessionOptions,
  { get }: NonNullable<Device['tensors']>,
): Promise<Session> {
  const session = await onDevice(() => ort.InferenceSession.create(onnx, options));
  const sizes = sizeInputs(session);
  const stay = async (inputs: Readonly<Record<string, Feed>>, outputs: readonly string[]) => {
    const feeds: Record<string, Ort.Tensor> = {};
    for (const [name, feed] of Object.entries(inputs)) {
      feeds[name] = isResident(feed)
        ? (feed as OnDevice).tensor
        : toOrt(ort, feed, sizes.has(name));
    }
    // All of them: what one run asks for and the next does not stays bound, at the size that it had.
    const made = await onDevice(() => session.run(feeds));
    const there = session.outputNames.map((name) => [name, new OnDevice(made[name])] as const);
    giveBack(there.flatMap(([name, tensor]) => (outputs.includes(name) ? [] : [tensor])));
    return Object.fromEntries(there.filter(([name]) => outputs.includes(name)));
  };
  return {
    outputs: outputsOf(session),
    stay,
    async run(inputs, outputs) {
      const made = await stay(inputs, outputs);
      try {
        const read: Record<string, FloatTensor> = {};
        for (const name of outputs) read[name] = await get(made[name]);
        return read;
      } finally {
        giveBack(Object.values(made));
      }
    },
    release: () => onDevice(() => session.release()),
  };
}

/** All of a run crosses. */
async function crossingSession(
  ort: OrtNode,
  onnx: Uint8Array,
  options: Ort.InferenceSession.SessionOptions,
): Promise<Session> {
  const session = await onDevice(() => ortSession(ort, onnx, options));
  return {
    ...session,
    run: (inputs, outputs) => onDevice(() => session.run(inputs, outputs)),
    release: () => onDevice(() => session.release()),
  };
}

async function onDevice<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (cause) {
    throw failed(`the GPU failed: ${reasonOf(cause)}`, cause);
  }
}

/** Its sentences begin with places in its source, and may be long. */
function reasonOf(cause: unknown): string {
  const text = firstLine(cause)
    .replace(/^.*\bwas false\. /, '')
    .replace(/^the GPU failed: /, '');
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}

function failed(message: string, cause?: unknown): EngineError {
  return new EngineError('device', message, {
    cause,
    hint: 'Compute on the CPU, or leave the choice to Congruity, which falls back to it.',
  });
}

const copying = copyGraph();

function copyGraph(): Uint8Array {
  const graph = new GraphBuilder();
  graph.output('y', graph.op('Identity', [graph.input('x', ['n'])]), ['n']);
  return encode(graph.build('copy'));
}
