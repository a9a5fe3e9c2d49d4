// Which values say what the network makes of its input. The others come of weights alone, or tell sizes and masks.
import { requiredOf } from './onnxFill.ts';
import type { OnnxModel } from './onnxModel.ts';
import { isSizeNode } from './onnxParts.ts';

export type Roles = {
  /** Computed from inputs that must be given, and from more than their sizes; those inputs too. */
  readonly main: ReadonlySet<string>;
  /** Come of weights alone. */
  readonly fixed: ReadonlySet<string>;
};

export function rolesOf(model: OnnxModel): Roles {
  const required = requiredOf(model);
  const main = new Set(required.map(({ name }) => name));
  const fixed = new Set(model.weights.keys());
  for (const node of model.nodes) {
    const isFixed = node.takes.every((name) => fixed.has(name));
    const isMain = !isSizeNode(node) && node.takes.some((name) => main.has(name));
    for (const name of node.gives) {
      if (isFixed) fixed.add(name);
      else if (isMain) main.add(name);
    }
  }
  return { main, fixed };
}
