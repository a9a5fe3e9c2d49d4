// How long a run still takes, as soon as that can be told: not from its first steps, which are of
// another kind than the rest, and not while it goes at another pace than before.

/** Opening, hashing and the look whether the models solve the task come before. */
const FROM_FRACTION = 0.06;
/** What must be known of the rest. */
const LEAST = { ms: 3000, fraction: 0.04 };
const SAMPLE_EVERY_MS = 250; // a run of a day keeps 350,000 numbers at most
/** The pace of the later half of the time against that of all of it: within this factor it is steady. */
const STEADY = 1.5;

type Sample = { readonly at: number; readonly fraction: number };

/** Told of every progress, in order; answers with milliseconds, or undefined while nobody can say. */
export function timeLeftEstimator(): (fraction: number, elapsedMs: number) => number | undefined {
  const samples: Sample[] = [];
  let half = 0; // index of the last sample of the earlier half
  return (fraction, at) => {
    if (fraction < FROM_FRACTION) return undefined;
    if (samples.length === 0 || at - samples[samples.length - 1].at >= SAMPLE_EVERY_MS) {
      samples.push({ at, fraction });
    }
    const now = { at, fraction };
    const [start] = samples;
    while (half + 1 < samples.length && samples[half + 1].at <= (start.at + at) / 2) half++;
    if (at - start.at < LEAST.ms || fraction - start.fraction < LEAST.fraction || fraction >= 1) {
      return undefined;
    }
    const [pace, recent] = [paceFrom(start, now), paceFrom(samples[half], now)];
    const isSteady = recent <= STEADY * pace && recent >= pace / STEADY;
    return isSteady ? (1 - fraction) / recent : undefined;
  };
}

function paceFrom(from: Sample, to: Sample): number {
  return (to.fraction - from.fraction) / (to.at - from.at);
}
