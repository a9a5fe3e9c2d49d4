// In what order the models of a fleet are looked at, two by two, and when that ends. What a look sees is told by whoever
// asks: a network, or a test.
import type { LimitOfRun } from '../../protocol/report.ts';
import { limitOf, type Spent } from './limits.ts';
import type { Limits } from './settings.ts';
import type { Standing } from './standing.ts';

/** Two models, by their numbers among those that solve the task, and the look that is to come next. */
export type Couple = {
  readonly a: number;
  readonly b: number;
  readonly k: number; // of the look
  /** With every span at every cut. */
  readonly isCovered: boolean;
};

/** What a look says of a couple; `width`: of the interval that decides. */
export type Seen = { readonly standing: Standing; readonly width: number };

export type Course = {
  readonly couples: readonly Couple[]; // before their first look
  readonly looks: number; // how many there can be of a couple
  readonly limits: Limits;
  /** Interchanges that these looks at couples add. */
  more(couples: readonly Couple[]): number;
  /** By now. */
  spent(): Omit<Spent, 'looks'>;
  /** One look, at couples that are looked at alike; by couple. */
  look(couples: readonly Couple[]): Promise<readonly Seen[]>;
};

/** Why the whole of it stopped. */
export type Stopped = 'settled' | 'hopeless' | 'all pairs' | LimitOfRun;

/**
 * The first look is at all couples. After it those go first whose interval is widest, as many as the work is enough for;
 * of these a look takes the ones with the fewest pairs, so that no look has fewer than the one before it. Time and the
 * number of looks say only after which whole look to stop: so many looks again are the same looks.
 */
export async function follow({ couples, looks, limits, ...course }: Course): Promise<Stopped> {
  let open = couples.map((couple) => ({ couple, width: 1 }));
  const ended: Standing[] = [];
  for (let made = 0; open.length > 0; made++) {
    const next = made === 0 ? couples : alike(affordable(open, limits, course));
    if (made > 0) {
      const more = next.length === 0 ? Number.POSITIVE_INFINITY : course.more(next);
      const limit = limitOf(limits, { ...course.spent(), looks: made }, more);
      if (limit !== undefined) return limit;
    }
    const seen = await course.look(next);
    const looked = next.flatMap((couple, i) => {
      const onward = onwardOf(couple, seen[i].standing, looks);
      if (onward === undefined) ended.push(seen[i].standing);
      return onward ? [{ couple: onward, width: seen[i].width }] : [];
    });
    open = [...open.filter(({ couple }) => !next.includes(couple)), ...looked];
    open.sort((x, y) => y.width - x.width || x.couple.a - y.couple.a || x.couple.b - y.couple.b);
  }
  return stoppedOf(ended);
}

function stoppedOf(ended: readonly Standing[]): Stopped {
  if (ended.includes('open')) return 'all pairs';
  return ended.includes('hopeless') ? 'hopeless' : 'settled';
}

/** How a couple is looked at next; undefined: it is done. */
function onwardOf(couple: Couple, standing: Standing, looks: number): Couple | undefined {
  if (standing === 'uncovered') return { ...couple, isCovered: true };
  const isLast = couple.k + 1 === looks;
  return standing === 'open' && !isLast ? { ...couple, k: couple.k + 1 } : undefined;
}

/** The first of them that the work is enough for. */
function affordable(
  open: readonly { readonly couple: Couple }[],
  limits: Limits,
  { more, spent }: Pick<Course, 'more' | 'spent'>,
): Couple[] {
  const left = limits.work - spent().work;
  const first: Couple[] = [];
  for (const { couple } of open) {
    if (more([...first, couple]) > left) break;
    first.push(couple);
  }
  return first;
}

/** Those of the look that is first: of the fewest pairs, and of the fewest cuts. */
function alike(couples: readonly Couple[]): Couple[] {
  const order = ({ k, isCovered }: Couple) => 2 * k + Number(isCovered);
  const first = Math.min(...couples.map(order));
  return couples.filter((couple) => order(couple) === first);
}
