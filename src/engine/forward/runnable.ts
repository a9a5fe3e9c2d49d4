// Whatever can be run: a model of a known family, whose graphs we write, or one that its own file describes.
import type { Model } from '../family/model.ts';
import type { Network } from './network.ts';
import { networkOf } from './transformer.ts';
import { type ValueModel, valueNetwork } from './valueModel.ts';

export type Runnable = Model | ValueModel;

export function isValueModel(model: Runnable): model is ValueModel {
  return 'kind' in model;
}

export function runnableNetwork(model: Runnable): Network {
  return isValueModel(model) ? valueNetwork(model) : networkOf(model);
}
