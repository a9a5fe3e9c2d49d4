// A comparison whose outcome is known beforehand. Leaf.

export type ControlReport = {
  readonly kind: 'positive' | 'negative';
  /** A failed one caps the verdicts that rest on this distance. */
  readonly of: 'profile' | 'full';
  readonly name: string; // "A on disjoint halves", "B with shuffled weights"
  readonly value: number;
  readonly wanted: 'below' | 'above'; // `bound`
  readonly bound: number;
  readonly passed: boolean;
};
