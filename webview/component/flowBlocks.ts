// What a cell of the flow map shows, as blocks of its columns.
import { isOccurrence, type SiteReport } from '../../src/protocol/coordinates.ts';
import type { TaskReport } from '../../src/protocol/report.ts';
import { shareOf } from '../../src/protocol/reportWords.ts';
import { weakest } from '../../src/protocol/siteKind.ts';
import { type SpanSite, slotFinder } from '../../src/protocol/sites.ts';
import type { Block } from '../chart/cellGeometry.ts';

/** The mixture where it is one; else, or of an older report, the shares of the parts. */
export function blocksOf({ site, shares, kind }: SpanSite, task: TaskReport): readonly Block[] {
  switch (kind) {
    case 'nothing':
    case 'unmeasured':
      return [];
    case 'unexplained':
    case 'shares':
      return shareBlocks(shares, task);
    default:
      return site ? mixtureBlocks(site, task) : [];
  }
}

/** The sets on top of each other, the largest at the foot, each in the columns of its members. Where there are no
 * variables all is as it stands: full, so that each keeps its look. */
export function mixtureBlocks({ coordinates }: SiteReport, task: TaskReport): readonly Block[] {
  const slotOf = slotFinder(task);
  const hasVariables = task.variables.length > 0;
  let from = 0;
  return coordinates.flatMap(({ set, weight }) => {
    if (set.length === 0 || weight < weakest) return [];
    const [foot, to] = [from, from + weight];
    from = to;
    return set.map((member) => {
      return { slot: slotOf(member), from: foot, to, token: hasVariables && isOccurrence(member) };
    });
  });
}

function shareBlocks(shares: SpanSite['shares'], task: TaskReport): readonly Block[] {
  if (shares === null) return [];
  const slotOf = slotFinder(task);
  return task.parts.flatMap(({ id }) => {
    const to = shareOf(shares, id);
    return to < weakest ? [] : [{ slot: slotOf(id), from: 0, to, token: false }];
  });
}
