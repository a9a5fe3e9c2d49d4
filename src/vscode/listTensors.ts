// The header of a checkpoint with all of its tensors, as they come from the compute process.
import type { InspectSummary, ListedTensor } from '../protocol/engineService.ts';
import type { Compute } from './compute.ts';

export type TensorList = {
  readonly summary: InspectSummary;
  readonly tensors: readonly ListedTensor[];
};

/** Rejects with CallError. */
export async function listTensors(
  compute: Pick<Compute, 'call'>,
  path: string,
): Promise<TensorList> {
  const tensors: ListedTensor[] = [];
  const onPart = (part: readonly ListedTensor[]) => {
    tensors.push(...part);
  };
  const summary = await compute.call('inspect', { path, list: true }, { onPart });
  return { summary, tensors };
}
