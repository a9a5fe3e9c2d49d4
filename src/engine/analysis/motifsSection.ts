// Which models of a fleet have one interpretation, and which of each to study in place of the others.
import type { FleetPair, Section } from '../../protocol/sections.ts';
import { type Couple, mostTelling, motifsOf } from '../congruity/motifs.ts';

/** `parameters`: by model, of those that solve the task; undefined of the others. */
export function motifsSection(
  pairs: readonly FleetPair[],
  parameters: readonly (number | undefined)[],
): Section {
  const solving = [...parameters.keys()].filter((m) => parameters[m] !== undefined);
  const couples = pairs.map(({ a, b, verdict, distance }): Couple => {
    return { a, b, verdict, distance: distance?.value };
  });
  const motifs = motifsOf(solving, couples);
  const telling = mostTelling(motifs, couples);
  return {
    kind: 'motifs',
    classes: motifs.classes.map((models) => {
      const smallest = models.reduce((least, m) =>
        parameters[m]! < parameters[least]! ? m : least,
      );
      const largest = Math.max(...models.map((m) => parameters[m]!));
      return { models, smallest, parameters: parameters[smallest]!, largest };
    }),
    joins: motifs.joins,
    telling: telling ? { a: telling.a, b: telling.b } : null,
  };
}
