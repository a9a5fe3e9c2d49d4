// What Keras' tensors are called here, whatever the file: the layer's name, through the models that it lies in, and the
// weight's, as in "encoder/conv1/kernel". So the same weights have the same names in .keras, .h5 and TensorFlow.js.
import type { Hdf5 } from '../hdf5/hdf5.ts';
import { kinds, rolesOf } from './kinds.ts';
import { allLayers, type KerasLayer, type KerasModel } from './model.ts';

/** By the path of each dataset that is a weight. */
export type Names = ReadonlyMap<string, string>;

/** Of the tree that Keras 3 writes: layers/dense_1/vars/0, by class and order. */
export function storeNames(h5: Hdf5, model: KerasModel | undefined): Names {
  const layers = model ? storePaths(model.layers, '') : new Map<string, KerasLayer>();
  const weights = weightsOf(h5);
  const names = new Map<string, string>();
  for (const path of h5.datasets.keys()) {
    const [, owner, rest] = /^(.*?)\/?vars\/([^/]+)$/.exec(path) ?? [];
    if (owner === undefined) continue;
    const layer = layers.get(owner.replaceAll('_layer_checkpoint_dependencies', 'layers')); // Keras 2.13
    const roles = layer
      ? rolesOf(layer.className, layer.config)
      : rolesBySight(owner, weights.get(owner) ?? 0);
    const role = /^\d+$/.test(rest) ? roles?.[Number(rest)] : undefined;
    names.set(path, `${layer?.path ?? ownName(h5, owner, layers)}/${role ?? rest}`);
  }
  return unique(names);
}

function storePaths(layers: readonly KerasLayer[], above: string): Map<string, KerasLayer> {
  const paths = new Map<string, KerasLayer>();
  const used = new Map<string, number>();
  for (const layer of layers) {
    const key = snakeCase(layer.className);
    const before = used.get(key) ?? 0;
    used.set(key, before + 1);
    const path = `${above}layers/${key}${before === 0 ? '' : `_${before}`}`;
    paths.set(path, layer);
    for (const [inner, each] of storePaths(layer.layers ?? [], `${path}/`)) paths.set(inner, each);
  }
  return paths;
}

/** As Keras does: MaxPooling2D is max_pooling2d, ReLU re_lu. */
function snakeCase(className: string): string {
  return className
    .replace(/\W+/g, '')
    .replace(/(.)([A-Z][a-z]+)/g, '$1_$2')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase();
}

/** Without a config: each group on the way has its layer's name as an attribute, from Keras 3.7 on. */
function ownName(h5: Hdf5, owner: string, layers: ReadonlyMap<string, KerasLayer>): string {
  const segments = owner.split('/');
  return segments
    .flatMap((segment, i) => {
      const path = segments.slice(0, i + 1).join('/');
      const said = layers.get(path)?.name ?? h5.groups.get(`${path}/vars`)?.get('name');
      if (typeof said === 'string') return [said];
      return segment === 'layers' || segment === '' ? [] : [segment];
    })
    .join('/');
}

const bySnakeCase = new Map(Object.keys(kinds).map((name) => [snakeCase(name), name]));

/** How many each owner has. */
function weightsOf(h5: Hdf5): ReadonlyMap<string, number> {
  const times = new Map<string, number>();
  for (const path of h5.datasets.keys()) {
    const owner = path.replace(/\/?vars\/[^/]+$/, '');
    times.set(owner, (times.get(owner) ?? 0) + 1);
  }
  return times;
}

/** The roles that a layer of this class has by default, or without its bias: as many as there are. */
function rolesBySight(owner: string, weights: number): readonly string[] | undefined {
  const key = owner.split('/').at(-1) ?? '';
  const className = bySnakeCase.get(key) ?? bySnakeCase.get(key.replace(/_\d+$/, ''));
  if (className === undefined) return undefined;
  const roles = rolesOf(className, { ...ANY_SIZES });
  if (!roles || weights === roles.length) return roles;
  return roles.at(-1) === 'bias' && weights === roles.length - 1 ? roles : undefined;
}

/** Roles do not depend on them. */
const ANY_SIZES = { units: 1, filters: 1, kernel_size: 1, input_dim: 1, output_dim: 1 };

/** Of the groups of a .h5: model_weights/conv1/conv1/kernel:0, a group a layer of the top. */
export function legacyNames(h5: Hdf5, model: KerasModel | undefined, above: string): Names {
  const top = new Map(model?.layers.map((layer) => [layer.name, ownersIn([layer])]));
  const names = new Map<string, string>();
  for (const path of h5.datasets.keys()) {
    if (above !== '' && !path.startsWith(`${above}/`)) continue;
    const [group, ...rest] = path.slice(above === '' ? 0 : above.length + 1).split('/');
    names.set(path, weightName(rest.join('/'), top.get(group) ?? nobody, group));
  }
  return unique(names);
}

/** Of TensorFlow.js's manifest: "conv1/kernel", without the models that a layer lies in. */
export function manifestNames(weights: readonly string[], model: KerasModel): Names {
  const owners = ownersIn(model.layers);
  return unique(new Map(weights.map((name) => [name, weightName(name, owners, undefined)])));
}

type Owners = {
  /** Where there is no other. */
  readonly only: KerasLayer | undefined;
  /** Undefined: several have the name. */
  readonly byName: ReadonlyMap<string, KerasLayer | undefined>;
};

const nobody: Owners = { only: undefined, byName: new Map() };

function ownersIn(among: readonly KerasLayer[]): Owners {
  const byName = new Map<string, KerasLayer | undefined>();
  for (const layer of allLayers(among)) {
    byName.set(layer.name, byName.has(layer.name) ? undefined : layer);
  }
  const [only] = among;
  return { only: among.length === 1 && !only.layers ? only : undefined, byName };
}

/** Its last two parts are layer and role; the layer is sought among the owners. */
function weightName(said: string, { only, byName }: Owners, group: string | undefined): string {
  const parts = said.split('/');
  const last = (parts.at(-1) ?? said).replace(/:\d+$/, '');
  const [owner] = parts.slice(-2, -1);
  const found = only ?? (owner === undefined ? undefined : byName.get(owner));
  if (found) return `${found.path}/${roleOf(found, last)}`;
  const inside = owner === undefined || owner === group ? [] : [owner];
  return [...(group === undefined ? [] : [group]), ...inside, last].join('/');
}

/** Keras 3 calls the depthwise kernel a kernel. */
function roleOf({ className, config }: KerasLayer, said: string): string {
  const roles = rolesOf(className, config) ?? [];
  return said === 'kernel' && !roles.includes('kernel') && roles.includes(`depthwise_${said}`)
    ? `depthwise_${said}`
    : said;
}

/** Two of one name keep those of the file. */
function unique(names: ReadonlyMap<string, string>): Names {
  const times = new Map<string, number>();
  for (const name of names.values()) times.set(name, (times.get(name) ?? 0) + 1);
  return new Map([...names].map(([path, name]) => [path, times.get(name) === 1 ? name : path]));
}
