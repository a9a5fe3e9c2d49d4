// The profile distance of two models (method.md 4.2): what decides same or different. Free of placement, width,
// depth and family, and of how sure a model is.

import type { Profile, ProfileEntry } from '../signature/profile.ts';

export type ProfileDistance = {
  /** d = max over classes of |C_A - C_B|; 0 where there is none. */
  readonly value: number;
  /** Both models' entries of the class that decides: the first of equals. */
  readonly deciding: readonly [ProfileEntry, ProfileEntry] | undefined;
};

/** Of profiles by the same classes. */
export function profileDistance(a: Profile, b: Profile): ProfileDistance {
  let value = 0;
  let deciding: ProfileDistance['deciding'] = a.length > 0 ? [a[0], b[0]] : undefined;
  for (const [c, mine] of a.entries()) {
    const other = b[c];
    if (other?.set !== mine.set || a.length !== b.length) {
      throw new RangeError('profiles by different classes');
    }
    const apart = Math.abs(mine.value - other.value);
    if (apart <= value) continue;
    value = apart;
    deciding = [mine, other];
  }
  return { value, deciding };
}
