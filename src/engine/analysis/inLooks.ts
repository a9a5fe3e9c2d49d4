// A comparison that does no more than its verdict needs: a survey of few pairs, then look after look at twice as many
// at what the survey found worth it, until the verdict is settled.
import { type CompareOptions, type Comparison, comparePair } from '../congruity/compare.ts';
import { type Known, knownOf } from '../congruity/known.ts';
import { type Job, subJob } from '../core/job.ts';
import { networkOf } from '../forward/transformer.ts';
import { type Focus, focusOf, wholeFocus } from './focus.ts';
import { type Look, looksOf } from './looks.ts';
import { type Candidate, glanced } from './measure.ts';
import { each, interchange, type Run, type Swept, titled } from './run.ts';

export type Looked = {
  readonly swept: readonly Swept[];
  readonly comparison: Comparison;
  readonly foci: readonly Focus[];
  readonly look: Look;
  readonly interchanges: number;
};

export async function comparedInLooks(
  job: Job,
  run: Run,
  candidates: readonly Candidate[],
  options: CompareOptions,
  note: (sentence: string) => void,
): Promise<Looked> {
  const networks = candidates.map(({ subject }) => networkOf(subject.model));
  const surveys = await each(subJob(job, 0, 0.2), candidates, (part, candidate) => {
    return glanced(titled(part, candidate.subject.name), run.ports, candidate, run.memory);
  });
  const cuts = networks.map((network) => network.cuts.length);
  let foci = await focusOf(
    job,
    surveys.map(({ responses }) => responses),
    cuts,
  );
  let interchanges = surveys.reduce((sum, sweep) => sum + sweep.interchanges, 0);
  note(`survey: ${surveys.map(({ responses: { plan } }) => plan.at.join(' ')).join(' | ')}`);
  note(
    `focus: ${foci.map((f) => `${f.cuts.join(' ')}, ${f.silent.size} silent, ${f.same.size} same`).join(' | ')}`,
  );
  const looks = looksOf(candidates[0].tokens.pairs, options.level);
  for (const [k, look] of looks.entries()) {
    for (;;) {
      const extents = foci.map((focus) => ({
        pairs: look.pairs,
        focus,
        joint: true,
        shares: false,
      }));
      const swept = await interchange(subJob(job, 0.2, 0.9), run, candidates, extents);
      const isCovered = foci.every(({ isWhole }) => isWhole);
      const known: Known[] = [];
      for (const [i, { sweep, twin }] of swept.entries()) {
        const { name } = candidates[i].subject;
        known.push(
          await knownOf(
            job,
            { name, responses: sweep.responses, twin: twin.responses },
            options as never,
          ),
        );
      }
      const comparison = await comparePair(job, known[0], known[1], {
        ...options,
        isPartial: !isCovered,
        level: look.level,
      });
      const done = swept.reduce((sum, { sweep }) => sum + sweep.interchanges, 0);
      const { distance, full } = comparison.intervals;
      const text = (x: { value: number; low: number; high: number } | undefined) =>
        x && `${x.value.toFixed(2)} [${x.low.toFixed(2)}, ${x.high.toFixed(2)}]`;
      note(
        `${look.pairs} pairs, ${isCovered ? 'all' : foci[0].cuts.length} cuts: ${comparison.verdict} (${comparison.reason}) d ${text(distance)} full ${text(full)}, ${done}`,
      );
      if (!isCovered && mayBeIndistinguishable(comparison, options)) {
        foci = foci.map((focus, i) => ({ ...focus, ...pickWhole(cuts[i]) }));
        continue;
      }
      const isLast = k === looks.length - 1;
      if (isLast || isSettled(comparison, look, looks[looks.length - 1], options)) {
        interchanges += done;
        return { swept, comparison, foci, look, interchanges };
      }
      break;
    }
  }
  throw new RangeError('no look');
}

function pickWhole(cuts: number) {
  const { cuts: all, isWhole } = wholeFocus(cuts);
  return { cuts: all, isWhole };
}

type Margins = { readonly margin: number; readonly fullMargin: number };

function mayBeIndistinguishable(
  { intervals, verdict }: Comparison,
  { fullMargin, margin }: Margins,
) {
  return (
    verdict !== 'different' &&
    intervals.full.value < fullMargin &&
    (intervals.distance?.value ?? 0) < margin
  );
}

function isSettled(
  { verdict, intervals: { full } }: Comparison,
  look: Look,
  last: Look,
  { fullMargin }: Margins,
): boolean {
  if (verdict === 'same interpretation') {
    const shrink = Math.sqrt(look.pairs / last.pairs);
    return full.value + (full.high - full.value) * shrink >= fullMargin;
  }
  return verdict !== 'inconclusive';
}
