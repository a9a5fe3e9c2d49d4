// Whatever can be run: a model of a known family, whose graphs we write, or one that its own file describes.
import { shuffledTwin } from '../checkpoint/twin.ts';
import type { Model } from '../family/model.ts';
import type { Network } from './network.ts';
import { type PatchModel, patchNetwork } from './patches.ts';
import { type TokenGraphModel, tokenGraphNetwork } from './tokenGraph.ts';
import { networkOf } from './transformer.ts';
import { type ValueModel, valueNetwork } from './valueModel.ts';

export type Runnable = Model | ValueModel | TokenGraphModel | PatchModel;

/** Its own file describes it. */
export function isGraphModel(model: Runnable): model is ValueModel | TokenGraphModel {
  return 'graph' in model;
}

export function runnableNetwork(model: Runnable): Network {
  if (!('kind' in model)) return networkOf(model);
  if (model.kind === 'patches') return patchNetwork(model);
  return model.kind === 'values' ? valueNetwork(model) : tokenGraphNetwork(model);
}

/** A graph of a file keeps its weights, and has its units in random order instead. */
export function withShuffledWeights(model: Runnable, seed: number): Runnable {
  if (isGraphModel(model)) return { ...model, shuffle: seed };
  const checkpoint = shuffledTwin(model.checkpoint, seed);
  if (!('kind' in model)) return { ...model, checkpoint };
  return { ...model, model: { ...model.model, checkpoint } };
}
