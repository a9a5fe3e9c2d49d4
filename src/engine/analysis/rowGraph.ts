// The network of a model of rows: its file describes it, or the shapes of its tensors chain.
import { chainGraph, chainOf } from '../chain/chain.ts';
import type { Checkpoint } from '../checkpoint/checkpoint.ts';
import { isEngineError } from '../core/error.ts';
import type { Ports } from '../core/ports.ts';
import type { ValueGraph } from '../dataflow/valueGraph.ts';
import { modelOf } from '../family/model.ts';

/** undefined: neither. `notes`: what is a guess. */
export async function rowGraph(
  ports: Ports,
  checkpoint: Checkpoint,
): Promise<{ readonly graph: ValueGraph; readonly notes: readonly string[] } | undefined> {
  if (checkpoint.graph) return { graph: await checkpoint.graph(ports), notes: [] };
  const chain = isFamily(checkpoint) ? undefined : chainOf(checkpoint);
  return chain && { graph: await chainGraph(ports, checkpoint, chain), notes: chain.notes };
}

/** A family says more than shapes that chain; what it finds wrong is said by it. */
function isFamily(checkpoint: Checkpoint): boolean {
  try {
    modelOf(checkpoint);
    return true;
  } catch (error) {
    return !isEngineError(error, 'model-unknown');
  }
}
