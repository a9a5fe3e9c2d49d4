// A map that keeps what was used last, and no more of it than it may. Leaf.

/** Puts an entry last, and drops the first ones beyond `most`. */
export function keepLatest<K, V>(kept: Map<K, V>, key: K, value: V, most: number): void {
  kept.delete(key);
  kept.set(key, value);
  for (const oldest of kept.keys()) {
    if (kept.size <= most) break;
    kept.delete(oldest);
  }
}
