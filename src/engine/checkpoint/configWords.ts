// How sentences call a config and what stands in it: a container may hold one under names of its own.

export type ConfigWords = {
  /** The file that holds it: "config.json". */
  readonly file: string;
  /** The config itself, in a sentence. */
  readonly it: string;
  /** What is said of a key that must have a value, and has none. */
  readonly lacking: string;
  /** A key of config.json, as it stands in the file. */
  key(key: string): string;
};

export const plainWords: ConfigWords = {
  file: 'config.json',
  it: 'config.json',
  lacking: 'is null; allowed: a value, or no such key',
  key: (key) => key,
};
