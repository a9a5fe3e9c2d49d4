// Where the hub's tools keep what they download: huggingface_hub, docs/source/en/package_reference/environment_variables.md.
import { homedir } from 'node:os';
import { join } from 'node:path';

/** The folders that may be there, the first one first. */
export function hubCaches(
  env: Readonly<Record<string, string | undefined>> = process.env,
  home = homedir(),
): readonly string[] {
  const { HF_HUB_CACHE: own, HUGGINGFACE_HUB_CACHE: old, HF_HOME: hf, XDG_CACHE_HOME: xdg } = env;
  const usual = join(hf ?? join(xdg ?? join(home, '.cache'), 'huggingface'), 'hub');
  return [
    ...new Set([own, old, usual].filter((path) => path !== undefined && path !== '')),
  ] as string[];
}
