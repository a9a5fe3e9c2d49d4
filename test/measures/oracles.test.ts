// Every measure against numbers of independent libraries: scikit-learn, scipy, repsim, rsatoolbox, cvxpy (each file says
// which), to the precision that it states.
import { describe, expect, test } from 'vitest';
import { cca } from '../../src/engine/measures/cca.ts';
import { biasedCka, cka } from '../../src/engine/measures/cka.ts';
import { contraction, missedBy } from '../../src/engine/measures/contraction.ts';
import { kernelCka } from '../../src/engine/measures/kernelCka.ts';
import { meanOverlap, neighbours } from '../../src/engine/measures/knn.ts';
import type { Measure } from '../../src/engine/measures/measure.ts';
import { angularProcrustes, procrustes } from '../../src/engine/measures/procrustes.ts';
import type { Representation } from '../../src/engine/measures/representation.ts';
import { predicted, predictor } from '../../src/engine/measures/ridge.ts';
import { rsa } from '../../src/engine/measures/rsa.ts';
import { svcca } from '../../src/engine/measures/svcca.ts';
import { type Matrix, oracle, representation, transposed } from '../support/oracles.ts';

const precision = 1e-6;

type Numbers = Readonly<Record<string, number>> & { readonly case: number };

describe('similarity', () => {
  const { numbers, matrices } = oracle<{ readonly cases: readonly Numbers[] }>('similarity');
  const by =
    <P>(measure: Measure<P>) =>
    (a: Representation, b: Representation) =>
      measure.compare(measure.prepare(a), measure.prepare(b));
  const computed: Readonly<Record<string, (a: Representation, b: Representation) => number>> = {
    'cka.linear': by(biasedCka),
    'cka.linear.debiased': by(cka),
    'cka.rbf': by(kernelCka),
    procrustes: by(procrustes),
    'procrustes.angular': by(angularProcrustes),
    'cca.mean': by(cca),
    'svcca.mean': by(svcca),
    'rsa.cosine': by(rsa),
    'jaccard.k5': (a, b) => meanOverlap(neighbours(a, 5), neighbours(b, 5)),
  };
  const rows = numbers.cases.flatMap((each) =>
    Object.keys(computed).map((name) => [name, each.case, each[name]] as const),
  );

  test.each(rows)('%s of case %i is %f', (name, at, expected) => {
    const [a, b] = ['x', 'y'].map((side) => matrices.get(`${at}.${side}`)!);
    const found = computed[name](representation(a), representation(b));
    expect(Math.abs(found - expected)).toBeLessThan(precision);
  });

  test.each(numbers.cases.map((each) => [each.case, each['rsa.correlation']]))(
    'RSA of case %i by Pearson is RSA of rows that are centred one by one: %f',
    (at, expected) => {
      const [a, b] = ['x', 'y'].map((side) =>
        representation(rowsCentred(matrices.get(`${at}.${side}`)!)),
      );
      expect(Math.abs(by(rsa)(a, b) - expected)).toBeLessThan(precision);
    },
  );

  test.each(numbers.cases.map((each) => [each.case, each['svcca.components']]))(
    'SVCCA of case %i keeps %j directions',
    (at, components) => {
      const kept = ['x', 'y'].map(
        (side) => svcca.prepare(representation(matrices.get(`${at}.${side}`)!)).sizes.length,
      );
      expect(kept).toEqual(components);
    },
  );
});

describe('ridge', () => {
  type Direction = {
    readonly alpha: number;
    readonly looMeanSquaredError: readonly number[];
    readonly testR2: number;
  };
  type Case = {
    readonly case: number;
    readonly testRows: readonly number[];
    readonly xToY: Direction;
    readonly yToX: Direction;
  };
  const { numbers, matrices } = oracle<{ readonly cases: readonly Case[] }>('ridge');
  const rows = numbers.cases.flatMap(
    (each) =>
      [
        [each.case, 'x', 'y', each.testRows, each.xToY],
        [each.case, 'y', 'x', each.testRows, each.yToX],
      ] as const,
  );

  test.each(rows)('case %i, %s predicts %s', (at, from, to, testRows, expected) => {
    const [x, y] = [from, to].map((side) => matrices.get(`${at}.${side}`)!);
    const found = predicted(predictor(representation(x), testRows), y.data);
    expect(found.penalty).toBe(expected.alpha);
    expect(Math.abs(found.r2 - expected.testR2)).toBeLessThan(precision);
    for (const [k, error] of expected.looMeanSquaredError.entries()) {
      expect(Math.abs(found.leftOut[k] / error - 1)).toBeLessThan(precision);
    }
  });
});

describe('contraction', () => {
  type Direction = { readonly relative: number };
  type Case = {
    readonly case: number;
    readonly name: string;
    readonly h1ToH2: Direction;
    readonly h2ToH1: Direction;
    readonly distance: number;
  };
  const { numbers, matrices } = oracle<{ readonly cases: readonly Case[] }>('contraction');

  test.each(numbers.cases.map((each) => [each.name, each] as const))('%s', (_, each) => {
    const [a, b] = ['h1', 'h2'].map((side) =>
      contraction.prepare(representation(transposed(matrices.get(`${each.case}.${side}`)!))),
    );
    const near = (found: number, optimum: number) =>
      expect(Math.abs(found - optimum)).toBeLessThan(1e-4 * optimum + precision);
    near(missedBy(a, b), each.h1ToH2.relative);
    near(missedBy(b, a), each.h2ToH1.relative);
    near(contraction.compare(a, b), each.distance);
  });
});

function rowsCentred({ rows, columns, data }: Matrix): Matrix {
  const around = Float64Array.from(data);
  for (let i = 0; i < rows; i++) {
    const row = around.subarray(i * columns, (i + 1) * columns);
    const mean = row.reduce((sum, x) => sum + x / columns, 0);
    for (let j = 0; j < columns; j++) row[j] -= mean;
  }
  return { rows, columns, data: around };
}
