// What a certificate says against what its comparison gives when it is run again.
import type { Certificate, Differing } from '../../protocol/certificate.ts';
import type { Content } from './certify.ts';

/**
 * Numbers this near are the same: another processor adds in another order, which moves a distance by up to some 1e-5,
 * and they are read to two digits.
 */
const near = 1e-3;

/** Fields that a run gives anew; names of models and versions may be others. */
export function differencesOf(certified: Certificate, again: Content): Differing[] {
  const fields = new Map<string, readonly [unknown, unknown]>();
  const note = (field: string, of: (from: Content) => unknown) =>
    fields.set(field, [of(certified), of(again)]);
  for (const which of ['study', 'inPlaceOf'] as const) {
    note(`${which}.family`, (from) => from[which].family);
    note(`${which}.parameters`, (from) => from[which].parameters);
  }
  note('settings.stages', ({ settings }) => settings.stages);
  note('found.verdict', ({ found }) => found.verdict);
  note('found.pairs', ({ found }) => found.pairs);
  note('found.level', ({ found }) => found.level);
  for (const distance of ['distance', 'full'] as const) {
    for (const end of ['value', 'low', 'high'] as const) {
      note(`found.${distance}.${end}`, ({ found }) => found[distance]?.[end] ?? null);
    }
  }
  note('found.distance.set', ({ found }) => found.distance?.set ?? null);
  note('errorRate', ({ errorRate }) => errorRate);
  note('interval', (from) => from.interval);
  const differing = [...fields].flatMap(([field, [was, is]]): Differing[] =>
    isSame(was, is) ? [] : [{ field, certified: JSON.stringify(was), found: JSON.stringify(is) }],
  );
  return [...differing, ...largerOf(again)];
}

/** A certificate to study the larger one is none. */
function largerOf({ study, inPlaceOf }: Content): Differing[] {
  if (study.parameters <= inPlaceOf.parameters) return [];
  const [certified, found] = [inPlaceOf, study].map(({ parameters }) => `${parameters}`);
  return [{ field: 'study.parameters, at most', certified, found }];
}

function isSame(a: unknown, b: unknown): boolean {
  if (typeof a === 'number' && typeof b === 'number') return Math.abs(a - b) <= near;
  return JSON.stringify(a) === JSON.stringify(b);
}
