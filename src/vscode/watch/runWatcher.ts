// Watches the checkpoints of a run: when they have changed and two looks in a row find them the same, they are analysed.
// A trainer writes large files slowly, and on a network's disk nobody tells of it: so it looks by itself too.
import type { Disposable } from 'vscode';
import type { Timer } from '../../protocol/throttle.ts';
import type { TrainingStep } from '../../protocol/trajectory.ts';

/** Between two looks that must find the same. */
const STABLE_MS = 2000;
/** Where nothing is told. */
const IDLE_MS = 30_000;
/** One checkpoint has nothing to be compared with. */
const FEWEST = 2;

export interface RunWatcher extends Disposable {
  /** Something has changed in the folder. */
  poke(): void;
}

export type Watched = {
  readonly look: () => Promise<readonly TrainingStep[]>;
  /** Resolves when it is done; it does not reject. */
  readonly analyse: () => Promise<void>;
  /** A look failed, and the next is tried all the same. */
  readonly failed: (error: unknown) => void;
  readonly timer: Timer;
};

export function runWatcher({ look, analyse, failed, timer }: Watched): RunWatcher {
  let seen: string | undefined; // by the last look
  let analysed: string | undefined;
  let isBusy = false;
  let isOver = false;
  let takeBack: () => void = () => undefined;
  const next = (ms: number) => {
    takeBack();
    if (!isOver) takeBack = timer.after(ms, () => void turn());
  };
  const turn = async () => {
    isBusy = true;
    const wait = await lookOnce().catch((error: unknown) => {
      failed(error);
      return IDLE_MS;
    });
    isBusy = false;
    next(wait);
  };
  /** How long until the next look. */
  const lookOnce = async () => {
    const steps = await look();
    const now = JSON.stringify(steps);
    if (isOver || steps.length < FEWEST || now === analysed) return IDLE_MS;
    const isStable = now === seen;
    seen = now;
    if (!isStable) return STABLE_MS;
    analysed = now;
    await analyse();
    return STABLE_MS; // it took a while
  };
  next(0);
  return {
    poke() {
      if (!isBusy) next(STABLE_MS);
    },
    dispose() {
      isOver = true;
      takeBack();
    },
  };
}
