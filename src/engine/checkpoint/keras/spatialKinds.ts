// Layers on images and lines: convolutions, pooling, borders.
import type { Shape } from '../../core/tensorflow.ts';
import type { Kind } from './kind.ts';
import type { Config } from './layerConfig.ts';

/** The kernel of a convolution, whose last two sizes `ends` says for the channels that come in. */
function convolution(
  rank: number,
  role: string,
  ends: (config: Config, channels: number | undefined) => Shape,
  bias: (config: Config, channels: number | undefined) => number | undefined,
): Kind['weights'] {
  return (config) => {
    const channels = channelsOf(config);
    const size = config.sizes('kernel_size', rank);
    return [
      { role, shape: (input) => [...size, ...ends(config, channels(input))] },
      ...config.if('use_bias', true, {
        role: 'bias',
        shape: (input: Shape) => [bias(config, channels(input))],
      }),
    ];
  };
}

function channelsOf(config: Config): (input: Shape) => number | undefined {
  const isFirst = config.text('data_format', 'channels_last') === 'channels_first';
  return (input) => (isFirst ? input[1] : input.at(-1));
}

const filters = (config: Config) => config.number('filters');
const times = (config: Config, channels: number | undefined) =>
  (channels ?? 0) * config.number('depth_multiplier', 1);

function windowed(rank: number): (config: Config) => Record<string, unknown> {
  return (config) => {
    config.only('groups', 1);
    return {
      kernelSize: config.sizes('kernel_size', rank),
      strides: config.sizes('strides', rank, 1),
      padding: config.padding(),
      dataFormat: config.format(),
      dilationRate: config.sizes('dilation_rate', rank, 1),
      useBias: config.flag('use_bias', true),
      activation: config.activation(),
    };
  };
}

function convolved(make: string, rank: number): Kind {
  return {
    make,
    options: (config) => ({ ...windowed(rank)(config), filters: filters(config) }),
    weights: convolution(rank, 'kernel', (config, c) => [c, filters(config)], filters),
  };
}

function pooled(make: string, rank: number): Kind {
  return {
    make,
    options: (config) => ({
      poolSize: config.sizes('pool_size', rank),
      strides: config.sizes('strides', rank, config.sizes('pool_size', rank)),
      padding: config.padding(),
      ...(rank === 1
        ? config.only('data_format', 'channels_last')
        : { dataFormat: config.format() }),
    }),
  };
}

function wholePooled(make: string, rank: number): Kind {
  return {
    make,
    options: (config) => {
      config.only('keepdims', false);
      return rank === 1
        ? { ...config.only('data_format', 'channels_last') }
        : { dataFormat: config.format() };
    },
  };
}

export const spatialKinds: Readonly<Record<string, Kind>> = {
  Conv1D: convolved('conv1d', 1),
  Conv2D: convolved('conv2d', 2),
  Conv3D: convolved('conv3d', 3),
  Conv2DTranspose: {
    make: 'conv2dTranspose',
    options: (config) => {
      config.only('output_padding', undefined);
      return { ...windowed(2)(config), filters: filters(config) };
    },
    weights: convolution(2, 'kernel', (config, c) => [filters(config), c], filters),
  },
  DepthwiseConv2D: {
    make: 'depthwiseConv2d',
    options: (config) => ({
      ...windowed(2)(config),
      depthMultiplier: config.number('depth_multiplier', 1),
    }),
    weights: convolution(
      2,
      'depthwise_kernel',
      (config, c) => [c, config.number('depth_multiplier', 1)],
      times,
    ),
  },
  SeparableConv2D: {
    make: 'separableConv2d',
    options: (config) => ({
      ...windowed(2)(config),
      filters: filters(config),
      depthMultiplier: config.number('depth_multiplier', 1),
    }),
    weights: (config) => {
      const channels = channelsOf(config);
      const size = config.sizes('kernel_size', 2);
      const multiplier = config.number('depth_multiplier', 1);
      return [
        { role: 'depthwise_kernel', shape: (input) => [...size, channels(input), multiplier] },
        {
          role: 'pointwise_kernel',
          shape: (input) => [1, 1, times(config, channels(input)), filters(config)],
        },
        ...config.if('use_bias', true, { role: 'bias', shape: () => [filters(config)] }),
      ];
    },
  },
  MaxPooling1D: pooled('maxPooling1d', 1),
  MaxPooling2D: pooled('maxPooling2d', 2),
  AveragePooling1D: pooled('averagePooling1d', 1),
  AveragePooling2D: pooled('averagePooling2d', 2),
  GlobalMaxPooling1D: wholePooled('globalMaxPooling1d', 1),
  GlobalMaxPooling2D: wholePooled('globalMaxPooling2d', 2),
  GlobalAveragePooling1D: wholePooled('globalAveragePooling1d', 1),
  GlobalAveragePooling2D: wholePooled('globalAveragePooling2d', 2),
  ZeroPadding2D: {
    make: 'zeroPadding2d',
    options: (config) => ({ padding: config.borders('padding'), dataFormat: config.format() }),
  },
  Cropping2D: {
    make: 'cropping2D',
    options: (config) => ({ cropping: config.borders('cropping'), dataFormat: config.format() }),
  },
  UpSampling2D: {
    make: 'upSampling2d',
    options: (config) => {
      config.only('interpolation', 'nearest');
      return { size: config.sizes('size', 2), dataFormat: config.format() };
    },
  },
};
