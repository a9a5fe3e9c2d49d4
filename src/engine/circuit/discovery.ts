// The smallest set of components that a model can do with (method.md 3.3): sorted by effect, the size found by bisection,
// then what is not needed taken out, first what hinders, then what helps least. Whatever is asked is a joint run: nothing is added up from effects
// one by one, for components stand in for each other.
import { type Job, subJob } from '../core/job.ts';
import type { Estimate } from './faithfulness.ts';

/** Components by their index. */
export type Circuit = readonly number[];

/** All components: the greatest effect first; and those that help most first, what hinders most last. */
export type Orders = { readonly order: Circuit; readonly helping: Circuit };

/** How faithful circuits are, each by one joint run of all pairs. */
export type Ask = (job: Job, circuits: readonly Circuit[]) => Promise<readonly Estimate[]>;

export type Discovered = {
  readonly circuit: Circuit; // in the order of the effects, the greatest first
  /** The greatest effects, from which it was taken. */
  readonly leading: Circuit;
};

type Does = (job: Job, circuits: readonly Circuit[]) => Promise<readonly boolean[]>;

/** Sizes that are asked for at once: prompts go up once for them. */
const together = 7;

/**
 * A circuit does if its faithfulness is `bar` or more, also when one
 * standard error is taken off: chosen to do just so on these pairs, it would fall short on others.
 */
export async function discover(
  job: Job,
  { order, helping }: Orders,
  bar: number,
  ask: Ask,
): Promise<Discovered> {
  const does: Does = async (part, circuits) =>
    (await ask(part, circuits)).map(({ value, error }) => value - error >= bar);
  job.progress(0, 'how many of the greatest effects are needed');
  const ranked = await bisect(subJob(job, 0, 0.1), order, does);
  const leading = order.slice(0, ranked);
  let circuit = leading;
  const tried = helping.filter((component) => circuit.includes(component)).toReversed();
  for (const [k, component] of tried.entries()) {
    const part = subJob(subJob(job, 0.1, 1), k / ranked, (k + 1) / ranked);
    part.progress(0, `which of ${ranked} components can be left out`);
    const without = circuit.filter((one) => one !== component);
    const [isEnough] = await does(part, [without]);
    if (isEnough) circuit = without;
  }
  return { circuit, leading };
}

/** The least size that does, as far as more is never less; all of them always do. */
async function bisect(job: Job, order: Circuit, does: Does): Promise<number> {
  let [fails, works] = [-1, order.length];
  while (works - fails > 1) {
    const sizes = between(fails, works);
    // What is open now is an eighth of it after this, or less.
    const open = (works - fails) / (order.length + 1);
    const part = subJob(job, 1 - open, 1 - open / (together + 1));
    const answers = await does(
      part,
      sizes.map((size) => order.slice(0, size)),
    );
    const first = answers.indexOf(true);
    if (first < 0) fails = sizes[sizes.length - 1];
    else {
      works = sizes[first];
      if (first > 0) fails = sizes[first - 1];
    }
  }
  return works;
}

/** At most `together` whole numbers between two others, evenly. */
function between(low: number, high: number): number[] {
  const count = Math.min(together, high - low - 1);
  return Array.from({ length: count }, (_, k) =>
    Math.round(low + ((k + 1) * (high - low)) / (count + 1)),
  );
}
