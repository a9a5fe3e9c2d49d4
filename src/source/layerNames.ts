// Which names of libraries are containers, layers with tensors, or layers without any.
import { importedLayers, layers } from './layers.ts';

export function isContainer(path: string): boolean {
  return /(?:^|\.)(?:ModuleList|Sequential|ModuleDict|ParameterList|ParameterDict)$/.test(path);
}

/** The layer of a name: of torch.nn, or imported from elsewhere under a name that says it. */
export function layerOf(path: string) {
  const name = path.split('.').at(-1) ?? path;
  const ofTorch = path.startsWith('torch.') || !path.includes('.');
  const known = ofTorch ? layers.get(name) : undefined;
  return known ?? importedLayers.find(([pattern]) => pattern.test(name))?.[1];
}

/** Layers of torch.nn that hold no tensors. */
export function isTensorless(name: string): boolean {
  return tensorless.test(name) && name !== 'AdaptiveLogSoftmaxWithLoss';
}

const tensorless =
  /^(?:Module|Identity|(?:Feature)?(?:Alpha)?Dropout[123]?d?|\w*Pool[123]d|\w*Pad[123]d|Flatten|Unflatten|Upsample|Upsampling\w+|Pixel(?:Uns|S)huffle|ChannelShuffle|Fold|Unfold|\w*Loss|\w*(?:ReLU6?|ELU|GELU|SiLU|GLU|Mish|Tanh|Sigmoid|Softmax2?d?|Softmin|Softplus|Softsign|Hardswish|Hardshrink|Softshrink|Tanhshrink|Threshold|LogSoftmax)|CosineSimilarity|PairwiseDistance|LocalResponseNorm|CrossMapLRN2d)$/;
