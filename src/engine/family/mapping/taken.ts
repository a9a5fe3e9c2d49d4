// Tensors of a checkpoint as a mapping names them: each is there, has the shape that its place asks for, and is in one
// place alone; and what no place has taken is told.
import { asBefore, isBefore } from '../../checkpoint/adapter/before.ts';
import type { Checkpoint, TensorInfo } from '../../checkpoint/checkpoint.ts';
import { quoted, shapeText } from '../../checkpoint/words.ts';
import { EngineError } from '../../core/error.ts';
import { listed } from '../errors.ts';
import { filled, type Shape, tensor, type Weight } from '../weight.ts';
import { type Axes, AxesError, readAxes, shaped } from './axes.ts';
import type { MappedPart, Mapping } from './mapping.ts';

export class Taken {
  readonly #checkpoint: Checkpoint;
  readonly #mapping: Mapping;
  /** Tensor -> the place that has it. */
  readonly #places = new Map<string, string>();

  constructor(checkpoint: Checkpoint, mapping: Mapping) {
    this.#checkpoint = checkpoint;
    this.#mapping = mapping;
  }

  /** `place`: "block.q.weight", for people. Throws where the file has no such tensor, or another place has it. */
  info(place: string, pattern: string, block?: number): TensorInfo {
    const name = block === undefined ? pattern : pattern.replaceAll('{n}', String(block));
    const found = this.#checkpoint.tensors.get(name);
    if (!found)
      throw this.wrong(place, `is ${quoted(name)}, which ${this.#checkpoint.name} does not have`);
    const other = this.#places.get(name);
    if (other !== undefined && other !== place) {
      throw this.wrong(place, `is tensor ${quoted(name)}, which is ${other} already`);
    }
    if (!found.dtype.isWeight) {
      throw this.wrong(
        place,
        `is tensor ${quoted(name)} of dtype ${found.dtype.name}, which is no weight`,
      );
    }
    this.#places.set(name, place);
    return found;
  }

  /** An adapter changes a table alone: the head that is tied to it stays the base's, as PEFT leaves it. */
  tiedTo(table: string): string {
    const before = asBefore(table);
    return this.#checkpoint.tensors.has(before) ? before : table;
  }

  /** One number for each of `size`; absent: `otherwise` everywhere. */
  vector(
    place: string,
    pattern: string | undefined,
    size: number,
    otherwise: number,
    block?: number,
  ): Weight {
    if (pattern === undefined) return filled(otherwise, [size]);
    const info = this.info(place, pattern, block);
    const numbers = info.shape.reduce((product, one) => product * one, 1);
    if (numbers !== size) throw this.misfit(place, info, [size]);
    return shaped(tensor(info.name, info.shape), [size]);
  }

  /** What `use` makes of a matrix and its axes; what is wrong with them is told with the tensor. */
  matrix<T>(
    place: string,
    { weight, axes }: MappedPart,
    usual: string,
    use: (info: TensorInfo, axes: Axes) => T,
    block?: number,
  ): T {
    if (weight === undefined) throw this.wrong(place, 'has no weight');
    const info = this.info(`${place}.weight`, weight, block);
    try {
      return use(info, readAxes(axes ?? usual));
    } catch (error) {
      if (error instanceof AxesError)
        throw this.wrong(`${place}: tensor ${quoted(info.name)}`, error.message);
      throw error;
    }
  }

  /** Throws for tensors that no place has, and no pattern of `ignored`. */
  checkLeft(): void {
    const patterns = this.#mapping.ignored.map(patternOf);
    const left = [...this.#checkpoint.tensors.values()].filter(({ name, dtype }) => {
      return (
        dtype.isWeight &&
        !this.#places.has(name) &&
        !isBefore(name) &&
        !patterns.some((one) => one.test(name))
      );
    });
    if (left.length === 0) return;
    const names = listed(left.map(({ name }) => name).sort());
    throw new EngineError(
      'model-inconsistent',
      `${this.#mapping.file} does not place ${names} of ${this.#checkpoint.name}`,
      {
        hint: 'Name them where they belong, or under "ignored" if nothing is computed with them.',
      },
    );
  }

  misfit(place: string, { name, shape }: TensorInfo, asked: Shape): EngineError {
    return this.wrong(
      place,
      `is tensor ${quoted(name)} of shape ${shapeText(shape)}; the mapping asks for ${shapeText(asked)}`,
    );
  }

  wrong(place: string, found: string): EngineError {
    return new EngineError('model-inconsistent', `${this.#mapping.file}: ${place} ${found}`, {
      hint: 'Its tensors can be listed with their shapes; docs/mapping.md says what belongs where.',
    });
  }
}

/** "*" is anything, "{n}" a number. */
export function patternOf(pattern: string): RegExp {
  const escaped = pattern.replace(/[.+?^$()|[\]\\]/g, '\\$&').replaceAll('{n}', '\\d+');
  return new RegExp(`^${escaped.replace(/[{}]/g, '\\$&').replaceAll('*', '.*')}$`, 's');
}
