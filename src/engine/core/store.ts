// Where finished results are kept between runs: a port that platform/ implements on disk.

/** Values are written whole or not at all; a killed process leaves no half entry. */
export interface Store {
  get(key: string): Promise<Uint8Array | undefined>;
  put(key: string, value: Uint8Array): Promise<void>;
}
