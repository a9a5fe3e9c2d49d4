// A circuit as the JSON of EAP-IG (Graph.to_json), which MIB's track takes too: nodes with the effect that they have, and
// the edges between those in the circuit. Ours is of nodes: an edge has no score of its own, 0.
import type { CircuitSection, ComponentReport } from '../protocol/circuit.ts';
import { orderedBy } from '../words/circuit.ts';

/** Ends with a line feed. */
export function eapIgJson(section: CircuitSection): string {
  const { components, network, metric } = section;
  const heads = components.filter(({ layer, head }) => layer === 0 && head !== null).length;
  const cfg = {
    n_layers: network.layers,
    n_heads: heads,
    parallel_attn_mlp: network.isParallel,
    d_model: network.width,
  };
  const scored = components.map((one) => {
    const moved = orderedBy(metric, one).value;
    // What helps has a score above 0: its interchange takes from the logit difference.
    const score = metric === 'KL' ? moved : -moved;
    return [nameOf(one), { in_graph: one.isChosen, score }] as const;
  });
  const nodes = {
    input: { in_graph: true, score: 0 },
    ...Object.fromEntries(scored),
    logits: { in_graph: true, score: 0 },
  };
  return `${JSON.stringify({ cfg, nodes, edges: edgesOf(section) })}\n`;
}

/** From every node in the circuit to those after it that read what it writes. */
function edgesOf({ components, network: { isParallel } }: CircuitSection) {
  const chosen = components.filter(({ isChosen }) => isChosen);
  const edges: Record<string, { readonly score: number; readonly in_graph: true }> = {};
  const add = (from: string, to: string) => {
    edges[`${from}->${to}`] = { score: 0, in_graph: true };
  };
  for (const child of chosen) {
    const inputs = child.head === null ? [''] : ['<q>', '<k>', '<v>'];
    const parents = chosen.filter((parent) => isRead(parent, child, isParallel)).map(nameOf);
    for (const parent of ['input', ...parents]) {
      for (const input of inputs) add(parent, `${nameOf(child)}${input}`);
    }
  }
  for (const parent of ['input', ...chosen.map(nameOf)]) add(parent, 'logits');
  return edges;
}

/** An MLP reads the heads of its own block too, unless both read the block's input. */
function isRead(parent: ComponentReport, child: ComponentReport, isParallel: boolean): boolean {
  if (parent.layer !== child.layer) return parent.layer < child.layer;
  return !isParallel && parent.head !== null && child.head === null;
}

function nameOf({ layer, head }: Pick<ComponentReport, 'layer' | 'head'>): string {
  return head === null ? `m${layer}` : `a${layer}.h${head}`;
}
