// Scores of edges by the names that EAP-IG gives their ends.
import type { EdgesReport } from '../../protocol/circuit.ts';
import type { Reader, Writer } from '../attribution/wires.ts';
import type { Edges } from './attributed.ts';

const inputs = { queries: '<q>', keys: '<k>', values: '<v>', mlp: '', logits: '' } as const;

export function edgesReport({ writers, readers, scores }: Edges): EdgesReport {
  const V = readers.length;
  return {
    writers: writers.map(nodeName),
    readers: readers.map(({ reads, ...of }: Reader) =>
      reads === 'logits' ? 'logits' : `${nodeName(of)}${inputs[reads]}`,
    ),
    scores: writers.map((_, u) =>
      readers.map(({ seen }, v) => (u < seen ? scores[u * V + v] : null)),
    ),
  };
}

function nodeName({ layer, head }: Writer): string {
  if (layer === undefined) return 'input';
  return head === undefined ? `m${layer}` : `a${layer}.h${head}`;
}
