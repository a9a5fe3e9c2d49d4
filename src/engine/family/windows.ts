// How far back the positions of each layer see. Some model types read it from the config; but in every model that
// answers word by word transformers makes its cache by the same keys, and fails where they make no sense.
import type { Json } from '../checkpoint/checkpoint.ts';
import { type Config, shown } from './config.ts';

type Windows = (layer: number) => number | undefined;
type LayerTypes = readonly ('full_attention' | 'sliding_attention')[];

const all: Windows = () => undefined;

/** How many positions a position of each layer sees, itself the last of them; undefined: all before it. */
export function windowOf(config: Config, layers: number): Windows {
  const types = layerTypes(config, layers);
  if (!config.has('window')) return all; // nor is there a cache
  if (config.has('useWindow')) return windowByLayer(config, layers, types);
  if (config.has('pattern')) return windowByPattern(config, types);
  if (config.reads('window')) {
    // transformers' mask, attention and cache then read different keys, and it ends in an error.
    if (types) throw config.wrong('layer_types', types, `no such key for ${config.type}`);
    const window = config.sizeIfAny('window');
    return () => window;
  }
  checkCache(config, types);
  return all;
}

/** Qwen2 and Qwen3: from a layer on, or in the layers that the config names. No list of layers: a config may say any number. */
function windowByLayer(config: Config, layers: number, types: LayerTypes | undefined): Windows {
  const uses = config.flag('useWindow');
  // transformers looks at the kind of a number that it does not come to use.
  for (const key of ['sliding_window', 'max_window_layers']) {
    const said = config.json[key] ?? null;
    if (said !== null && !Number.isSafeInteger(said))
      throw config.wrong(key, said, 'a whole number');
  }
  const from = types ? 0 : config.size('windowFrom', 0);
  const slides = (layer: number) => (types ? types[layer] === 'sliding_attention' : layer >= from);
  const some = types ? types.includes('sliding_attention') : from < layers;
  if (!some || !(uses || types)) return all;
  if (types && !uses) {
    throw config.wrong(
      'layer_types',
      types,
      'full_attention alone, since use_sliding_window is false',
    );
  }
  const window = config.sizeIfAny('window');
  if (window === undefined && types) {
    throw config.wrong('sliding_window', null, 'a size, since layer_types has sliding_attention');
  }
  return (layer) => (slides(layer) ? window : undefined);
}

/** Gemma: as the config lists, else every so many layers one sees all. */
function windowByPattern(config: Config, types: LayerTypes | undefined): Windows {
  const window = config.size('window'); // transformers makes a mask of it also where no layer slides
  if (types) {
    noteOtherPattern(config, types);
    return (layer) => (types[layer] === 'sliding_attention' ? window : undefined);
  }
  const pattern = config.size('pattern');
  return (layer) => ((layer + 1) % pattern === 0 ? undefined : window);
}

function noteOtherPattern(config: Config, types: LayerTypes): void {
  const { sliding_window_pattern: pattern } = config.json;
  const slides = (layer: number) => (layer + 1) % Number(pattern) !== 0;
  const isSame = types.every((type, layer) => (type === 'sliding_attention') === slides(layer));
  if (pattern === undefined || isSame) return;
  config.note(
    `${config.key('sliding_window_pattern')} is ${shown(pattern)}, but layer_types is there: that is used, as transformers 5 does`,
  );
}

/** For a type whose attention sees all. */
function checkCache(config: Config, types: LayerTypes | undefined): void {
  config.sizeIfAny('window'); // notes what is passed over
  const { sliding_window: said } = config.json;
  const slides = types?.includes('sliding_attention') ?? false;
  const isNone = said === undefined || said === null;
  if (isNone ? !slides : Number.isSafeInteger(said) && Number(said) >= 1) return;
  const allowed = slides ? ', since layer_types has sliding_attention' : ', or none';
  throw config.wrong('sliding_window', said, `a whole number from 1${allowed}`);
}

function layerTypes(config: Config, layers: number): LayerTypes | undefined {
  const { layer_types: types } = config.json;
  if (types === undefined || types === null) return undefined;
  const isKnown = (type: Json) => type === 'full_attention' || type === 'sliding_attention';
  if (Array.isArray(types) && types.length === layers && types.every(isKnown)) {
    return types as unknown as LayerTypes;
  }
  throw config.wrong('layer_types', types, `${layers} times full_attention or sliding_attention`);
}
