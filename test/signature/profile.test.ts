// How purely any place holds exactly G, and which set holds a site.
import { describe, expect, test } from 'vitest';
import type { Classes } from '../../src/engine/signature/classes.ts';
import type { Coordinates } from '../../src/engine/signature/coordinates.ts';
import { profileOf } from '../../src/engine/signature/profile.ts';
import { labelsOf } from '../../src/engine/signature/siteLabel.ts';
import { variableSet } from '../../src/engine/task/partSet.ts';
import { plainReadings } from '../support/answeredOnly.ts';

const readings = plainReadings(3);
const words = ['', 'a', 'b', 'c', 'ab', 'ac', 'bc', 'abc'];
const maskOf = (word: string) => [...word].reduce((mask, x) => mask | (1 << 'abc'.indexOf(x)), 0);
const sets = words.map((word) => variableSet(maskOf(word), readings));
const each: Classes = {
  of: Int32Array.from(sets.keys()),
  names: sets,
  nothing: 0,
  everything: 7,
};
/** {b} and {b, c} are one class, {a, c} is everything. */
const joined: Classes = {
  of: Int32Array.from([0, 1, 2, 3, 4, 5, 2, 5]),
  names: [0, 1, 2, 3, 4, 5].map((g) => sets[g]),
  nothing: 0,
  everything: 5,
};

type Site = {
  readonly p: Readonly<Record<string, number>>;
  readonly left?: number;
  readonly own?: string;
  /** Sets whose weight is not firm. */
  readonly unsure?: readonly string[];
};

function madeOf(sites: readonly Site[], classes: Classes) {
  const coordinates: Coordinates = {
    sets,
    weights: Float64Array.from(sites.flatMap(({ p }) => words.map((word) => p[word] ?? 0))),
    unexplained: Float64Array.from(sites, ({ left = 0 }) => left),
    strength: new Float64Array(sites.length).fill(1),
    chance: new Float64Array(sites.length).fill(1),
  };
  const own = Int32Array.from(sites, (site) => maskOf(site.own ?? ''));
  const names = classes.names.map((set) => words[sets.indexOf(set)]);
  const firm = sites.flatMap(({ unsure = [] }) =>
    names.map((name) => (unsure.includes(name) ? 0 : 1)),
  );
  return { coordinates, own, firm: Uint8Array.from(firm) };
}

describe('profile', () => {
  type Entries = Readonly<Record<string, readonly [value: number, site: number]>>;
  const cases: readonly [what: string, sites: readonly Site[], entries: Entries, Classes?][] = [
    [
      'the purest site, not the one of the largest weight',
      [{ p: { ab: 0.9, '': 0.1 }, left: 0.4 }, { p: { ab: 0.8, c: 0.2 }, left: 0.1 }],
      { ab: [0.72, 1], c: [0.18, 1] },
    ],
    ['a site that explains nothing', [{ p: { ab: 1 }, left: 1.7 }], {}],
    ['own sets count elsewhere only', [{ p: { b: 1 }, own: 'b' }, { p: { b: 0.3, a: 0.7 } }], { b: [0.3, 1], a: [0.7, 1] }],
    ['of a joint site all that lies in it', [{ p: { bc: 0.6, ab: 0.4 }, own: 'bc' }], { ab: [0.4, 0] }],
    ['nothing and everything are no entries', [{ p: { '': 0.5, abc: 0.5 } }], {}],
    ['what is not determined does not count', [{ p: { ab: 1 }, unsure: ['ab'] }, { p: { ab: 0.2, a: 0.8 } }], { ab: [0.2, 1], a: [0.8, 1] }],
    ['but the rest of its site does', [{ p: { ab: 0.4, a: 0.6 }, unsure: ['ab'] }], { a: [0.6, 0] }],
    ['the first of equal sites', [{ p: { a: 0.5, b: 0.5 } }, { p: { a: 0.5, c: 0.5 } }], { a: [0.5, 0], b: [0.5, 0], c: [0.5, 1] }],
    ['members of a class together', [{ p: { b: 0.3, bc: 0.4, a: 0.3 } }], { b: [0.7, 0], a: [0.3, 0] }, joined],
    ['a class with a set of the site is own', [{ p: { b: 0.3, bc: 0.4, a: 0.3 }, own: 'b' }], { a: [0.3, 0] }, joined],
    ['a set that is everything', [{ p: { ac: 0.6, abc: 0.4 } }], {}, joined],
  ]; // biome-ignore format: a table

  test.each(cases)('%s', (_, sites, entries, classes = each) => {
    const { coordinates, ...rest } = madeOf(sites, classes);
    const profile = profileOf(coordinates, classes, rest, readings);
    const inner = classes.names.filter((_, c) => c !== classes.nothing && c !== classes.everything);
    expect(profile.map(({ set }) => set)).toEqual(inner);
    for (const { set, value, site } of profile) {
      const [wanted, at] = entries[words[sets.indexOf(set)]] ?? [0, undefined];
      expect(value, `${words[sets.indexOf(set)]}`).toBeCloseTo(wanted, 12);
      expect(site).toBe(at);
    }
  });
});

describe('label', () => {
  const cases: readonly [what: string, site: Site, label: string | undefined, Classes?][] = [
    ['no set of weight .4, .3 and .3 holds a site, though one is nearest', { p: { ab: 0.4, a: 0.3, b: 0.3 } }, undefined],
    ['half is enough', { p: { ab: 0.5, a: 0.25, b: 0.25 } }, 'ab'],
    ['of two halves the smaller set', { p: { a: 0.5, ab: 0.5 } }, 'a'],
    ['.35 may be left', { p: { ab: 1 }, left: 0.35 }, 'ab'],
    ['more may not', { p: { ab: 1 }, left: 0.36 }, undefined],
    ['nothing holds a site too', { p: { '': 1 } }, ''],
    ['own sets as well: the map shows what is there', { p: { b: 1 }, own: 'b' }, 'b'],
    ['not where another set may be meant', { p: { ab: 1 }, unsure: ['ab'] }, undefined],
    ['a little of which another set may be meant takes nothing away', { p: { ab: 0.8, b: 0.2 }, unsure: ['b'] }, 'ab'],
    ['a class has the weight of its members', { p: { b: 0.3, bc: 0.3, a: 0.4 } }, 'b', joined],
  ]; // biome-ignore format: a table

  test.each(cases)('%s', (_, site, label, classes = each) => {
    const { coordinates, firm } = madeOf([site], classes);
    const [found] = labelsOf(coordinates, classes, firm);
    expect(found < 0 ? undefined : words[sets.indexOf(classes.names[found])]).toBe(label);
  });
});
