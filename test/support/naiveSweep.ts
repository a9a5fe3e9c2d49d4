// Interchanges done the plain way: one prompt at a time, from cut 0, every position, no reuse.
import { quietJob } from '../../src/engine/core/job.ts';
import type { Forward } from '../../src/engine/forward/forward.ts';
import type { Responses } from '../../src/engine/forward/responses.ts';
import type { TokenPrompt, TokenTask } from '../../src/engine/task/tokenised.ts';

type Naive = Omit<Responses, 'own' | 'outcomes'>;

/** What `sweep` should give, with shares and the mixtures of these masks. */
export async function naiveSweep(
  forward: Forward,
  task: TokenTask,
  masks: readonly number[],
): Promise<Naive> {
  const { layers } = forward.model.spec;
  const cuts = layers + 1;
  const { pairs: n, answerIds } = task;
  const [spans, parts, K] = [task.task.spans.length, task.task.parts.length, answerIds.length + 1];
  const out = {
    cuts,
    spans,
    parts,
    pairs: n,
    clean: new Float32Array(n * K),
    site: new Float32Array(cuts * spans * n * K),
    mixed: new Map(masks.map((mask) => [mask, new Float32Array(n * K)])),
    passed: new Float32Array(parts * cuts * spans * n),
    whole: new Float32Array(parts * n),
    effect: new Float32Array(parts * n),
  };
  for (let i = 0; i < n; i++) {
    const ask = asker(forward, answerIds, task.prompt(i, 0));
    const c = await ask(task.prompt(i, 0));
    out.clean.set(c, i * K);
    for (const [mask, to] of out.mixed) to.set(await ask(task.prompt(i, mask)), i * K);
    for (let g = 0; g < parts; g++) {
      const f = await ask(task.prompt(i, 1 << g));
      out.whole[g * n + i] = sum(c, (x, k) => (x - f[k]) ** 2);
      out.effect[g * n + i] = sum(c, (x, k) => Math.abs(x - f[k])) / 2;
    }
    for (let site = 0; site < cuts * spans; site++) {
      const range = task.spans(i)[site % spans];
      const at = { cut: Math.floor(site / spans), range };
      out.site.set(await ask(task.prompt(i, -1), at), (site * n + i) * K);
      for (let g = 0; g < parts; g++) {
        const f = await ask(task.prompt(i, 1 << g));
        const r = await ask(task.prompt(i, 1 << g), at);
        const passed = sum(c, (x, k) => (x - r[k]) * (x - f[k]));
        out.passed[(g * cuts * spans + site) * n + i] = passed;
      }
    }
  }
  return out;
}

/** The tokens that the model finds likeliest after these prompts, so that its answers say something. */
export async function likelyAnswers(
  forward: Forward,
  prompts: readonly TokenPrompt[],
  count: number,
): Promise<Int32Array> {
  const all = Int32Array.from({ length: forward.model.spec.vocabulary }, (_, id) => id);
  const total = new Float64Array(all.length);
  for (const prompt of prompts) {
    const p = await asker(forward, all, prompt)(prompt);
    total.forEach((_, id) => {
      total[id] += p[id];
    });
  }
  return all.sort((a, b) => total[b] - total[a]).slice(0, count);
}

type Site = { readonly cut: number; readonly range: readonly [number, number] };

/** Answers, with "other", of a prompt; or of `base` with a site taken from that prompt. */
function asker(forward: Forward, answerIds: Int32Array, base: TokenPrompt) {
  const known = new Map<string, Promise<Float32Array[]>>();
  const cutsOf = (prompt: TokenPrompt) => {
    const key = `${prompt.ids}`;
    if (!known.has(key)) known.set(key, streams(forward, prompt));
    return known.get(key)!;
  };
  return async (prompt: TokenPrompt, at?: Site): Promise<Float32Array> => {
    const { layers, width: d } = forward.model.spec;
    if (!at) return answer(forward, answerIds, prompt, (await cutsOf(prompt))[layers]);
    const { cut, range } = at;
    const x = (await cutsOf(base))[cut].slice();
    x.set((await cutsOf(prompt))[cut].subarray(range[0] * d, range[1] * d), range[0] * d);
    const rest = await climb(forward, base, x, cut);
    return answer(forward, answerIds, base, rest.at(-1)!);
  };
}

/** The residual stream of one prompt at every cut, [L + 1][T d]. */
async function streams(forward: Forward, prompt: TokenPrompt): Promise<Float32Array[]> {
  const x = await forward.embed(quietJob, [prompt.ids], prompt.ids.length);
  return climb(forward, prompt, x, 0);
}

/** The stream at `cut` and at every cut above. */
async function climb(forward: Forward, { ids }: TokenPrompt, x: Float32Array, cut: number) {
  const T = ids.length;
  const cuts = [x];
  for (let layer = cut; layer < forward.model.spec.layers; layer++) {
    const call = { x: cuts.at(-1)!, batch: 1, queries: T, start: 0 };
    cuts.push((await forward.block(quietJob, layer, call)).y.data);
  }
  return cuts;
}

async function answer(
  forward: Forward,
  answerIds: Int32Array,
  { readAt }: TokenPrompt,
  x: Float32Array,
): Promise<Float32Array> {
  const { width: d } = forward.model.spec;
  const row = x.slice(readAt * d, (readAt + 1) * d);
  const { logits } = await forward.head(quietJob, row, answerIds, true);
  const most = Math.max(...logits.data);
  const weights = Float64Array.from(logits.data, (logit) => Math.exp(logit - most));
  const total = weights.reduce((a, b) => a + b, 0);
  const chosen = [...answerIds].map((id) => weights[id] / total);
  return Float32Array.from([...chosen, 1 - chosen.reduce((a, b) => a + b, 0)]);
}

function sum(values: Float32Array, term: (value: number, k: number) => number): number {
  return values.reduce((total, value, k) => total + term(value, k), 0);
}
