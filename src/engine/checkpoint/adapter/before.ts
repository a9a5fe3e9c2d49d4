// A table that an adapter changes and that a head may be tied to: PEFT leaves such a head the base's. Which tensor that
// is only the family knows, so the table as it was stands among the tensors too.

const BEFORE = ' (before the adapter)'; // no program calls a tensor so

export function asBefore(name: string): string {
  return name + BEFORE;
}

export function isBefore(name: string): boolean {
  return name.endsWith(BEFORE);
}
