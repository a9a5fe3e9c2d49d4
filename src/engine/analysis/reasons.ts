// Why a report says what it says, by name: codes with data, which are put into words by whoever shows them.
import type { SetName } from '../../protocol/coordinates.ts';
import type { Level } from '../../protocol/granularity.ts';
import type {
  Finding,
  InterpretReason,
  MeasuredReason,
  Remedy,
  Sighting,
  Unsolved,
} from '../../protocol/reason.ts';
import type { Comparison, Pairing, RuledBy } from '../congruity/compare.ts';
import { capping } from '../congruity/controls.ts';
import { idleParts, type Finding as Seen, seenIn } from '../congruity/finding.ts';
import type { Side } from '../congruity/profiles.ts';
import { remedyOf } from '../congruity/remedy.ts';
import { fewestPairs, type Gate, inputMargin, leastMass, passes } from '../congruity/verdict.ts';
import { setName } from '../task/setName.ts';
import type { Task } from '../task/task.ts';
import { sitePlace, sitePlaces } from './named.ts';

export type Compared = {
  readonly task: Task;
  readonly names: readonly [string, string];
  readonly margin: number;
  readonly fullMargin: number;
  /** Run for both models together. */
  readonly interchanges: number;
  /** Was every cut of both models measured? */
  readonly isWhole: boolean;
  /** As many pairs as the task has, if that is known. */
  readonly mostPairs: number | undefined;
  readonly granularity: Level;
};

/** What a verdict is told by, at whatever granularity. */
export type Judged = Pairing &
  Pick<
    Comparison,
    | 'verdict'
    | 'reason'
    | 'capped'
    | 'pairs'
    | 'differentPairs'
    | 'evidence'
    | 'unread'
    | 'controls'
  > & { readonly intervals: RuledBy };

/** For `not comparable`: who does not solve the task, or hardly says an answer, with the number. */
export function unsolved(gates: readonly Gate[]): Unsolved {
  const failed = gates.filter((gate) => !passes(gate));
  return {
    code: 'unsolved',
    failed: failed.map(({ name, accuracy, floor, mass, otherOrder }) => {
      if (mass < leastMass) return { name, mass, leastMass };
      const ordered = otherOrder && { ordered: otherOrder };
      return { name, accuracy: accuracy ?? 0, floor, ...ordered };
    }),
  };
}

export function verdictReason(found: Judged, compared: Compared): MeasuredReason {
  const { names, interchanges, margin, fullMargin, isWhole, task, granularity } = compared;
  const { reason: code, intervals, pairs, differentPairs, evidence } = found;
  const full = isWhole ? intervals.full : null;
  const distance = intervals.distance ?? null;
  const decided = intervals.distance ?? { value: 0, low: 0, high: 0 };
  const tried = { names, granularity, interchanges, pairs } as const;
  const finding = namedFinding(found, task);
  switch (code) {
    case 'apart':
    case 'straddles':
    case 'same variables':
      return { code, ...tried, distance: decided, margin, finding };
    case 'other regions': {
      const { place, moves, ...input } = intervals.input!;
      const region = task.spans[place].id;
      return { code, ...tried, region, moves, input, margin: inputMargin };
    }
    case 'no interchange tells':
      return { code, ...tried, full: intervals.full, fullMargin, finding };
    case 'no evidence':
    case 'only the input':
      return { code, ...tried, distance, full, finding };
    case 'evidence undecided':
      return { code, ...tried, distance: decided, evidence, finding };
    case 'unreadable':
      return { code, ...tried, distance: decided, margin, unread: found.unread ?? 0, finding };
    case 'controls': {
      const would = found.capped!;
      const failed = capping(found.controls, would).map(({ name }) => name);
      return { code, ...tried, distance, full, would, failed, finding };
    }
    case 'too few pairs':
      return { code, ...tried, distance, full, differentPairs, fewest: fewestPairs };
    case 'name variables':
      return { code, ...tried, full, fullMargin };
  }
}

/** null: the verdict is settled. */
export function remedy(found: Judged, { margin, mostPairs }: Compared): Remedy | null {
  const { controls, pairs, intervals } = found;
  const { distance, models } = intervals;
  const largest = models.map((model) => model.largest);
  const of = remedyOf(found, { distance, largest, controls, margin, pairs });
  if (of === undefined) return null;
  const hasMost = of.code === 'more values' || of.code === 'more pairs';
  return hasMost ? { ...of, most: mostPairs ?? null } : of;
}

export function interpretReason(
  name: string,
  side: Side,
  task: Task,
  tried: { readonly interchanges: number; readonly pairs: number },
): InterpretReason {
  const purest = [...side.profile].sort((x, y) => y.value - x.value)[0];
  return {
    code: 'interpretation',
    name,
    granularity: 'cut',
    ...tried,
    seen: sightings(side, task),
    most: purest ? { set: setName(purest.set, task), value: purest.value } : null,
    idle: idleNames(idleParts([side.responses]), task),
  };
}

export function namedFinding({ profiles: { sides }, finding }: Pairing, task: Task): Finding {
  const { deciding }: Seen = finding;
  return {
    seen: [sightings(sides[0], task), sightings(sides[1], task)],
    deciding: deciding
      ? {
          set: setName(deciding[0].set, task),
          values: [deciding[0].value, deciding[1].value],
          sites: [
            sitePlace(deciding[0].site, sides[0], task),
            sitePlace(deciding[1].site, sides[1], task),
          ],
        }
      : null,
    idle: idleNames(finding.idle, task),
  };
}

function idleNames(idle: Seen['idle'], task: Task): SetName {
  return idle.flatMap((set) => setName(set, task));
}

/** In order of the cuts. */
function sightings({ profile, responses }: Side, task: Task): Sighting[] {
  const places = sitePlaces(responses.plan, task);
  return seenIn(profile)
    .map(({ set, value, site }) => ({ set: setName(set, task), value, site: places[site] }))
    .sort((a, b) => a.site.cut - b.site.cut);
}
