// Where a number is large: conditions on the values of variables, at most two, found greedily.

/** What is searched: n units, each with a value of every variable. */
export type Coded = {
  /** By variable the value of each unit, as a number from 0: [V][n]. */
  readonly codes: readonly Int32Array[];
  /** How many values each variable has. */
  readonly sizes: readonly number[];
};

/** One of these values. */
export type Condition = { readonly variable: number; readonly values: readonly number[] };

/** All of these hold; none: everything. */
export type Region = readonly Condition[];

export type FoundCondition = {
  readonly condition: Condition;
  readonly score: number;
};

/** Units of a region, at least. */
export const fewestUnits = 4;
/** A mean that is less than this above that of the rest is nothing to say. */
const leastLead = 0.05;

/**
 * By how much the mean inside a region is above that of the rest, times the root of n inside times n outside over n: what
 * stands out as much in fewer units is less.
 */
export function standingOut(inside: readonly number[], all: readonly number[], y: Float64Array) {
  const sum = (units: readonly number[]) => units.reduce((total, i) => total + y[i], 0);
  const [count, others] = [inside.length, all.length - inside.length];
  if (count === 0 || others === 0) return 0;
  const mine = sum(inside);
  return (mine / count - (sum(all) - mine) / others) * Math.sqrt((count * others) / all.length);
}

/**
 * The best condition by its score among these units; undefined: none stands out. Of a variable those values are taken
 * together whose means are highest, as many as are best.
 */
export function bestCondition(
  coded: Coded,
  y: Float64Array,
  units: readonly number[],
): FoundCondition | undefined {
  let best: FoundCondition | undefined;
  for (const variable of coded.codes.keys()) {
    const { values, score } = bestValues(coded, variable, y, units);
    if (score > (best?.score ?? 0)) best = { condition: { variable, values }, score };
  }
  return best;
}

export function isIn({ codes }: Coded, region: Region, unit: number): boolean {
  return region.every(({ variable, values }) => values.includes(codes[variable][unit]));
}

function bestValues(
  { codes, sizes }: Coded,
  variable: number,
  y: Float64Array,
  units: readonly number[],
) {
  const sums = new Float64Array(sizes[variable]);
  const counts = new Float64Array(sizes[variable]);
  let all = 0;
  for (const i of units) {
    sums[codes[variable][i]] += y[i];
    counts[codes[variable][i]]++;
    all += y[i];
  }
  const order = [...sums.keys()].filter((value) => counts[value] > 0);
  order.sort((v, w) => sums[w] / counts[w] - sums[v] / counts[v] || v - w);
  let best = { score: 0, values: [] as readonly number[] };
  let [sum, count] = [0, 0];
  for (const [k, value] of order.entries()) {
    sum += sums[value];
    count += counts[value];
    const others = units.length - count;
    if (others === 0 || count < fewestUnits) continue;
    const lead = sum / count - (all - sum) / others;
    if (lead < leastLead) continue;
    const score = lead * Math.sqrt((count * others) / units.length);
    if (score > best.score) best = { score, values: order.slice(0, k + 1) };
  }
  return { ...best, values: [...best.values].sort((v, w) => v - w) };
}
