// The smallest set of components that a model can do with (method.md 3.3): sorted by effect, the size found by bisection,
// then what is not needed taken out, first what hinders, then what helps least. Whatever is asked is a joint run: nothing is added up from effects
// one by one, for components stand in for each other.
import type { Job } from '../core/job.ts';
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
  const does = async (circuits: readonly Circuit[]) =>
    (await ask(job, circuits)).map(({ value, error }) => value - error >= bar);
  job.progress(0, 'how many of the greatest effects are needed');
  const ranked = await bisect(order, does);
  const leading = order.slice(0, ranked);
  let circuit = leading;
  const tried = helping.filter((component) => circuit.includes(component)).toReversed();
  for (const [k, component] of tried.entries()) {
    job.progress(0.1 + (0.9 * k) / ranked, `which of ${ranked} components can be left out`);
    const without = circuit.filter((one) => one !== component);
    const [isEnough] = await does([without]);
    if (isEnough) circuit = without;
  }
  return { circuit, leading };
}

/** The least size that does, as far as more is never less; all of them always do. */
async function bisect(
  order: Circuit,
  does: (circuits: readonly Circuit[]) => Promise<readonly boolean[]>,
): Promise<number> {
  let [fails, works] = [-1, order.length];
  while (works - fails > 1) {
    const sizes = between(fails, works);
    const answers = await does(sizes.map((size) => order.slice(0, size)));
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
