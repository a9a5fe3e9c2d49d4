// Circuits and scores of components that other programs have written: the JSON of EAP-IG, in which MIB has its
// submissions too; attribution graphs of circuit-tracer; and our own reports.
import type { Json, JsonObject } from '../checkpoint/checkpoint.ts';
import { isJsonObject } from '../checkpoint/json.ts';
import { quoted } from '../checkpoint/words.ts';
import { EngineError } from '../core/error.ts';
import type { Component } from '../forward/components.ts';
import type { Circuit } from './discovery.ts';

export type Given =
  | { readonly kind: 'circuit'; readonly circuit: Circuit; readonly notes: readonly string[] }
  /** No circuit, but how much each component matters. */
  | {
      readonly kind: 'scores';
      readonly scores: readonly number[];
      readonly notes: readonly string[];
    };

/** The model that a file should be of. */
export type CircuitModel = {
  readonly name: string;
  /** SHA-256 of its weights. */
  readonly weights: string;
  readonly components: readonly Component[];
  readonly width: number;
  /** Heads and MLP of a block both read what it gets. */
  readonly isParallel: boolean;
};

/** A file, its name, and the model that it should be of. */
type Reading = CircuitModel & { readonly json: JsonObject; readonly what: string };

type Format = {
  readonly fits: (json: JsonObject) => boolean;
  readonly read: (of: Reading) => Given;
};

/** To add one: a line. */
const formats: readonly Format[] = [
  { fits: ({ kind, sections }) => kind === 'circuit' && Array.isArray(sections), read: ofReport },
  { fits: ({ cfg, nodes }) => isJsonObject(cfg) && isJsonObject(nodes), read: ofEap },
  { fits: ({ nodes, links }) => Array.isArray(nodes) && Array.isArray(links), read: ofTracer },
];

/** Throws EngineError 'file-format' for what is no circuit, or one of another model. */
export function circuitIn(json: JsonObject, what: string, model: CircuitModel): Given {
  const format = formats.find(({ fits }) => fits(json));
  if (format) return format.read({ json, what, ...model });
  throw wrong(
    what,
    `${what} is no circuit: it has ${Object.keys(json).slice(0, 5).join(', ') || 'nothing'}`,
  );
}

const hint =
  'Known are the JSON of EAP-IG and MIB (cfg, nodes, edges), graphs of circuit-tracer (nodes, links) and reports of a circuit.';

function wrong(what: string, message: string): EngineError {
  return new EngineError('file-format', message, {
    hint: message.startsWith(`${what} is no`) ? hint : undefined,
  });
}

/** Our own. */
function ofReport(reading: Reading): Given {
  const { json, what, components } = reading;
  const sections = json.sections as readonly Json[];
  const section = sections.filter(isJsonObject).find(({ kind }) => kind === 'circuit');
  const list = section?.components;
  if (!Array.isArray(list)) throw wrong(what, `${what} is no circuit: the report found none`);
  const all = list.filter(isJsonObject);
  const names = all.map(({ layer, head }) => (head === null ? `m${layer}` : `a${layer}.h${head}`));
  checkSize(what, new Set(names).size, components);
  const network = section !== undefined && isJsonObject(section.network) ? section.network : {};
  checkShape(reading, { n_layers: network.layers, d_model: network.width });
  const circuit = indicesOf(names, what, components).filter((_, c) => all[c].isChosen === true);
  return { kind: 'circuit', circuit, notes: ofOtherWeights(reading) };
}

/** A circuit of one checkpoint may be tried on another: that is said. */
function ofOtherWeights({ json, what, name, weights }: Reading): string[] {
  const { models } = isJsonObject(json.provenance) ? json.provenance : {};
  const [from] = Array.isArray(models) ? models.filter(isJsonObject) : [];
  if (typeof from?.weights !== 'string' || from.weights === weights) return [];
  const called = typeof from.name === 'string' ? ` (${quoted(from.name)})` : '';
  return [`${what}: the circuit is that of other weights${called}; it is checked on ${name}.`];
}

