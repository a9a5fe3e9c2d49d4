// How this feature says things beside the code. Pure.
import { idOf } from '../../protocol/coordinates.ts';
import { interval, score, setText, shown, weightText } from '../../protocol/reportWords.ts';
import {
  undeterminedWords,
  unexplainedWords,
  unmeasuredWords,
  weakest,
} from '../../protocol/siteKind.ts';
import { type SpanSite, spanSite } from '../../protocol/sites.ts';
import { nameInList } from '../plain.ts';
import { verdictText } from '../verdictText.ts';
import type { VsCode } from '../vsCode.ts';
import type { BlockLine } from './blocks.ts';
import type { Link, PastReport } from './codeState.ts';

type Texts = Pick<VsCode, 'l10n'>;
type Mapped = Pick<BlockLine, 'flow' | 'model'>;

/** "same interpretation as run-b, d 0.08 [0.05, 0.12]; 3 h ago; stale: code changed". */
export function verdictLine({ l10n }: Texts, link: Link, past: PastReport, now: number): string {
  const { entry, report, side } = past;
  const other = entry.names[1 - side];
  const distance = report?.kind === 'compare' ? report.distance : undefined;
  const d = distance
    ? `d ${interval(distance)}`
    : entry.distance !== null
      ? `d ${score(entry.distance)}`
      : '';
  const what =
    entry.verdict === null
      ? l10n.t('{0} interpreted', nameOf(link.checkpoint))
      : entry.verdict === 'same interpretation'
        ? l10n.t('same interpretation as {0}', nameInList(other ?? ''))
        : entry.verdict === 'different'
          ? l10n.t('different from {0}', nameInList(other ?? ''))
          : l10n.t('{0} with {1}', verdictText({ l10n }, entry.verdict), nameInList(other ?? ''));
  const first = d === '' ? what : `${what}, ${d}`;
  const stale =
    link.stale === undefined ? [] : [l10n.t('stale: {0}', staleText({ l10n }, link.stale))];
  return [first, age({ l10n }, now - entry.at), ...stale].join('; ');
}

function staleText({ l10n }: Texts, stale: NonNullable<Link['stale']>): string {
  return stale === 'code changed' ? l10n.t('code changed') : l10n.t('checkpoint written since');
}

/** "ab-gpt2": the name that reports use for it. */
export function nameOf(checkpoint: string): string {
  return nameInList(checkpoint.split(/[\\/]/).filter(Boolean).at(-1) ?? checkpoint);
}

export function age({ l10n }: Texts, ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 1) return l10n.t('just now');
  if (minutes < 60) return l10n.t('{0} min ago', minutes);
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? l10n.t('{0} h ago', hours) : l10n.t('{0} days ago', Math.floor(hours / 24));
}

/** What the sites of a cut hold, one line a span; spans that nothing reaches are left out. */
export function cutLines({ flow, model }: Mapped, cut: number): readonly string[] {
  const at = flow.cuts[cut];
  if (at === null) return [unmeasuredWords];
  if (at === undefined) return [];
  const width = Math.max(...at.spans.map(({ span }) => shown(span, 24).length));
  return at.spans
    .map((span) => ({ name: span.span, of: spanSite(model, cut, span) }))
    .filter(({ of }) => of.kind !== 'nothing')
    .map(({ name, of }) => `${shown(name, 24).padEnd(width)}  ${siteText(of)}`);
}

/** "{a,b} 0.93  {a} 0.05": weights, or shares of an older report. */
function siteText({ kind, site, shares }: SpanSite): string {
  if (kind === 'unmeasured') return unmeasuredWords;
  if (kind === 'unexplained') return unexplainedWords;
  if (kind === 'undetermined') return undeterminedWords;
  const told = site
    ? site.coordinates.filter(({ weight }) => weight >= weakest).map(weightText)
    : Object.entries(shares ?? {})
        .filter(([, share]) => share >= weakest)
        .map(([part, share]) => `${shown(part, 24)} ${score(share)}`);
  return told.join('  ');
}

/** "{a,b} @ b": the sets that hold sites of a cut; the empty text when none does. */
export function heldText({ flow, model }: Mapped, cut: number): string {
  const spans = flow.cuts[cut]?.spans ?? [];
  return spans
    .flatMap((span) => {
      const { kind, site } = spanSite(model, cut, span);
      const label = (kind === 'held' && site?.label) || [];
      const isMade = label.length > 1 || label.some((member) => idOf(member) !== span.span);
      return isMade ? [`${setText(label)} @ ${shown(span.span, 24)}`] : [];
    })
    .join(', ');
}
