// Keras' layers that are computed, a record each: what TensorFlow.js calls it, what of its config counts, and which
// weights it has, in Keras' order. To add one: a record here, and a case in test/checkpoint/kerasKinds.test.ts.
import type { Shape } from '../../core/tensorflow.ts';
import type { JsonObject } from '../checkpoint.ts';
import type { Kind, KindWeight } from './kind.ts';
import { Config } from './layerConfig.ts';
import { spatialKinds } from './spatialKinds.ts';

const last = (input: Shape) => input.at(-1);

function dense(config: Config): readonly KindWeight[] {
  const units = config.number('units');
  return [
    { role: 'kernel', shape: (input) => [last(input), units] },
    ...config.if('use_bias', true, { role: 'bias', shape: () => [units] }),
  ];
}

/** Norms have a number a channel of each kind. */
function normed(config: Config, kept: readonly string[]): readonly KindWeight[] {
  const axis = config.axis();
  const shape = (input: Shape) => [input.at(axis)];
  return [
    ...config.if('scale', true, { role: 'gamma', shape }),
    ...config.if('center', true, { role: 'beta', shape }),
    ...kept.map((role) => ({ role, shape })),
  ];
}

const passing: Kind = { make: undefined };
const joined = (make: string): Kind => ({ make });

export const kinds: Readonly<Record<string, Kind>> = {
  ...spatialKinds,
  Dense: {
    make: 'dense',
    options: (config) => ({
      units: config.number('units'),
      useBias: config.flag('use_bias', true),
      activation: config.activation(),
    }),
    weights: dense,
  },
  BatchNormalization: {
    make: 'batchNormalization',
    options: (config) => {
      config.only('renorm', false);
      return {
        axis: config.axis(),
        epsilon: config.number('epsilon', 1e-3),
        center: config.flag('center', true),
        scale: config.flag('scale', true),
      };
    },
    weights: (config) => normed(config, ['moving_mean', 'moving_variance']),
  },
  LayerNormalization: {
    make: 'layerNormalization',
    options: (config) => {
      config.only('rms_scaling', false);
      return {
        axis: config.axis(),
        epsilon: config.number('epsilon', 1e-3),
        center: config.flag('center', true),
        scale: config.flag('scale', true),
      };
    },
    weights: (config) => normed(config, []),
  },
  Activation: {
    make: 'activation',
    options: (config) => ({ activation: config.activation() ?? 'linear' }),
  },
  ReLU: {
    make: 'reLU',
    options: (config) => {
      config.only('negative_slope', 0);
      config.only('threshold', 0);
      return { maxValue: config.maybe('max_value') };
    },
  },
  LeakyReLU: {
    make: 'leakyReLU',
    options: (config) => ({ alpha: config.number('negative_slope', config.number('alpha', 0.3)) }),
  },
  PReLU: {
    make: 'prelu',
    options: (config) => ({ sharedAxes: config.list('shared_axes') }),
    weights: (config) => {
      const shared = config.list('shared_axes') ?? [];
      const sizes = (input: Shape) =>
        input.slice(1).map((size, d) => (shared.includes(d + 1) ? 1 : size));
      return [{ role: 'alpha', shape: sizes }];
    },
  },
  ELU: { make: 'elu', options: (config) => ({ ...config.only('alpha', 1) }) },
  ThresholdedReLU: {
    make: 'thresholdedReLU',
    options: (config) => ({ theta: config.number('theta', 1) }),
  },
  Softmax: { make: 'softmax', options: (config) => ({ axis: config.axis() }) },
  Flatten: {
    make: 'flatten',
    options: (config) => ({ ...config.only('data_format', 'channels_last') }),
  },
  Reshape: {
    make: 'reshape',
    options: (config) => ({ targetShape: config.list('target_shape') ?? [] }),
  },
  Permute: { make: 'permute', options: (config) => ({ dims: config.list('dims') ?? [] }) },
  RepeatVector: { make: 'repeatVector', options: (config) => ({ n: config.number('n') }) },
  Rescaling: {
    make: 'rescaling',
    options: (config) => ({ scale: config.number('scale'), offset: config.number('offset', 0) }),
  },
  Embedding: {
    make: 'embedding',
    options: (config) => {
      config.only('mask_zero', false);
      return { inputDim: config.number('input_dim'), outputDim: config.number('output_dim') };
    },
    weights: (config) => {
      const shape = [config.number('input_dim'), config.number('output_dim')];
      return [{ role: 'embeddings', shape: () => shape }];
    },
  },
  Add: joined('add'),
  Multiply: joined('multiply'),
  Average: joined('average'),
  Maximum: joined('maximum'),
  Minimum: joined('minimum'),
  Concatenate: { make: 'concatenate', options: (config) => ({ axis: config.axis() }) },
  Dropout: passing,
  AlphaDropout: passing,
  SpatialDropout1D: passing,
  SpatialDropout2D: passing,
  GaussianDropout: passing,
  GaussianNoise: passing,
  ActivityRegularization: passing,
  Identity: passing,
};

/** Keras 2 and older spellings. */
const SPELLINGS: Readonly<Record<string, string>> = {
  Convolution1D: 'Conv1D',
  Convolution2D: 'Conv2D',
  Convolution2DTranspose: 'Conv2DTranspose',
  SeparableConvolution2D: 'SeparableConv2D',
  BatchNormalizationV1: 'BatchNormalization',
  BatchNormalizationV2: 'BatchNormalization',
};

export function kindOf(className: string): Kind | undefined {
  const name = Object.hasOwn(SPELLINGS, className) ? SPELLINGS[className] : className;
  return Object.hasOwn(kinds, name) ? kinds[name] : undefined;
}

/** The roles of a layer's weights, in Keras' order; undefined where nobody here knows the kind, or its config. */
export function rolesOf(className: string, config: JsonObject): readonly string[] | undefined {
  const kind = kindOf(className);
  if (!kind) return undefined;
  try {
    return (kind.weights?.(new Config(config)) ?? []).map(({ role }) => role);
  } catch {
    return undefined;
  }
}
