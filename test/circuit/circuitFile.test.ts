// Circuits of other programs: what of a file is taken, what is refused and how that is said, and what is exported is
// read again as it was.
import { describe, expect, test } from 'vitest';
import type { Json, JsonObject } from '../../src/engine/checkpoint/checkpoint.ts';
import { circuitIn } from '../../src/engine/circuit/circuitFile.ts';
import type { Component } from '../../src/engine/forward/components.ts';
import { residual } from '../../src/engine/forward/plan.ts';
import type { CircuitSection, ComponentReport } from '../../src/protocol/circuit.ts';
import { eapIgJson } from '../../src/report/eapIg.ts';

/** Two blocks of two heads: a0.h0 a0.h1 m0 a1.h0 a1.h1 m1. */
const components = [0, 1].flatMap((layer) =>
  [0, 1, undefined].map((head): Component => ({ layer, head, site: residual(0, 'all') })),
);
const model = { name: 'tiny', weights: 'abc', components, width: 8, isParallel: false };
const read = (json: unknown) => circuitIn(json as JsonObject, 'file.json', model);

const cfg = { n_layers: 2, n_heads: 2, parallel_attn_mlp: false, d_model: 8 };
const names = ['input', 'a0.h0', 'a0.h1', 'm0', 'a1.h0', 'a1.h1', 'm1', 'logits'];
const eap = (of: (name: string) => Json, edges: Record<string, Json> = {}) => ({
  cfg,
  nodes: Object.fromEntries(names.map((name) => [name, of(name)])),
  edges,
});
const feature = (layer: string | number, kind = 'cross layer transcoder') => {
  return { node_id: `${layer}_7_1`, layer, ctx_idx: 1, feature_type: kind };
};

describe('a circuit', () => {
  const rows: readonly [string, unknown, number[]][] = [
    ['of EAP-IG, by its nodes', eap((name) => ({ in_graph: name.startsWith('a1') })), [3, 4]],
    ['of older versions, whose nodes are true or false', eap((name) => name === 'm0'), [2]],
    [
      'of edges, by their ends: of nodes without edges nothing counts',
      eap((name) => ({ in_graph: name === 'a0.h0' || name === 'logits' }), {
        'input->a0.h1<q>': { score: 0.5, in_graph: true },
        'a0.h1->m1': { score: 0.5, in_graph: true },
        'm1->logits': { score: 0.5, in_graph: true },
        'm0->logits': { score: 9, in_graph: false },
      }),
      [1, 5],
    ],
    [
      'of nothing, which passes the prompt to the answer alone',
      eap(() => ({ in_graph: false }), { 'input->logits': { score: 1, in_graph: true } }),
      [],
    ],
    [
      'of circuit-tracer, the MLPs of its features with all heads',
      {
        metadata: {},
        nodes: [feature('1'), feature('E', 'embedding'), feature(2, 'logit')],
        links: [],
      },
      [0, 1, 3, 4, 5],
    ],
    [
      'of circuit-tracer, also what its features leave unexplained',
      { nodes: [feature('0', 'mlp reconstruction error')], links: [] },
      [0, 1, 2, 3, 4],
    ],
    [
      'of a report',
      {
        kind: 'circuit',
        sections: [
          {
            kind: 'circuit',
            components: components.map(({ layer, head }) => {
              return { layer, head: head ?? null, isChosen: layer === 1 };
            }),
          },
        ],
      },
      [3, 4, 5],
    ],
  ];
  test.each(rows)('%s', (_, json, circuit) => {
    expect(read(json)).toMatchObject({ kind: 'circuit', circuit });
  });
});

describe('scores without a circuit', () => {
  test('of nodes; what has none is 0, as Python writes it', () => {
    const json = eap((name) => ({ in_graph: false, score: name === 'm1' ? -2 : Number.NaN }));
    expect(read(json)).toMatchObject({ kind: 'scores', scores: [0, 0, 0, 0, 0, -2] });
  });
  test('of edges: a node has the sum of those that leave it, whatever their sign', () => {
    const edges = { 'a0.h0->m0': 1, 'a0.h0->m1': -3, 'm0->logits': 0.5, 'input->m0': 7 };
    const json = eap(
      () => ({ in_graph: false }),
      Object.fromEntries(
        Object.entries(edges).map(([k, score]) => [k, { score, in_graph: false }]),
      ),
    );
    expect(read(json)).toMatchObject({ kind: 'scores', scores: [4, 0, 0.5, 0, 0, 0] });
  });
});

