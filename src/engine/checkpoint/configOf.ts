// The config of an open container: its own, or the one that lies beside it.
import { type Config, readConfig } from './beside.ts';
import { type ConfigWords, plainWords } from './configWords.ts';
import type { Container } from './container.ts';
import type { HeldFiles } from './held.ts';

/** What the container says itself comes before what lies beside it, unless it yields. */
export async function configOf(
  { config, configWords = plainWords, configYields = false }: Container,
  held: HeldFiles,
  weights: string,
): Promise<Config & { readonly words: ConfigWords }> {
  const own = { config, problem: undefined, notes: [], words: configWords };
  if (config && !configYields) return own;
  const beside = { ...(await readConfig(held, weights)), words: plainWords };
  return config && !beside.config && !beside.problem ? own : beside;
}
