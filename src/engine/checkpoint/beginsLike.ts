// What a file is that is not what its name says, by how it begins: what downloads that went wrong leave.

/** Bytes that tell. */
export const TELLING_BYTES = 64;

export type Likeness = {
  /** As in "model.safetensors is ...". */
  readonly is: string;
  readonly hint: string;
};

const AGAIN = 'Download the file itself again.';
const UNPACK = 'Unpack it, and choose what is in it.';

const texts: readonly (readonly [RegExp, Likeness])[] = [
  [
    /^version https:\/\/(?:git-lfs|hawser)/,
    {
      is: 'a git-lfs pointer, not the file that it points to',
      hint: 'Run "git lfs pull" in its repository, or download the file itself.',
    },
  ],
  [
    /^(?:\.\.\/)+blobs\/\w+/,
    {
      is: "the text of a link into the hub's cache: links were lost when it was copied",
      hint: 'Copy the files that the links lead to, or download the model again.',
    },
  ],
  [
    /^<(?:!doctype\s+html|html|head|script|!--)/i,
    { is: 'an HTML page: the download got a page instead of the file', hint: AGAIN },
  ],
  [/^<\?xml|^<error/i, { is: 'an XML text, most likely of an error', hint: AGAIN }],
  [
    /^(?:entry not found|not found|repository not found|invalid (?:username|credentials)|access to model|unauthorized|forbidden|404|403|401)/i,
    { is: "a server's error message instead of the file", hint: AGAIN },
  ],
  [
    /^\{\s*"(?:error|message|errors|detail|status|statuscode)"/i,
    { is: "a server's error message in JSON instead of the file", hint: AGAIN },
  ],
];

const bytes: readonly (readonly [readonly number[], Likeness])[] = [
  [[0x50, 0x4b, 0x03, 0x04], { is: "a zip archive, as PyTorch's .pt files are", hint: UNPACK }],
  [[0x1f, 0x8b], { is: 'packed with gzip', hint: UNPACK }],
  [[0x42, 0x5a, 0x68], { is: 'packed with bzip2', hint: UNPACK }],
  [[0xfd, 0x37, 0x7a, 0x58, 0x5a], { is: 'packed with xz', hint: UNPACK }],
  [[0x28, 0xb5, 0x2f, 0xfd], { is: 'packed with zstd', hint: UNPACK }],
  [[0x37, 0x7a, 0xbc, 0xaf], { is: 'a 7z archive', hint: UNPACK }],
  [
    [0x47, 0x47, 0x55, 0x46],
    {
      is: 'a GGUF file under another name',
      hint: 'Give it its ending, .gguf.',
    },
  ],
  [
    [0x89, 0x48, 0x44, 0x46],
    { is: 'an HDF5 file, as Keras saves, under another name', hint: 'Give it its ending, .h5.' },
  ],
];

/** undefined where the beginning says nothing. */
export function beginsLike(beginning: Uint8Array): Likeness | undefined {
  const head = beginning.subarray(0, TELLING_BYTES);
  const found = bytes.find(([magic]) => magic.every((byte, i) => head[i] === byte));
  if (found) return found[1];
  const text = String.fromCharCode(...head).replace(/^\u00ef\u00bb\u00bf/, '');
  return texts.find(([pattern]) => pattern.test(text.trimStart()))?.[1];
}
