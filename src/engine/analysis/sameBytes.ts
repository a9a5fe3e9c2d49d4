// Which of the checkpoints are one and the same, wherever they lie.
import type { Subject } from './models.ts';

type Held = Pick<Subject, 'name' | 'digests'>;

/** More names than this are not read. */
const mostNames = 12;

/** What of them is one and the same, a sentence each. Two need no names. */
export function sameBytes(subjects: readonly Held[]): string[] {
  const name = subjects.length === 2 ? () => 'The two checkpoints' : named;
  return groups(subjects, ({ digests }) => digests.weights).flatMap((alike) => {
    const whole = groups(alike, ({ digests }) =>
      JSON.stringify([digests.weights, digests.config, digests.tokenizer]),
    );
    const same = whole.map(
      (group) => `${name(group)} hold the same bytes: weights, config and tokenizer.`,
    );
    const others = (['config', 'tokenizer'] as const).filter(
      (each) => new Set(alike.map(({ digests }) => digests[each])).size > 1,
    );
    if (others.length === 0) return same;
    return [
      ...same,
      `${name(alike)} hold the same weights; they differ in ${others.join(' and ')}.`,
    ];
  });
}

/** Those of two and more that have one key, in the order of the first of each. */
function groups(subjects: readonly Held[], keyOf: (one: Held) => string): readonly Held[][] {
  const byKey = new Map<string, Held[]>();
  for (const one of subjects) {
    const key = keyOf(one);
    byKey.set(key, [...(byKey.get(key) ?? []), one]);
  }
  return [...byKey.values()].filter((group) => group.length > 1);
}

/** "a and c", "a, b and c", "a, b and 14 more". */
function named(group: readonly Held[]): string {
  const all = group.map(({ name }) => name);
  const rest = all.length - mostNames;
  const told = rest > 1 ? [...all.slice(0, mostNames), `${rest} more`] : all;
  return `${told.slice(0, -1).join(', ')} and ${told.at(-1)}`;
}
