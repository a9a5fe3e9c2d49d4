// How long a run still takes, as soon as that can be told: not from its first steps, which are of
// another kind than the rest, and not while it goes at another pace than before.

const LEAST = { ms: 3000, fraction: 0.05 };
const SAMPLE_EVERY_MS = 250; // a run of a day keeps 350,000 numbers at most
/** The pace of the later half of the time against that of all of it: within this factor it is steady. */
const STEADY = 1.5;

/** Told of every progress, in order; answers with milliseconds, or undefined while nobody can say. */
export function timeLeftEstimator(): (fraction: number, elapsedMs: number) => number | undefined {
  const samples: { readonly at: number; readonly fraction: number }[] = [];
  let half = 0; // index of the last sample of the earlier half
  return (fraction, at) => {
    if (at - (samples.at(-1)?.at ?? Number.NEGATIVE_INFINITY) >= SAMPLE_EVERY_MS) {
      samples.push({ at, fraction });
    }
    while (half + 1 < samples.length && samples[half + 1].at <= at / 2) half++;
    if (at < LEAST.ms || fraction < LEAST.fraction || fraction >= 1) return undefined;
    const before = samples[half];
    const pace = fraction / at;
    const recent = (fraction - before.fraction) / (at - before.at);
    const isSteady = recent <= STEADY * pace && recent >= pace / STEADY;
    return isSteady ? (1 - fraction) / recent : undefined;
  };
}
