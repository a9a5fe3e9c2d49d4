// A transformer of images on a task of data. Patches are its positions: those of one region stand together, as nothing
// but the vector that is added to each says where it lies; the first vector, at which the class is read, is the last, and
// is what has no place. A mixture is the picture that has its regions of several rows.
import { EngineError } from '../core/error.ts';
import { regionsOfMap } from '../dataflow/places.ts';
import type { Model } from '../family/model.ts';
import type { DataTask } from '../task/data/dataTask.ts';
import type { Rows } from '../task/data/rows.ts';
import type { Input } from '../task/trial.ts';
import type { Network } from './network.ts';
import { rowOrder } from './rowOrder.ts';
import { networkOf } from './transformer.ts';

export type PatchSight = {
  readonly rows: Rows;
  /** By number of the image [C, H, W], which of a row's it is. */
  readonly order: Int32Array;
  /** By number of a row its region. */
  readonly regionOf: Int32Array;
  /** By position which of the model's it is. */
  readonly places: readonly number[]; // [T]
  /** How many patches each region has. */
  readonly sizes: readonly number[]; // [regions]
};

export type PatchModel = {
  readonly kind: 'patches';
  readonly name: string;
  readonly model: Model;
  readonly checkpoint: Model['checkpoint'];
  readonly notes: readonly string[];
  /** Undefined until it meets its task. */
  readonly sight: PatchSight | undefined;
};

/** The model as the task sees it. Throws EngineError('task-model') where the two do not fit. */
export function withPatches(
  patches: PatchModel,
  { data: { rows, regions } }: DataTask,
): PatchModel {
  const { name, model } = patches;
  const { channels, height, width, patch } = model.spec.image!;
  const shape = [undefined, channels, height, width];
  const { order } = rowOrder(name, { name: 'pixels', shape, channels: 'first' }, rows);
  const refused = (found: string, hint: string) =>
    new EngineError('task-model', `${name} ${found}`, { hint });
  if (model.spec.vocabulary < rows.classes.length) {
    const found = `has ${model.spec.vocabulary} classes, the task ${rows.classes.length}`;
    throw refused(found, 'List in the task the classes that the outputs stand for.');
  }
  const grid = [height / patch.height, width / patch.width];
  const of = regions.picture && regionsOfMap([...grid, 1], 'last', regions.picture);
  if (!of) {
    const found = `has ${grid.join(' x ')} patches, and no patch's centre lies in some region of the task`;
    throw refused(
      found,
      'Give the task "regions" that are parts of the picture, each as large as a patch.',
    );
  }
  const byRegion = regions.names.map((_, r) => [...of.keys()].filter((p) => of[p] === r));
  const places = [...byRegion.flat().map((p) => 1 + p), 0];
  const sizes = byRegion.map(({ length }) => length);
  const sight = { rows, order, regionOf: regions.of, places, sizes };
  return { ...patches, sight, notes: [...patches.notes, ...notesOf(model, sight, of)] };
}

/** `of`: by patch its region. */
function notesOf({ spec }: Model, { rows, order, regionOf }: PatchSight, of: Int32Array): string[] {
  const { height, width, patch } = spec.image!;
  const patchOf = (i: number) => {
    const [y, x] = [Math.floor(i / width) % height, i % width];
    return Math.floor(y / patch.height) * (width / patch.width) + Math.floor(x / patch.width);
  };
  const isCut = order.some((from, i) => regionOf[from] !== of[patchOf(i)]);
  const [outputs, classes] = [spec.vocabulary, rows.classes.length];
  return [
    ...(isCut
      ? [
          `Some patches (${patch.height} x ${patch.width}) lie in several regions: each is at that which has its centre.`,
        ]
      : []),
    ...(outputs > classes
      ? [`The model has ${outputs} outputs: the first ${classes} are the task's classes.`]
      : []),
  ];
}

export function patchNetwork({ name, model, sight }: PatchModel): Network {
  if (!sight) throw new EngineError('internal', `${name} was not prepared for a task`);
  const network = networkOf(model);
  const { places } = sight;
  return {
    ...network,
    async embed(job, inputs, T) {
      const pictures = inputs.map((input) => ({ ...input, values: pictureOf(sight, input) }));
      const own = await network.embed(job, pictures, T); // [B, T, d]
      const d = own.length / (inputs.length * T);
      const x = new Float32Array(own.length);
      for (const b of inputs.keys()) {
        for (const [t, place] of places.entries()) {
          const from = (b * T + place) * d;
          x.set(own.subarray(from, from + d), (b * T + t) * d);
        }
      }
      return x;
    },
  };
}

/** [C, H, W]. An input names at each position the row that its region is of. */
function pictureOf({ rows, order, regionOf, sizes }: PatchSight, { values }: Input): Float32Array {
  let first = 0;
  const rowOf = sizes.map((size) => {
    first += size;
    return values[first - size];
  });
  return Float32Array.from(order, (i) => rows.numbers[rowOf[regionOf[i]] * order.length + i]);
}
