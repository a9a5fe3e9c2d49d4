// Writes the operators of a network one after the other, each on the value before it unless another is said.
import type { ValueInfo } from '../dataflow/valueGraph.ts';
import type { Attributes } from '../graph/graph.ts';
import type { Module } from './modules.ts';
import type { Operation, Operations } from './operations.ts';

/** PyTorch's; a state dict does not say it. */
const epsilon = 1e-5;

type Shape = ValueInfo['shape'];

export class OperationBuilder {
  readonly #operations: Operation[] = [];
  readonly #values = new Map<string, ValueInfo>();
  readonly #input: ValueInfo;
  /** The value that was made last. */
  last: string;

  constructor(shape: Shape) {
    this.#input = this.#value('input', shape);
    this.last = this.#input.name;
  }

  /** Is what was made last a map, not a row of numbers? */
  get isMap(): boolean {
    return this.#shape().length === 4;
  }

  linear({ name, weight, bias, to }: Module): string {
    const weights = bias === undefined ? [weight] : [weight, bias];
    return this.add(name, 'Gemm', [undefined, to], weights, { transB: 1 });
  }

  conv({ name, weight, bias, kernel, to }: Module, stride: number, from = this.last): string {
    const [h, w] = kernel;
    const [top, left] = [Math.floor(h / 2), Math.floor(w / 2)];
    const attributes = {
      ...{ kernel_shape: kernel, strides: [stride, stride] },
      pads: [top, left, top, left],
    };
    const weights = bias === undefined ? [weight] : [weight, bias];
    return this.add(name, 'Conv', [undefined, to, undefined, undefined], weights, attributes, [
      from,
    ]);
  }

  norm({ name, weight, bias, mean, variance }: Module, said = epsilon): string {
    const weights = [weight, bias!, mean!, variance!];
    return this.add(name, 'BatchNormalization', this.#shape(), weights, {
      epsilon: said,
    });
  }

  /** Number by number, named after what it works on. */
  activation(name: string, op: string, attributes: Attributes = {}): string {
    const made = `${name}.${op.toLowerCase()}`;
    if (op !== 'Silu') return this.add(made, op, this.#shape(), [], attributes);
    const x = this.last; // ONNX has no operator of it
    const gate = this.add(`${made}.gate`, 'Sigmoid', this.#shape(), []);
    return this.add(made, 'Mul', this.#shape(), [], {}, [x, gate]);
  }

  maxPool(name: string, size: number, stride: number, pad: number): string {
    const attributes = {
      ...{ kernel_shape: [size, size], strides: [stride, stride] },
      pads: [pad, pad, pad, pad],
    };
    return this.pool(name, 'MaxPool', attributes);
  }

  pool(name: string, op: string, attributes: Attributes): string {
    const [, channels] = this.#shape();
    return this.add(name, op, [undefined, channels, undefined, undefined], [], attributes);
  }

  /** Of a map the mean of each channel. */
  mean(name: string): string {
    const [, channels] = this.#shape();
    return this.add(name, 'GlobalAveragePool', [undefined, channels, 1, 1], []);
  }

  flatten(name: string, size: number): string {
    return this.add(name, 'Flatten', [undefined, size], []);
  }

  sum(name: string, a: string, b: string): string {
    return this.add(name, 'Add', this.#values.get(a)!.shape, [], {}, [a, b]);
  }

  add(
    name: string,
    op: string,
    shape: Shape,
    weights: readonly string[],
    attributes: Attributes = {},
    takes: readonly string[] = [this.last],
  ): string {
    this.#operations.push({ op, takes, gives: name, weights, attributes });
    this.last = this.#value(name, shape).name;
    return name;
  }

  build(): Operations {
    const output = this.#values.get(this.last)!;
    return {
      ...{ input: this.#input, output, values: this.#values },
      operations: this.#operations,
    };
  }

  #shape(): Shape {
    return this.#values.get(this.last)!.shape;
  }

  #value(name: string, shape: Shape): ValueInfo {
    const value: ValueInfo = { name, shape, ...(shape.length === 4 && { channels: 'first' }) };
    this.#values.set(name, value);
    return value;
  }
}
