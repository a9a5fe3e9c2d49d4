// Verdicts on two of many models that a failed control keeps from being said: what they would be, and which control it is.
import type { ControlReport } from '../protocol/control.ts';
import type { Capped } from '../protocol/reason.ts';
import type { Report } from '../protocol/report.ts';
import { count, shown } from '../protocol/reportWords.ts';
import { type FleetPair, sectionOf } from '../protocol/sections.ts';
import { list } from './phrases.ts';
import { remedyWords } from './remedies.ts';
import { verdictOrder } from './verdicts.ts';

/** Two models by their places: of a fleet, or of a training run. */
export type Couple = Pick<FleetPair, 'a' | 'b' | 'reason' | 'distance' | 'full'>;

const isCapped = ({ reason }: Couple) => reason === 'controls';

/** "Without the failed control (ab-llama with the pairs permuted) it would be `different`"; undefined: none keeps a verdict. */
export function cappedWords(couple: Couple, report: Report): string | undefined {
  if (!isCapped(couple)) return undefined;
  return `Without ${whichWords(failedControlsOf(couple, report))} it would be \`${wouldBe(couple, report)}\``;
}

/** "In 3 pairs a failed control (...) keeps the verdict from being said: without it they would be 2 `different` and 1 ...". */
export function cappedPairsWords(couples: readonly Couple[], report: Report): string | undefined {
  const capped = couples.filter(isCapped);
  if (capped.length === 0) return undefined;
  const failed = [...new Set(capped.flatMap((couple) => failedControlsOf(couple, report)))];
  const which = whichWords(failed);
  const more = remedyWords({ code: 'steadier task' });
  const all = capped.map((couple) => wouldBe(couple, report));
  if (all.length === 1) {
    return `1 pair is inconclusive for a failed control: without ${which} it would be \`${all[0]}\`. ${more}`;
  }
  const would = verdictOrder.flatMap((verdict) => {
    const pairs = all.filter((one) => one === verdict).length;
    return pairs > 0 ? [`${count(pairs)} \`${verdict}\``] : [];
  });
  return `${count(all.length)} pairs are inconclusive for a failed control: without ${which} they would be ${list(would)}. ${more}`;
}

/** The failed controls of two by their names; [] of a run in looks whose control passed since. */
export function failedControlsOf(couple: Couple, report: Report): string[] {
  const rests = wouldBe(couple, report) === 'indistinguishable' ? 'full' : 'profile';
  const failed = failedOf(couple, report).filter(({ of }) => of === rests);
  return failed.map(({ name }) => shown(name, 120));
}

function failedOf({ a, b }: Couple, report: Report): ControlReport[] {
  const rows = sectionOf(report, 'controls')?.rows ?? [];
  const own = [a, b].map((model) => report.models[model].name);
  const mayBe = (control: string) => own.some((name) => control.startsWith(name)); // soon told
  return rows.filter(
    ({ passed, name }) => !passed && mayBe(name) && own.includes(ownerOf(name, report)),
  );
}

/** Whose control it is: its name begins with its model's, which may begin with that of another one. */
function ownerOf(control: string, { models }: Report): string {
  const owners = models.map(({ name }) => name).filter((name) => control.startsWith(`${name} `));
  return owners.sort((x, y) => y.length - x.length)[0] ?? '';
}

/** In the order in which verdicts are tried; a failed control holds back none but those that rest on its distance. */
function wouldBe(couple: Couple, report: Report): Capped {
  const { distance, full } = couple;
  const { margin, fullMargin } = report.provenance.parameters;
  if (distance && distance.low > margin) return 'different';
  const isFull = failedOf(couple, report).some(({ of }) => of === 'full');
  return isFull && full && full.high < fullMargin ? 'indistinguishable' : 'same interpretation';
}

function whichWords(failed: readonly string[]): string {
  if (failed.length === 0) return 'the failed control';
  return `the failed ${failed.length === 1 ? 'control' : 'controls'} (${list(failed)})`;
}
