// The verdicts in the user's language.
import type { Verdict } from '../protocol/report.ts';
import type { VsCode } from './vsCode.ts';

export function verdictText({ l10n }: Pick<VsCode, 'l10n'>, verdict: Verdict): string {
  switch (verdict) {
    case 'indistinguishable':
      return l10n.t('indistinguishable');
    case 'same interpretation':
      return l10n.t('same interpretation');
    case 'different':
      return l10n.t('different');
    case 'inconclusive':
      return l10n.t('inconclusive');
    case 'not comparable':
      return l10n.t('not comparable');
  }
}
