// A plan done the plain way: one prompt at a time, stage by stage, every position, no reuse, nothing known
// beforehand; probabilities from logits, in double precision.
import { quietJob } from '../../src/engine/core/job.ts';
import type { Forward } from '../../src/engine/forward/forward.ts';
import { emptyMeasured, type Measured } from '../../src/engine/forward/measured.ts';
import { readWidth } from '../../src/engine/forward/network.ts';
import { outcomeCount } from '../../src/engine/forward/outcomes.ts';
import type { Plan, Site } from '../../src/engine/forward/plan.ts';
import type { Subspace } from '../../src/engine/forward/subspace.ts';
import type { Input, Trial } from '../../src/engine/task/trial.ts';

/** What `sweep` should give; checks are left out. */
export async function naiveSweep(forward: Forward, trial: Trial, plan: Plan): Promise<Measured> {
  const { pairs: n, answers, outcomes } = trial;
  const K = outcomeCount(outcomes);
  const out = emptyMeasured(plan, n, trial);
  for (let i = 0; i < n; i++) {
    const base = trial.input(i, 0);
    const { answer, interchanged } = asker(forward, answers, base);
    const { said: clean, mass } = ofClasses(await answer(base), outcomes);
    out.mass[i] = mass;
    for (const [set, to] of out.answers) {
      to.set(ofClasses(await answer(trial.input(i, set)), outcomes).said, i * K);
    }
    for (const { donor: set, name, sites, of, reducer, weighed } of plan.series) {
      if (of === 'check') continue;
      const source = trial.input(i, set);
      const { said: donor } = ofClasses(await answer(source), outcomes);
      const size = reducer.size(K);
      for (const [s, site] of sites.entries()) {
        const found = await interchanged(source, site, positionsOf(forward, site, trial, i));
        const { said: response, mass: changed } = ofClasses(found, outcomes);
        if (weighed) {
          out.massChange[2 * i] += Math.abs(changed - mass);
          out.massChange[2 * i + 1]++;
        }
        const at = (s * n + i) * size;
        const kept = out.series.get(name)!.subarray(at, at + size);
        reducer.reduce({ clean, donor, response }, kept);
      }
    }
  }
  return out;
}

/** Probabilities [A] of the whole vocabulary as those of the classes, given that one is said. */
function ofClasses(p: Float64Array, outcomes: Int32Array) {
  const mass = p.reduce((sum, x) => sum + x, 0);
  const said = new Float64Array(outcomeCount(outcomes));
  for (const [k, x] of p.entries()) said[outcomes[k]] += x / mass;
  return { mass, said: Float32Array.from(said) };
}

/** The tokens that the model finds likeliest after these prompts, so that its answers say something. */
export async function likelyAnswers(
  forward: Forward,
  prompts: readonly Input[],
  count: number,
): Promise<Int32Array> {
  const all = Int32Array.from({ length: forward.network.readout!.widest }, (_, id) => id);
  const total = new Float64Array(all.length);
  for (const prompt of prompts) {
    const p = await asker(forward, all, prompt).answer(prompt);
    total.forEach((_, id) => {
      total[id] += p[id];
    });
  }
  return all.sort((a, b) => total[b] - total[a]).slice(0, count);
}

type Moment = Readonly<Record<string, Float32Array>>; // states, [P, width] each

function positionsOf(forward: Forward, { region }: Site, trial: Trial, i: number): number[] {
  const { values, readAt } = trial.input(i, 0);
  if (region === 'all') return [...values.keys()];
  if ('from' in region) {
    // What is after the answer of a causal model is never read; a masked one takes all to the end.
    const end = forward.causal ? readAt + 1 : values.length;
    return [...values.keys()].slice(trial.regions(i)[region.from][0], end);
  }
  return region.flatMap((span) => {
    const [from, to] = trial.regions(i)[span];
    return [...values.keys()].slice(from, to);
  });
}

function asker(forward: Forward, answers: Int32Array, base: Input) {
  const known = new Map<string, Promise<Moment[]>>();
  const momentsOf = (input: Input) => {
    const key = `${input.values}`;
    if (!known.has(key)) known.set(key, moments(forward, input));
    return known.get(key)!;
  };
  return {
    answer: async (input: Input) => read(forward, answers, input, (await momentsOf(input)).at(-1)!),
    async interchanged(source: Input, site: Site, positions: readonly number[]) {
      const own = (await momentsOf(base))[site.moment];
      const donor = (await momentsOf(source))[site.moment][site.slot];
      const state = own[site.slot].slice();
      const count = own.x.length / readWidthAt(forward, site.moment, 'x');
      const width = state.length / count;
      const [low, high] = site.channels ?? [0, width];
      for (const t of positions) {
        const at = count === 1 ? 0 : t * width;
        const given = donor.subarray(at + low, at + high);
        state.set(site.within ? partly(state, given, at + low, site.within) : given, at + low);
      }
      const rest = await climb(forward, base, { ...own, [site.slot]: state }, site.moment);
      return read(forward, answers, base, rest.at(-1)!);
    },
  };
}

/** base + P (donor - base), P = B^T B written out. */
function partly(state: Float32Array, given: Float32Array, at: number, { rank, basis }: Subspace) {
  const width = given.length;
  return given.map((_, i) => {
    let sum = state[at + i];
    for (let j = 0; j < width; j++) {
      let p = 0;
      for (let k = 0; k < rank; k++) p += basis[k * width + i] * basis[k * width + j];
      sum += p * (given[j] - state[at + j]);
    }
    return sum;
  });
}

/** Width of a state at a moment. */
function readWidthAt({ network }: Forward, moment: number, slot: string): number {
  const stage = network.stages[moment];
  return stage?.takes[slot] ?? readWidth(network);
}

/** The states of one prompt at every moment. */
async function moments(forward: Forward, input: Input): Promise<Moment[]> {
  const x = await forward.network.embed(quietJob, [input], input.values.length);
  return climb(forward, input, { x }, 0);
}

/** The states at a moment and at every one above. */
async function climb(forward: Forward, { values }: Input, states: Moment, from: number) {
  const all = [states];
  for (const stage of forward.network.stages.slice(from)) {
    const call = { states: all.at(-1)!, batch: 1, queries: values.length, start: 0 };
    const made = await forward.step(quietJob, [stage], call);
    const given = Object.keys(stage.gives).map((slot) => [slot, made[slot].data] as const);
    all.push({ ...all.at(-1)!, ...Object.fromEntries(given) });
  }
  return all;
}

async function read(
  forward: Forward,
  answers: Int32Array,
  { readAt }: Input,
  { x }: Moment,
): Promise<Float64Array> {
  const d = readWidth(forward.network);
  const row = x.length === d ? x : x.slice(readAt * d, (readAt + 1) * d);
  const { data } = await forward.read(quietJob, row, 'logits');
  const most = Math.max(...data);
  const weights = Float64Array.from(data, (logit) => Math.exp(logit - most));
  const total = weights.reduce((a, b) => a + b, 0);
  return Float64Array.from(answers, (id) => weights[id] / total);
}
