// The files from which a tokenizer is made where there is no tokenizer.json, or which say more of one.
import type { JsonObject } from './checkpoint.ts';

/** The small files of one folder. */
export type TokenizerParts = {
  readonly folder: string;
  text(name: string): Promise<string>;
  /** undefined where there is no such file. */
  json(name: string): Promise<JsonObject | undefined>;
};
