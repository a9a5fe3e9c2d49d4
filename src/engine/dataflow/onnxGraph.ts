// The network of an ONNX file as it stands there: any value can be given, and any wanted. What is between them
// becomes a model of its own, made of the file's nodes and weights.
import { EngineError } from '../core/error.ts';
import type { Job } from '../core/job.ts';
import { orReleased } from '../core/madeOnce.ts';
import type { Ports } from '../core/ports.ts';
import type { FloatTensor, Tensor } from '../core/tensor.ts';
import { inBatches } from './batches.ts';
import { channelsOf } from './onnxChannels.ts';
import { feedsOf } from './onnxFeeds.ts';
import { requiredOf } from './onnxFill.ts';
import { learntAxes } from './onnxLearn.ts';
import type { OnnxModel, OnnxValue } from './onnxModel.ts';
import { rolesOf } from './onnxRoles.ts';
import { runtimeTypes, type Sessions, sessionsOf } from './onnxSessions.ts';
import { type Axes, axesOf } from './onnxSizes.ts';
import { FLOAT32, isFloat, isNumeric, typeName, typeNumber } from './onnxTypes.ts';
import type { ValueGraph, ValueInfo } from './valueGraph.ts';

type Given = Readonly<Record<string, Tensor>>;
type Types = ReadonlyMap<string, number | undefined>;

/** Makes the network. Three small runs tell the shapes of its values. Throws EngineError where it cannot be run. */
export async function onnxGraph(model: OnnxModel, ports: Ports): Promise<ValueGraph> {
  const runtime = await ports.runtime();
  const { main, fixed } = rolesOf(model);
  const computed = model.nodes.flatMap(({ gives }) => gives).filter((name) => !fixed.has(name));
  const required = requiredInputs(model);
  const found = await runtimeTypes(model, runtime, computed);
  const types: Types = new Map([
    ...model.inputs.map(({ name, type }) => [name, type] as const),
    ...[...found].map(([name, { type }]) => [name, typeNumber(type)] as const),
  ]);
  const sessions = sessionsOf(model, runtime, (name) => numericType(model, types, name));
  const inputAxes = new Map(
    model.inputs.map((input): [string, Axes] => [input.name, axesOf(input)]),
  );
  const [batch] = axesOf(required[0]);
  const wanted = computed.filter((name) => isNumeric(types.get(name)));
  const learnt = await orReleased(sessions, () =>
    learntAxes(required, typeof batch === 'string' ? batch : undefined, (given) =>
      computePart(model, sessions, inputAxes, given, wanted),
    ),
  );
  await sessions.release(); // the one that gives everything
  const said = [...found].map(([name, { axes }]): [string, Axes] => [name, axes]);
  const axes = new Map([...(learnt ?? said), ...inputAxes]);
  const computedBy = `${runtime.name} ${runtime.version}`;
  return new OnnxGraph({ model, sessions, axes, types, main, batch, computedBy });
}

/** Those that do not follow from the others: there is one. */
function requiredInputs(model: OnnxModel): readonly OnnxValue[] {
  const required = requiredOf(model);
  if (required.length === 0) throw refused(model, 'takes no input');
  const odd = required.find(({ type }) => !isNumeric(type));
  if (odd) throw refused(model, `takes ${model.quoted(odd.name)}, which is ${typeName(odd.type)}`);
  return required;
}

function refused(model: OnnxModel, what: string): EngineError {
  return new EngineError('model-unknown', `${model.file} ${what}`, {
    hint: 'Its tensors can be looked at; as a network it is not run.',
  });
}

function numericType(model: OnnxModel, types: Types, name: string): number {
  const type = types.get(name);
  if (isNumeric(type)) return type;
  const value = `the value ${model.quoted(name)} of ${model.file}`;
  const found = types.has(name) ? `is ${typeName(type)}` : 'is none that depends on an input';
  throw new EngineError('model-inconsistent', `${value} ${found}`);
}

async function computePart(
  model: OnnxModel,
  sessions: Sessions,
  axes: ReadonlyMap<string, Axes>,
  given: Given,
  wanted: readonly string[],
): Promise<Record<string, FloatTensor>> {
  const part = await sessions.get(Object.keys(given), wanted);
  const ports = part.wanted.map(({ port }) => port);
  const results = await part.session.run(feedsOf(model, part, given, axes), ports);
  return Object.fromEntries(part.wanted.map(({ name, port }) => [name, results[port]]));
}

