// A plan decides what is run, what it costs and what a kept result is found by.
import { describe, expect, test } from 'vitest';
import { quietJob } from '../../src/engine/core/job.ts';
import { modelOf } from '../../src/engine/family/model.ts';
import {
  checkPlan,
  comparisonPlan,
  countOf,
  cutSites,
  headSite,
  type Plan,
  placesOf,
  planKey,
  residual,
  type Series,
  type Site,
  setsOf,
} from '../../src/engine/forward/plan.ts';
import { answers, passed } from '../../src/engine/forward/reducers.ts';
import { subspaceOf } from '../../src/engine/forward/subspace.ts';
import { sweep } from '../../src/engine/forward/sweep.ts';
import { networkOf } from '../../src/engine/forward/transformer.ts';
import { sha256 } from '../../src/platform/sha256.ts';
import { edited, forwardOf } from '../support/models.ts';
import { tokenTask } from '../support/tokenTask.ts';

const site: Site = { moment: 3, slot: 'x', region: [1], channels: undefined };
const series: Series = { name: 's', donor: 1, sites: [site], of: 'pairs', reducer: answers };
const plan: Plan = { series: [series], sets: [0, 1] };
const withSite = (change: Partial<Site>): Plan => withSeries({ sites: [{ ...site, ...change }] });
const withSeries = (change: Partial<Series>): Plan => {
  return { ...plan, series: [{ ...series, ...change }] };
};

const along = (x: number) => subspaceOf({ sha256 }, 1, Float32Array.of(x, 0));

describe('the key of a plan', () => {
  const changed: readonly (readonly [string, Plan])[] = [
    ['the moment', withSite({ moment: 4 })],
    ['the state', withSite({ slot: 'z' })],
    ['the span', withSite({ region: [2] })],
    ['several spans', withSite({ region: [1, 2] })],
    ['their order', withSite({ region: [2, 1] })],
    ['all positions', withSite({ region: 'all' })],
    ['all from a span on', withSite({ region: { from: 1 } })],
    ['all from another on', withSite({ region: { from: 2 } })],
    ['a head', withSite({ channels: [0, 8] })],
    ['another head', withSite({ channels: [8, 16] })],
    ['some directions', withSite({ within: along(0.5) })],
    ['directions that differ in the last bit', withSite({ within: along(0.5 + 2 ** -24) })],
    ['another site', withSeries({ sites: [site, { ...site, moment: 4 }] })],
    ['no site', withSeries({ sites: [] })],
    ['the donor', withSeries({ donor: 2 })],
    ['the source as donor', withSeries({ donor: -1 })],
    ['which pairs', withSeries({ of: 'check' })],
    ['the mass', withSeries({ weighed: true })],
    ['the name', withSeries({ name: 't' })],
    ['the reducer', withSeries({ reducer: passed })],
    ['another series', { ...plan, series: [series, { ...series, name: 't' }] }],
    ['a mixture', { ...plan, sets: [0, 1, 2] }],
    ['no mixture', { ...plan, sets: [] }],
  ];

  test('is another for every change of a field', () => {
    const keys = [plan, ...changed.map(([, each]) => each)].map(planKey);
    expect(new Set(keys).size).toBe(keys.length);
  });

  test('is as short for a thousand directions as for one', () => {
    const many = subspaceOf({ sha256 }, 1000, new Float32Array(1000 * 64));
    const [short, long] = [along(0.5), many].map((within) => planKey(withSite({ within })));
    expect(long.length).toBeLessThan(short.length + 10);
  });

  test('is the same for an equal plan', () => {
    const again: Plan = { sets: [0, 1], series: [{ ...series, sites: [{ ...site }] }] };
    expect(planKey(again)).toBe(planKey(plan));
  });
});

describe('what a comparison runs', async () => {
  const network = async () => networkOf(modelOf(await edited('gpt2')));

  test('the source at all sites, the parts for shares, checks at every cut but the last', async () => {
    const of = await network();
    const cuts = of.cuts.length;
    const joint = cutSites(of, 4, [1]);
    const { series: all, sets } = comparisonPlan(joint, of, { shares: [1, -3], sets: [0, 3] });
    expect(all.map(({ name, donor, sites, of: on }) => [name, donor, sites.length, on])).toEqual([
      ['responses', -1, 5 * cuts, 'pairs'],
      ['part 0', 1, 4 * cuts, 'pairs'],
      ['part 1', -3, 4 * cuts, 'pairs'],
      ['no-op', 0, cuts - 1, 'check'],
      ['whole cut', -1, cuts - 1, 'check'],
    ]);
    const made = { series: all, sets };
    expect(setsOf(made)).toEqual([0, -1, 1, -3, 3]);
    expect(countOf(made, 10), 'checks are not counted').toBe(13 * cuts * 10);
  });

  test('a task without spans has no sites, and no no-op to try', async () => {
    const of = await network();
    const { series: all } = comparisonPlan(cutSites(of, 0), of, { shares: [], sets: [] });
    expect(all.map(({ name, sites }) => [name, sites.length])).toEqual([
      ['responses', 0],
      ['no-op', 0],
      ['whole cut', of.cuts.length - 1],
    ]);
  });

  test('a head that is not there is refused', async () => {
    const of = await network();
    const [, , , last] = [0, 1, 2, 3].map((head) => () => headSite(of, 0, head, [0]));
    expect(headSite(of, 1, 1, [0])).toEqual({
      moment: of.cuts[1] + 1,
      slot: 'z',
      region: [0],
      channels: [8, 16],
    });
    expect(last).not.toThrow();
    expect(() => headSite(of, 0, 4, [0])).toThrow('block 0 has no head 4');
    expect(() => headSite(of, 9, 0, [0])).toThrow('block 9 has no head 0');
  });
});

describe('a plan is refused', () => {
  test.each<readonly [string, Partial<Site>, string]>([
    ['beyond the network', { moment: 7 }, 'there is no x at moment 7'],
    ['before it', { moment: -1 }, 'there is no x at moment -1'],
    ['at a state that is not there', { moment: 2, slot: 'z' }, 'there is no z at moment 2'],
    ['beyond the width', { channels: [8, 33] }, 'x at moment 3 has no numbers 8 to 33'],
    ['at no number', { channels: [8, 8] }, 'x at moment 3 has no numbers 8 to 8'],
    ['at a span that is not there', { region: [0, 4] }, 'there is no span 4'],
    ['from one on that is not there', { region: { from: 4 } }, 'there is no span 4'],
  ])('%s', async (_, change, message) => {
    const network = networkOf(modelOf(await edited('gpt2')));
    expect(network.stages).toHaveLength(6);
    expect(() => checkPlan(network, plan, 4)).not.toThrow();
    expect(() => checkPlan(network, withSite(change), 4)).toThrow(new RangeError(message));
  });

  test('before anything is run', async () => {
    const trial = tokenTask({ seed: 'beyond', vocabulary: 300, pairs: 2, spans: [0, 1] });
    const forward = await forwardOf(await edited('gpt2'));
    const beyond = sweep(quietJob, forward, trial, withSite({ moment: 7 }));
    await expect(beyond).rejects.toThrow('there is no x at moment 7');
  });
});

test('a site has a place in the cuts, or stands alone', () => {
  const sites = [residual(0, [0]), residual(0, [0, 1]), residual(0, [1]), residual(2, [0])];
  const lying = { sites, cuts: [[0, 2]], at: [4] };
  expect(placesOf(lying)).toEqual([{ cut: 4, span: 0 }, undefined, { cut: 4, span: 1 }, undefined]);
});
