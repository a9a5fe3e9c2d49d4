// The engine's only view of a disk: a port that platform/ implements with node:fs.
// Paths are opaque strings; join them only with `inside`.

/** Random access to one file. Reads never go past the end: asking for it is an error. */
export interface ByteSource {
  readonly path: string;
  readonly size: number; // bytes
  /** Of the file when it was opened, as Files.stamp makes it. */
  readonly stamp: string;
  /**
   * Exactly `length` bytes from `offset`. Throws EngineError('file-format') beyond the end, and
   * 'file-changed' where the file has become shorter.
   */
  read(offset: number, length: number): Promise<Uint8Array>;
  /** Fills `target` from `offset`: a tensor goes from the disk into its own memory, uncopied. */
  readInto(offset: number, target: Uint8Array): Promise<void>;
  close(): Promise<void>;
}

export type PathKind = 'file' | 'folder' | 'missing';

/** Where lies what belongs to a checkpoint and not beside it: the bases of adapters, mappings. */
export type Places = {
  /** Named by the user. */
  readonly bases: readonly string[];
  /** The hub's download caches. */
  readonly hubCaches: readonly string[];
  /** Mapping files, of a checkpoint or of all in a folder; the last one of a path counts. */
  readonly mappings?: readonly { readonly model: string; readonly file: string }[];
};

export interface Files {
  readonly places?: Places;
  kind(path: string): Promise<PathKind>;
  /** Names (not paths) of the entries of a folder, sorted. */
  list(folder: string): Promise<readonly string[]>;
  open(path: string): Promise<ByteSource>;
  /**
   * Which file stands there, how long it is and when it was written: two paths of one file have the
   * same. undefined when there is none. A file that is written twice within a tick may keep it.
   */
  stamp(path: string): Promise<string | undefined>;
  /** When it was last written, as the system has it: who puts its time back changes this too; undefined where it is gone. Does not wait. */
  written(path: string): string | undefined;
  /** The path of `name` inside `folder`. */
  inside(folder: string, name: string): string;
  /** Last segment of a path. */
  base(path: string): string;
  /** The folder that holds a path; of a root, the root itself. */
  parent(path: string): string;
  /** The path with every symbolic link on it followed; throws where `open` would. */
  real(path: string): Promise<string>;
}
