// What is known of a kind of layer.
import type { Shape } from '../../core/tensorflow.ts';
import type { Config } from './layerConfig.ts';

export type KindWeight = {
  readonly role: string;
  readonly shape: (input: Shape) => Shape;
};

export type Kind = {
  /** TensorFlow.js's function; undefined: when it is not trained the layer passes its input on. */
  readonly make: string | undefined;
  readonly options?: (config: Config) => Readonly<Record<string, unknown>>;
  readonly weights?: (config: Config) => readonly KindWeight[];
};
