// A device that is none: tensors that "stay" are kept by the CPU, which computes. What the engine does with a device is
// tested with it everywhere; and that nothing is left there, or used after it was given back.
import type { Device, Feed, Resident, Runtime, Session } from '../../src/engine/core/runtime.ts';
import { isResident } from '../../src/engine/core/runtime.ts';
import type { FloatTensor, Tensor } from '../../src/engine/core/tensor.ts';
import { count } from '../../src/engine/core/tensor.ts';

export type StandIn = {
  readonly runtime: Runtime;
  /** Tensors that nobody has given back. */
  readonly lying: () => number;
  /** Bytes of those that lay there at once, at most. */
  readonly mostLying: () => number;
};

export type StandInOptions = {
  readonly device?: Partial<Omit<Device, 'tensors'>>;
  /** Called before each run; what it throws is the device's failure. */
  readonly onRun?: () => void;
  /** The same before a session is made, or given back. */
  readonly onSession?: () => void;
  readonly onRelease?: () => void;
  /** Before a tensor is put there, read, or given back. */
  readonly onPut?: () => void;
  readonly onGet?: () => void;
  readonly onGiveBack?: () => void;
  /** What it does to what it computes. */
  readonly spoil?: (data: Float32Array) => void;
};

type Lain = { data: Float32Array | undefined; readonly onEnd: (bytes: number) => void };

class Lying implements Resident {
  readonly dims: readonly number[];
  readonly of: Lain;

  constructor(dims: readonly number[], of: Lain) {
    this.dims = dims;
    this.of = of;
  }

  get tensor(): FloatTensor {
    const { data } = this.of;
    if (data === undefined) throw new Error('used after it was given back');
    return { dims: this.dims, data };
  }

  release(): void {
    if (this.of.data === undefined) throw new Error('given back twice');
    const { byteLength } = this.of.data;
    this.of.data = undefined;
    this.of.onEnd(byteLength);
  }
}

export function standIn(cpu: Runtime, { device, spoil, ...on }: StandInOptions = {}): StandIn {
  const all = new Set<Lain>();
  let [bytes, most] = [0, 0];
  const onEnd = (given: number) => {
    bytes -= given;
    on.onGiveBack?.();
  };
  const lie = ({ dims, data }: FloatTensor): Resident => {
    const of = { data, onEnd };
    all.add(of);
    bytes += data.byteLength;
    most = Math.max(most, bytes);
    return new Lying(dims, of);
  };
  const inMemory = (inputs: Readonly<Record<string, Feed>>): Record<string, Tensor> =>
    Object.fromEntries(
      Object.entries(inputs).map(([name, feed]) => {
        return [name, isResident(feed) ? (feed as Lying).tensor : feed] as const;
      }),
    );
  const session: Runtime['session'] = async (onnx, asked) => {
    on.onSession?.();
    // Else the CPU's runtime leaves a rounding to half precision out.
    const written = whole.precision === 'f16' ? { ...asked, asWritten: true } : asked;
    const made = await cpu.session(onnx, written);
    const computed: Session['run'] = async (inputs, outputs) => {
      on.onRun?.();
      const found = await made.run(inMemory(inputs), outputs);
      for (const { data } of Object.values(found)) spoil?.(data);
      return found;
    };
    const run: Session['run'] = async (inputs, outputs) => {
      const found = await computed(inputs, outputs);
      on.onGet?.();
      return found;
    };
    const stay: Session['stay'] = async (inputs, outputs) => {
      const found = Object.entries(await computed(inputs, outputs));
      return Object.fromEntries(found.map(([name, tensor]) => [name, lie(tensor)] as const));
    };
    const release = async () => {
      on.onRelease?.();
      await made.release();
    };
    return { ...made, run, stay, release };
  };
  const tensors: Device['tensors'] = {
    put: async ({ dims, data }) => {
      on.onPut?.();
      return lie({ dims, data: data.slice() });
    },
    get: async (tensor) => {
      on.onGet?.();
      const { dims, data } = (tensor as Lying).tensor;
      return { dims, data: data.slice() };
    },
    view: (tensor, dims) => {
      if (count(dims) !== count(tensor.dims)) throw new RangeError(`${tensor.dims} is no ${dims}`);
      return new Lying(dims, (tensor as Lying).of);
    },
  };
  const whole: Device = {
    ...{ name: 'Stand-in', api: 'none', precision: 'f32', memory: 2 ** 30, ...device },
    tensors,
  };
  return {
    runtime: { ...cpu, device: whole, session },
    lying: () => [...all].filter(({ data }) => data !== undefined).length,
    mostLying: () => most,
  };
}