describe('what a file says of its model', () => {
  const chosen = (name: string) => ({ in_graph: name === 'm0' });
  const own = (more: object) => ({ ...eap(chosen), cfg: { ...cfg, ...more } });
  const report = (network: object, weights: string) => ({
    kind: 'circuit',
    provenance: { models: [{ name: 'other', weights }] },
    sections: [
      {
        ...{ kind: 'circuit', network },
        components: components.map(({ layer, head }) => {
          return { layer, head: head ?? null, isChosen: layer === 1 };
        }),
      },
    ],
  });
  test.each([
    ['layers', own({ n_layers: 3 }), 'its n_layers is 3, that of tiny is 2'],
    ['heads', own({ n_heads: 12 }), 'its n_heads is 12, that of tiny is 2'],
    ['a width', own({ d_model: 768 }), 'its d_model is 768, that of tiny is 8'],
    ['an order', own({ parallel_attn_mlp: true }), 'its parallel_attn_mlp is true'],
    ['a width in a report', report({ layers: 2, width: 64 }, 'abc'), 'its d_model is 64'],
  ])('another number of %s is refused', (_, json, message) => {
    expect(() => read(json)).toThrow(message);
  });
  test.each([
    ['nothing of it', { ...eap(chosen), cfg: {} }, 0],
    ['what it is', own({}), 0],
    ['the same weights', report({ layers: 2, width: 8 }, 'abc'), 0],
    ['other weights', report({ layers: 2, width: 8 }, 'def'), 1],
    ['another name', { metadata: { scan: 'gemma' }, nodes: [feature(1)], links: [] }, 2],
    ['its name', { metadata: { scan: 'Tiny' }, nodes: [feature(1)], links: [] }, 1],
  ])('%s: it is taken, with as many notes: %#', (_, json, notes) => {
    expect(read(json).notes).toHaveLength(notes);
  });
});

describe('nodes and edges of a file', () => {
  const edges = {
    'input->m0': { in_graph: true },
    'm0->m1': { in_graph: true },
    'a0.h0->m1': { in_graph: false },
    'm1->logits': { in_graph: true },
  };
  const of = (inGraph: (name: string) => Json) => eap((name) => inGraph(name), edges);
  const isMlp = (name: string) => name.startsWith('m');
  const counted = (nodes: number, both: number) =>
    `file.json contradicts itself: its nodes have ${nodes} heads and MLPs in the graph, its edges 2, of which ${both} are the same; the edges are taken.`;
  test.each<readonly [string, unknown, readonly string[]]>([
    ['agree', of((name) => ({ in_graph: isMlp(name) || name === 'input' })), []],
    ['agree, as older versions write them', of(isMlp), []],
    ['where nodes say nothing', of(() => ({ score: 1 })), []],
    ['contradict: no node', of(() => ({ in_graph: false })), [counted(0, 0)]],
    ['contradict: no node, as older versions write them', of(() => false), [counted(0, 0)]],
    ['contradict: all nodes', of(() => ({ in_graph: true })), [counted(6, 2)]],
    ['contradict: a node fewer', of((name) => ({ in_graph: name === 'm1' })), [counted(1, 1)]],
    ['contradict: as many others', of((name) => name.startsWith('a0')), [counted(2, 0)]],
  ])('%s', (_, json, notes) => {
    expect(read(json)).toMatchObject({ kind: 'circuit', circuit: [2, 5] });
    expect(read(json).notes.slice(1)).toEqual(notes);
  });
});

test('scores that are no numbers count as 0, and that is said', () => {
  const json = eap((name) => {
    const score = { m0: Number.NaN, m1: Number.POSITIVE_INFINITY }[name] ?? 1;
    return { in_graph: false, score };
  });
  const { notes } = read(json);
  expect(notes.at(-1)).toBe('file.json: 2 of its scores are NaN or infinite; they count as 0.');
});