/** What a file says of its model, where it says it. */
function checkShape(reading: Reading, cfg: JsonObject): void {
  const { what, name, components, width, isParallel } = reading;
  const has = {
    n_layers: components.filter(({ head }) => head === undefined).length,
    n_heads: components.filter(({ layer, head }) => layer === 0 && head !== undefined).length,
    d_model: width,
    parallel_attn_mlp: isParallel,
  };
  for (const [key, own] of Object.entries(has)) {
    const given = cfg[key];
    if (given === undefined || given === null || given === own) continue;
    throw wrong(
      what,
      `${what} is of another model: its ${key} is ${JSON.stringify(given)}, that of ${name} is ${own}`,
    );
  }
}

/**
 * `nodes` by name: true, or a record with in_graph and perhaps a score. An edge in the graph has both its ends in it: a
 * circuit of edges is taken as that of its nodes. Where nothing is in the graph, there are scores of nodes or of edges.
 */
function ofEap(reading: Reading): Given {
  const { json, what, components } = reading;
  const nodes = json.nodes as JsonObject;
  const edges = isJsonObject(json.edges) ? json.edges : {};
  const names = Object.keys(nodes).filter(isComponent);
  const indices = indicesOf(names, what, components);
  checkSize(what, names.length, components);
  checkShape(reading, isJsonObject(json.cfg) ? json.cfg : {});
  const inGraph = (of: Json | undefined) =>
    of === true || (isJsonObject(of) && of.in_graph === true);
  const kept = Object.entries(edges).filter(([, edge]) => inGraph(edge));
  const ends = new Set(kept.flatMap(([name]) => endsOf(name)));
  indicesOf([...ends].filter(isComponent), what, components);
  const hasEdges = ends.size > 0;
  const chosen = names.filter((name) => (hasEdges ? ends.has(name) : inGraph(nodes[name])));
  if (chosen.length > 0 || hasEdges) {
    const note = `${what}: a circuit of ${kept.length} edges is taken as its ${chosen.length} heads and MLPs.`;
    const circuit = indicesOf(chosen, what, components);
    if (!hasEdges) return { kind: 'circuit', circuit, notes: [] };
    const own = names.filter((name) => inGraph(nodes[name]));
    return { kind: 'circuit', circuit, notes: [note, ...contradiction(reading, own, chosen)] };
  }
  return scoresOf(what, components.length, names, indices, nodes, edges);
}

/** Of nodes that say whether they are in the graph, and not as their edges do. */
function contradiction(
  { json, what }: Reading,
  own: readonly string[],
  ofEdges: readonly string[],
): string[] {
  const said = Object.entries(json.nodes as JsonObject).some(
    ([name, of]) =>
      isComponent(name) &&
      (typeof of === 'boolean' || (isJsonObject(of) && typeof of.in_graph === 'boolean')),
  );
  const both = own.filter((name) => ofEdges.includes(name)).length;
  if (!said || (both === own.length && both === ofEdges.length)) return [];
  return [
    `${what} contradicts itself: its nodes have ${own.length} heads and MLPs in the graph, its edges ${ofEdges.length}, of which ${both} are the same; the edges are taken.`,
  ];
}

/** Nodes' own scores, where any is not 0; else the sums of what their edges matter, whatever their sign. */
function scoresOf(
  what: string,
  count: number,
  names: readonly string[],
  indices: Circuit,
  nodes: JsonObject,
  edges: JsonObject,
): Given {
  const outgoing = new Map<string, number>();
  for (const [name, edge] of Object.entries(edges)) {
    const [parent] = endsOf(name);
    const score = scoreOf(edge);
    if (score !== undefined) outgoing.set(parent, (outgoing.get(parent) ?? 0) + Math.abs(score));
  }
  const byNode = names.map((name) => scoreOf(nodes[name]));
  const own = byNode.some((score) => score) ? byNode : names.map((name) => outgoing.get(name));
  if (!own.some((score) => score !== undefined && score !== 0)) {
    throw wrong(what, `${what} has no node and no edge in its graph, and no scores`);
  }
  const scores = Array<number>(count).fill(0);
  for (const [i, score] of own.entries()) scores[indices[i]] = score ?? 0;
  const note = `${what} has scores and no circuit: components are taken in the order of their scores.`;
  return {
    kind: 'scores',
    scores,
    notes: [note, ...noNumbers(what, [...Object.values(nodes), ...Object.values(edges)])],
  };
}

