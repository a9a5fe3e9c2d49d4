// How a matrix lies that an adapter changes: [out, in], as Linear has it, or [in, out], as the Conv1D of GPT-2 has it.
// PEFT goes by the class of the module and sets "fan_in_fan_out" to it: so the base decides here, and not the adapter.
import type { StoredTensor } from '../container.ts';

/** `inner`, `outer`: what the update reads and writes. Of a square matrix those of its block tell: all are of one kind. */
export function liesTurned(
  base: ReadonlyMap<string, StoredTensor>,
  { name, shape }: StoredTensor,
  inner: number,
  outer: number,
): boolean {
  if (inner !== outer) return shape[0] === inner;
  const block = /^(?:.*\.)?\d+\./.exec(name)?.[0]; // outside blocks none is Conv1D
  if (block === undefined) return false;
  const told = [...base.values()].find((one) => one.name.startsWith(block) && isTold(base, one));
  // Conv1D always has a bias, and blocks of it a matrix that is not square.
  return told !== undefined && told.shape[1] === biasOf(base, told);
}

/** A matrix that is not square says by its bias which side is out. */
function isTold(base: ReadonlyMap<string, StoredTensor>, one: StoredTensor): boolean {
  const [rows, columns] = one.shape;
  const out = biasOf(base, one);
  return one.shape.length === 2 && rows !== columns && (out === rows || out === columns);
}

function biasOf(base: ReadonlyMap<string, StoredTensor>, { name }: StoredTensor) {
  if (!name.endsWith('.weight')) return undefined;
  return base.get(name.replace(/weight$/, 'bias'))?.shape[0];
}
