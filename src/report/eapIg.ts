// A circuit as the JSON of EAP-IG (Graph.to_json), which MIB's track takes too: nodes with the effect that they have, and
// the edges between those in the circuit. Ours is of nodes: an edge has no score of its own, 0, unless edges were asked for.
import type {
  CircuitMetric,
  CircuitSection,
  ComponentReport,
  EdgesReport,
} from '../protocol/circuit.ts';
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
    const score = scoreOf(metric, orderedBy(metric, one).value);
    return [nameOf(one), { in_graph: one.isChosen, score }] as const;
  });
  const nodes = {
    input: { in_graph: true, score: 0 },
    ...Object.fromEntries(scored),
    logits: { in_graph: true, score: 0 },
  };
  return `${JSON.stringify({ cfg, nodes, edges: edgesOf(section) })}\n`;
}

type EdgesOut = Record<string, { readonly score: number; readonly in_graph: boolean }>;

/** With their scores all edges; else, without, those from every node in the circuit to those after it that read it. */
function edgesOf(section: CircuitSection): EdgesOut {
  return section.edges ? scoredEdges(section, section.edges) : edgesWithin(section);
}

/** In the circuit: those whose ends are both in it. */
function scoredEdges({ components, metric }: CircuitSection, edges: EdgesReport): EdgesOut {
  const inside = new Set(['input', 'logits', ...components.filter(isIn).map(nameOf)]);
  const out: EdgesOut = {};
  for (const [u, writer] of edges.writers.entries()) {
    for (const [v, reader] of edges.readers.entries()) {
      const moved = edges.scores[u][v];
      if (moved === null) continue;
      const in_graph = inside.has(writer) && inside.has(reader.replace(/<.>$/, ''));
      out[`${writer}->${reader}`] = { score: scoreOf(metric, moved), in_graph };
    }
  }
  return out;
}

const isIn = ({ isChosen }: ComponentReport) => isChosen;

/** What helps has a score above 0: its interchange takes from the logit difference. */
function scoreOf(metric: CircuitMetric, moved: number): number {
  return metric === 'KL' ? moved : -moved;
}

function edgesWithin({ components, network: { isParallel } }: CircuitSection): EdgesOut {
  const chosen = components.filter(isIn);
  const edges: EdgesOut = {};
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