/** Scores that are there and cannot order anything. */
function noNumbers(what: string, scored: readonly Json[]): string[] {
  const odd = scored.filter(
    (of) => isJsonObject(of) && typeof of.score === 'number' && !Number.isFinite(of.score),
  );
  if (odd.length === 0) return [];
  return [`${what}: ${odd.length} of its scores are NaN or infinite; they count as 0.`];
}

const isComponent = (node: string) => node !== 'input' && node !== 'logits';

/** "a0.h1->m2", "input->a1.h0<q>": parent and child. */
function endsOf(edge: string): [string, string] {
  const [parent, child = ''] = edge.split('->');
  return [parent, child.replace(/<[qkv]>$/, '')];
}

function scoreOf(of: Json | undefined): number | undefined {
  if (!isJsonObject(of)) return undefined;
  return typeof of.score === 'number' && Number.isFinite(of.score) ? of.score : undefined;
}

/**
 * Features are parts of MLPs, and attention is not taken apart there: the circuit is the MLPs of which a feature, or what
 * features leave unexplained, is in the graph, with all heads.
 */
function ofTracer(reading: Reading): Given {
  const { json, what, name, components } = reading;
  const nodes = (json.nodes as readonly Json[]).filter(isJsonObject);
  const ofMlp = nodes.filter(
    ({ feature_type: kind }) =>
      typeof kind === 'string' && /transcoder|reconstruction error/.test(kind),
  );
  const odd = ofMlp.find(({ layer }) => !/^\d+$/.test(String(layer)));
  if (odd) throw wrong(what, `${what}: ${JSON.stringify(odd.layer ?? null)} is no layer`);
  const layers = new Set(ofMlp.map(({ layer }) => Number(layer)));
  if (layers.size === 0)
    throw wrong(what, `${what} is no circuit: its graph has no feature of an MLP`);
  indicesOf(
    [...layers].map((layer) => `m${layer}`),
    what,
    components,
  );
  const circuit = components.flatMap(({ layer, head }, c) =>
    head !== undefined || layers.has(layer) ? [c] : [],
  );
  const note = `${what}: the features of a circuit-tracer graph are taken as their ${layers.size} MLPs, with all heads.`;
  const { scan } = isJsonObject(json.metadata) ? json.metadata : {};
  const isOther = typeof scan === 'string' && scan.toLowerCase() !== name.toLowerCase();
  const other = isOther
    ? [`${what}: the graph is of ${quoted(scan)}; it is checked on ${name}.`]
    : [];
  return { kind: 'circuit', circuit, notes: [note, ...other] };
}

/** Of "a0.h1" and "m2"; throws for one that the model has not. */
function indicesOf(
  names: readonly string[],
  what: string,
  components: readonly Component[],
): number[] {
  const known = new Map(components.map((one, c) => [nodeName(one), c]));
  return names.map((name) => {
    const index = known.get(name);
    if (index !== undefined) return index;
    throw wrong(
      what,
      `${what} names ${quoted(name)}, which the model has not: its components are ${nodeName(components[0])} to ${nodeName(components[components.length - 1])}`,
    );
  });
}

function checkSize(what: string, count: number, components: readonly Component[]): void {
  if (count === components.length) return;
  throw wrong(
    what,
    `${what} is of a model of ${count} heads and MLPs, this one has ${components.length}`,
  );
}

function nodeName({ layer, head }: Component): string {
  return head === undefined ? `m${layer}` : `a${layer}.h${head}`;
}