test('scores of nodes that are all 0 give way to those of edges', () => {
  const edges = { 'm0->logits': { score: 3, in_graph: false } };
  const json = eap(() => ({ in_graph: false, score: 0 }), edges);
  expect(read(json)).toMatchObject({ kind: 'scores', scores: [0, 0, 3, 0, 0, 0] });
});

describe('refused, and why', () => {
  const rows: readonly [string, unknown, string][] = [
    ['something else', { a: 1, b: 2 }, 'file.json is no circuit: it has a, b'],
    ['nothing', {}, 'file.json is no circuit: it has nothing'],
    ['a report without one', { kind: 'circuit', sections: [] }, 'the report found none'],
    [
      'a head that the model has not',
      { cfg, nodes: { 'a0.h7': { in_graph: true } }, edges: {} },
      'names "a0.h7", which the model has not: its components are a0.h0 to m1',
    ],
    ['a name of nothing', { cfg, nodes: { __proto__x: true } }, 'names "__proto__x"'],
    [
      'a model of another size',
      { cfg, nodes: { m0: { in_graph: true } } },
      'is of a model of 1 heads and MLPs, this one has 6',
    ],
    ['nothing in the graph', eap(() => ({ in_graph: false })), 'no node and no edge in its graph'],
    ['a graph without features', { nodes: [feature('E', 'embedding')], links: [] }, 'no feature'],
    ['a layer that is none', { nodes: [feature('x')], links: [] }, '"x" is no layer'],
    ['a layer in other digits', { nodes: [feature('0x1')], links: [] }, '"0x1" is no layer'],
    [
      'an edge to what the model has not',
      eap(() => ({ in_graph: true }), { 'a0.h0->m99': { in_graph: true } }),
      'names "m99"',
    ],
    [
      'a report that names one component again and again',
      {
        kind: 'circuit',
        sections: [
          {
            kind: 'circuit',
            components: components.map(() => ({ layer: 0, head: 0, isChosen: true })),
          },
        ],
      },
      'is of a model of 1 heads and MLPs',
    ],
    ['a layer beyond the last', { nodes: [feature('2')], links: [] }, 'names "m2"'],
  ];
  test.each(rows)('%s', (_, json, message) => {
    expect(() => read(json)).toThrow(message);
  });
});

describe('what is exported', () => {
  const effect = (value: number) => {
    const interval = { value, low: value, high: value };
    return { logitDifference: interval, kl: interval };
  };
  const chosen = [1, 2, 3, 5]; // a0.h1 m0 a1.h0 m1
  const section = (isParallel: boolean) =>
    ({
      metric: 'logit difference',
      network: { layers: 2, width: 8, isParallel },
      components: components.map(({ layer, head }, c): ComponentReport => {
        const isChosen = chosen.includes(c);
        const both = { noising: effect(-c), denoising: effect(c) };
        return { layer, head: head ?? null, isChosen, stability: 1, attribution: null, ...both };
      }),
    }) as unknown as CircuitSection;

  test('is read again', () => {
    const json = JSON.parse(eapIgJson(section(false)));
    expect(read(json)).toMatchObject({ kind: 'circuit', circuit: chosen });
    expect(json.cfg).toEqual(cfg);
    expect(json.nodes.m1).toEqual({ in_graph: true, score: 5 });
    expect(json.nodes.input.in_graph && json.nodes.logits.in_graph).toBe(true);
  });
  test.each([
    [false, true],
    [true, false],
  ])('in parallel: %s, then an MLP reads the heads of its block: %s', (isParallel, isRead) => {
    const { edges } = JSON.parse(eapIgJson(section(isParallel)));
    expect('a0.h1->m0' in edges).toBe(isRead);
    expect('m0->a1.h0<k>' in edges && 'a0.h1->m1' in edges && 'm1->logits' in edges).toBe(true);
    expect('m0->m0' in edges || 'm1->a1.h0<q>' in edges || 'a0.h0->m1' in edges).toBe(false);
  });
});
