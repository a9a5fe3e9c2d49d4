// Sessions of the runtime for parts of a graph, by what is given and what is wanted: made once, the last used stay.
import type { Runtime, Session } from '../core/runtime.ts';
import { encodePart, type Port, portsOf } from './onnxEncode.ts';
import { requiredOf } from './onnxFill.ts';
import type { OnnxModel, OnnxValue } from './onnxModel.ts';
import { type Part, partOf } from './onnxParts.ts';
import { FLOAT32, INT64 } from './onnxTypes.ts';

/** Each session has its own copy of the weights in it: so many bytes of them stay, and one session in any case. */
const KEPT_BYTES = 512 << 20;

export type PartSession = {
  readonly part: Part;
  readonly session: Session;
  /** What is fed, those that are filled and sizes included. */
  readonly given: readonly Port[];
  readonly wanted: readonly Port[];
  readonly bytes: number;
};

export type Sessions = {
  get(given: readonly string[], wanted: readonly string[]): Promise<PartSession>;
  release(): Promise<void>;
};

/** `typeOf` knows all that may be given or wanted. */
export function sessionsOf(
  model: OnnxModel,
  runtime: Runtime,
  typeOf: (name: string) => number,
): Sessions {
  const kept = new Map<string, PartSession>();
  return {
    async get(given, wanted) {
      const key = JSON.stringify([given.toSorted(), wanted]);
      const found = kept.get(key) ?? (await partSession(model, runtime, typeOf, given, wanted));
      kept.delete(key);
      kept.set(key, found); // now the last used
      let bytes = [...kept.values()].reduce((sum, each) => sum + each.bytes, 0);
      for (const [other, session] of kept) {
        if (bytes <= KEPT_BYTES || other === key) break;
        kept.delete(other);
        bytes -= session.bytes;
        await session.session.release();
      }
      return found;
    },
    async release() {
      const sessions = [...kept.values()];
      kept.clear();
      for (const { session } of sessions) await session.release();
    },
  };
}

async function partSession(
  model: OnnxModel,
  runtime: Runtime,
  typeOf: (name: string) => number,
  given: readonly string[],
  wanted: readonly string[],
): Promise<PartSession> {
  const part = partOf(model, new Set(given), wanted);
  const sizes = part.sizes.flatMap(({ gives }) => gives);
  const isSize = new Set(sizes);
  const ports = portsOf([...part.given, ...part.filled, ...sizes], 'given', (name) =>
    isSize.has(name) ? INT64 : typeOf(name),
  );
  const outputs = portsOf(wanted, 'wanted', typeOf);
  const axes = new Map(model.inputs.map(({ name, dims }) => [name, dims]));
  const fed = ports.map((port) => {
    return { ...port, axes: isSize.has(port.name) ? [undefined] : axes.get(port.name) };
  });
  const bytes = await encodePart(model, part, fed, outputs);
  const session = await runtime.session(bytes, { asWritten: true });
  return { part, session, given: ports, wanted: outputs, bytes: bytes.length };
}

export type Typed = {
  /** undefined: no tensor. */
  readonly type: string | undefined;
  readonly axes: readonly (number | string)[];
};

/** From here on a weight need not be read for types: those that are sizes and axes are shorter. */
const LONG_WEIGHT = 4_096;

/** Every value that needs an input, as the runtime understands it, without the numbers of the long weights. */
export async function runtimeTypes(
  model: OnnxModel,
  runtime: Runtime,
  wanted: readonly string[],
): Promise<ReadonlyMap<string, Typed>> {
  const required = requiredOf(model);
  const part = partOf(model, new Set(required.map(({ name }) => name)), wanted);
  const known = new Map<
    string,
    { readonly type: number | undefined; readonly dims: OnnxValue['dims'] }
  >([...model.inputs.map((input) => [input.name, input] as const), ...model.weights]);
  const isLong = (name: string) => {
    const weight = model.weights.get(name);
    return weight?.type === FLOAT32 && !weight.isSparse && weight.bytes >= LONG_WEIGHT;
  };
  const fed = [...part.given, ...part.filled, ...part.weights.filter(isLong)].map((name) => {
    const { type = 0, dims } = known.get(name) ?? {};
    return { name, port: name, type, axes: dims };
  });
  const weights = part.weights.filter((name) => !isLong(name));
  const outputs = wanted.map((name) => ({ name, port: name, type: 0 }));
  const bytes = await encodePart(model, { ...part, weights }, fed, outputs);
  const session = await runtime.session(bytes, { asWritten: true });
  const types = new Map(
    session.outputs.map(({ name, type, dims }) => [name, { type, axes: dims }]),
  );
  await session.release();
  return types;
}
