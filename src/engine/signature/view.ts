// A signature as the report shows it: sets of parts by name, plain numbers.
import type { CutReport, MergeReport, SpanReport } from '../../protocol/report.ts';
import { mergeTree } from './merging.ts';
import { partsOf } from './pairStatistics.ts';
import type { Signature } from './signature.ts';

export type SignatureView = {
  readonly inventory: readonly (readonly string[])[];
  readonly cuts: readonly CutReport[];
  readonly mergeTree: readonly MergeReport[];
};

export function signatureView(
  signature: Signature,
  spanIds: readonly string[],
  partIds: readonly string[],
): SignatureView {
  const named = (mask: number) => partsOf(mask).map((part) => partIds[part]);
  const cuts = signature.cuts.map((members, cut) => ({
    crispness: signature.cutCrispness[cut],
    spans: members.map((site, s) => spanView(signature, site, spanIds[s], partIds)),
    merging: partIds.map((_, g) =>
      partIds.map((_, h) => {
        return signature.merging[(cut * signature.parts + g) * signature.parts + h];
      }),
    ),
  }));
  return {
    inventory: signature.inventory.map(named),
    cuts,
    mergeTree: mergeTree(signature.merging, partIds),
  };
}

function spanView(
  signature: Signature,
  site: number,
  id: string,
  partIds: readonly string[],
): SpanReport {
  const { sites } = signature.stats;
  const counted = [...partIds.entries()].filter(([g]) => signature.counted[g]);
  return {
    span: id,
    label: partsOf(signature.label[site]).map((part) => partIds[part]),
    strength: signature.strength[site],
    crispness: signature.crispness[site],
    unexplained: signature.unexplained[site],
    shares: Object.fromEntries(counted.map(([g, id]) => [id, signature.shares[g * sites + site]])),
  };
}