type Facts = {
  readonly model: OnnxModel;
  readonly sessions: Sessions;
  readonly axes: ReadonlyMap<string, Axes>;
  readonly types: Types;
  readonly main: ReadonlySet<string>;
  /** The first axis of the first input: samples, by name, or so many at a time. */
  readonly batch: number | string;
  readonly computedBy: string;
};

class OnnxGraph implements ValueGraph {
  readonly inputs: readonly ValueInfo[];
  readonly outputs: readonly ValueInfo[];
  readonly values: ReadonlyMap<string, ValueInfo>;
  readonly steps: ValueGraph['steps'];
  readonly computedBy: string;
  readonly #facts: Facts;
  /** Runs wait for each other: a session may be given up for another. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(facts: Facts) {
    this.#facts = facts;
    this.computedBy = facts.computedBy;
    this.values = valuesOf(facts);
    const { model, main } = facts;
    const known = (name: string) => this.values.get(name) ?? [];
    this.inputs = model.inputs
      .filter(({ name }) => main.has(name))
      .flatMap(({ name }) => known(name));
    this.outputs = outputsOf(facts).flatMap(known);
    this.steps = model.nodes
      .filter(({ gives }) => gives.some((name) => main.has(name)))
      .map(({ op, takes, gives }) => ({
        op,
        takes: takes.filter((name) => main.has(name)),
        gives: gives.filter((name) => main.has(name)),
      }));
  }

  run(job: Job, given: Given, wanted: readonly string[]): Promise<Record<string, FloatTensor>> {
    const run = this.#last.then(() => this.#run(job, given, wanted));
    this.#last = run.catch(() => undefined);
    return run;
  }

  async release(): Promise<void> {
    await this.#last;
    await this.#facts.sessions.release();
  }

  async #run(job: Job, given: Given, wanted: readonly string[]) {
    const { model, sessions, axes, batch, types } = this.#facts;
    for (const name of Object.keys(given)) numericType(model, types, name);
    const asked = [...new Set(wanted)].filter((name) => !Object.hasOwn(given, name));
    const results: Record<string, FloatTensor> = {};
    if (asked.length > 0) {
      const size = typeof batch === 'number' ? batch : undefined;
      const part = (some: Given) => computePart(model, sessions, axes, some, asked);
      Object.assign(results, await inBatches(job, { file: model.file, size }, given, part));
    }
    for (const name of wanted) results[name] ??= asFloats(given[name]);
    return results;
  }
}

function asFloats({ dims, data }: Tensor): FloatTensor {
  return { dims, data: data instanceof Float32Array ? data : Float32Array.from(data) };
}

/** Inputs, those too that need not be given, and what depends on them sample by sample. */
function valuesOf({ model, axes, types, main, batch }: Facts): ReadonlyMap<string, ValueInfo> {
  const names = [...model.inputs, ...model.nodes.flatMap(({ gives }) => gives)]
    .map((each) => (typeof each === 'string' ? each : each.name))
    .filter((name) => main.has(name) || model.inputs.some((input) => input.name === name));
  const bySample = names.filter(
    (name) => axes.get(name)?.[0] === batch && isNumeric(types.get(name)),
  );
  const channels = channelsOf(model, (name) => axes.get(name));
  return new Map(
    bySample.map((name): [string, ValueInfo] => {
      const [, ...rest] = axes.get(name) ?? [];
      const shape = [
        undefined,
        ...rest.map((axis) => (typeof axis === 'number' ? axis : undefined)),
      ];
      const integer = !isFloat(types.get(name) ?? FLOAT32);
      return [name, { name, shape, integer, channels: channels.get(name) }];
    }),
  );
}

/** Keys and values for tokens to come. */
const PRESENT = /^present(?:_key_values?)?[._]/;

/** The file's outputs that are numbers, of more kinds than one those that are no labels. */
function outputsOf({ model, types }: Facts): readonly string[] {
  const numbers = model.outputs
    .map(({ name }) => (isNumeric(types.get(name)) ? name : inMap(model, name)))
    .filter((name) => isNumeric(types.get(name)));
  const floats = numbers.filter((name) => isFloat(types.get(name) ?? 0) && !PRESENT.test(name));
  return floats.length > 0 ? floats : numbers;
}

/** Classifiers of scikit-learn give maps from label to probability, made from a tensor of these. */
function inMap({ nodes }: OnnxModel, output: string): string {
  const giver = nodes.find(({ op, gives }) => op === 'ZipMap' && gives.includes(output));
  return giver?.takes[0] ?? output;
}
