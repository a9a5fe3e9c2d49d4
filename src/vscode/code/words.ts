// How this feature says things beside the code. Pure.
import { interval, score, setText, shown } from '../../protocol/reportWords.ts';
import { type CutReport, type FlowReport, sectionOf } from '../../protocol/sections.ts';
import { crispFrom, siteKind, unexplainedWords, weakest } from '../../protocol/siteKind.ts';
import { nameInList } from '../plain.ts';
import { verdictText } from '../verdictText.ts';
import type { VsCode } from '../vsCode.ts';
import type { Link, PastReport } from './codeState.ts';

type Texts = Pick<VsCode, 'l10n'>;

/** "same interpretation as run-b, d 0.08 [0.05, 0.12]; 3 h ago; stale: code changed". */
export function verdictLine({ l10n }: Texts, link: Link, past: PastReport, now: number): string {
  const { entry, report, side } = past;
  const other = entry.names[1 - side];
  const distance = report && sectionOf(report, 'distances')?.causal;
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

/** What arrives at each span of a cut, one line a span; spans that nothing reaches are left out. */
export function cutLines(flow: FlowReport, cut: number): readonly string[] {
  const at: CutReport | undefined = flow.cuts[cut];
  if (at === undefined) return [];
  const width = Math.max(...at.spans.map(({ span }) => shown(span, 24).length));
  return at.spans
    .filter((site) => siteKind(site) !== 'nothing')
    .map((site) => {
      const kind = siteKind(site);
      const label =
        kind === 'crisp' ? setText(site.label) : kind === 'unexplained' ? unexplainedWords : '';
      const shares = Object.entries(site.shares)
        .filter(([, share]) => share >= weakest)
        .map(([part, share]) => `${shown(part, 24)} ${score(share)}`);
      return `${shown(site.span, 24).padEnd(width)}  ${[label, ...shares].filter(Boolean).join('  ')}`;
    });
}

/** "{a,b} at b": the crisp intermediates of a cut; the empty text when it has none. */
export function crispText(flow: FlowReport, cut: number): string {
  const spans = flow.cuts[cut]?.spans ?? [];
  return spans
    .filter(({ crispness, label }) => crispness >= crispFrom && label.length > 1)
    .map(({ label, span }) => `${setText(label)} @ ${shown(span, 24)}`)
    .join(', ');
}
