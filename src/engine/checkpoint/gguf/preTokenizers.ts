// How text is cut into pieces before byte-level BPE, by the name in "tokenizer.ggml.pre": the patterns of
// llama.cpp (llama-vocab.cpp, v0.5.0), one after the other, each on the pieces of those before it. They are
// written so that they find what llama.cpp finds, whose classes are not Unicode's: see DEEPSEEK_LETTERS and THREES. Only
// names that were checked against it are listed (test/fixture/make/ggufTokenizers.py).

export type PreTokenizer = {
  /** What matches is a piece, and so is what lies between; or both together where it joins what is before. */
  readonly patterns: readonly (string | { readonly joinsBefore: string })[];
  /** A piece that is a token is that token, whatever the merges make of it. */
  readonly ignoreMerges?: boolean;
  /** Whether a text begins with the BOS token where the file does not say. */
  readonly addBos?: boolean;
};

const raw = String.raw;

const NUMBER = raw`\p{N}`;
const SPACES = raw`\s*[\r\n]+|\s+(?!\S)|\s+`;
const ANY_CASE = "(?:'[sS]|'[tT]|'[rR][eE]|'[vV][eE]|'[mM]|'[lL][lL]|'[dD])";
const GPT2 = raw`'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+`;
const WORD = raw`[^\r\n\p{L}\p{N}]?\p{L}+`;
const REST = raw`[^\s\p{L}\p{N}]+`;
const qwen2 = (number: string) => raw`${ANY_CASE}|${WORD}|${number}| ?${REST}[\r\n]*|${SPACES}`;
const LLAMA3 = qwen2(raw`\p{N}{1,3}`);

/** A word that begins with capitals, or has no others; `letter` is one of any kind. */
const cased = (letter: string, end: string) => {
  const upper = raw`(?:(?=${letter})[^a-z])`;
  const lower = raw`(?:(?=${letter})[^A-Z])`;
  const mark = raw`[^\r\n\p{L}\p{N}]?`;
  return `${mark}${upper}*${lower}+${end}|${mark}${upper}+${lower}*${end}`;
};
const afterWords = (number: string) => raw`${number}| ?${REST}[\r\n/]*|${SPACES}`;
const gpt4o = (letter: string) => `${cased(letter, `${ANY_CASE}?`)}|${afterWords(raw`\p{N}{1,3}`)}`;

/** Any character is a letter here: where llama.cpp reads these classes, it has one class of letters. */
const anyCased = (number: string) => {
  const mark = raw`[^\r\n\p{L}\p{N}]?`;
  return raw`${mark}[\p{L}\p{M}]+${ANY_CASE}?|${afterWords(number)}`;
};

const ASCII_SIGN = raw`[!"#$%&'()*+,\-./:;<=>?@\[\\\]^_\x60{|}~]`;
const signs = (end: string) =>
  raw`${ASCII_SIGN}[A-Za-z]+|[^\r\n\p{L}\p{P}\p{S}]?[\p{L}\p{M}]+| ?[\p{P}\p{S}]+${end}`;
const CHINESE_JAPANESE = raw`[\u4E00-\u9FA5\u3040-\u309F\u30A0-\u30FF]+`;
/** White space is none of these for llama.cpp, which writes it as U+000B before it looks. */
const DEEPSEEK_LETTERS = raw`(?:(?!\s)[\u4E00-\u9FA5\u0800-\u4E00\uAC00-\uD7FF])+`;

const DEEPSEEK_WORDS = [
  raw`A-Za-z\u00B5\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u01BA\u01BC-\u01BF\u01C4-\u0293`,
  raw`\u0295-\u02AF\u0370-\u0373\u0376\u0377\u037B-\u037D\u037F\u0386\u0388-\u038A\u038C`,
  raw`\u038E-\u03A1\u03A3-\u03F5\u03F7-\u0481\u048A-\u052F\u0531-\u0556\u10A0-\u10C5`,
  raw`\u13A0-\u13F5\u13F8-\u13FD\u1C90-\u1CBA\u1CBD-\u1CBF\u1D00-\u1D2B\u1D6B-\u1D77`,
  raw`\u1D79-\u1D9A\u1E00-\u1F15\u1F18-\u1F1D\u1F20-\u1F45\u1F48-\u1F4D\u1F50-\u1F57\u1F59`,
  raw`\u1F5B\u1F5D\u1F5F-\u1F7D\u1F80-\u1FB4\u1FB6-\u1FBC\u1FBE\u1FC2-\u1FC4\u1FC6-\u1FCC`,
  raw`\u1FD0-\u1FD3\u1FD6-\u1FDB\u1FE0-\u1FEC\u1FF2-\u1FF4\u1FF6-\u1FFC\u2102\u2107`,
  raw`\u210A-\u2113\u2115\u2119-\u211D\u2124\u2126\u2128\u212A-\u212D\u212F-\u2134\u2139`,
  raw`\u213C-\u213F\u2145-\u2149\u214E\u2183\u2184\u2C00-\u2C7B\u2C7E-\u2CE4\u2CEB-\u2CEE`,
  raw`\u2CF2\u2CF3\uA640-\uA66D\uA680-\uA69B\uA722-\uA76F\uA771-\uA787\uA78B-\uA78E`,
  raw`\uAB70-\uABBF\uFB00-\uFB06\uFB13-\uFB17\uFF21-\uFF3A\uFF41-\uFF5A\u{10400}-\u{1044F}`,
  raw`\u{104B0}-\u{104D3}\u{104D8}-\u{104FB}\u{10C80}-\u{10CB2}\u{10CC0}-\u{10CF2}`,
  raw`\u{118A0}-\u{118DF}\u{1E900}-\u{1E943}`,
].join('');

/** Threes of digits, counted from the end; llama.cpp leaves what is before them with the first ones. */
const THREES = {
  joinsBefore: raw`(?<!\p{N})\p{N}{1,2}(?=(?:\p{N}{3})*(?!\p{N}))|\p{N}{3}`,
};

const AFMOE_SCRIPTS = [
  raw`\u4E00-\u9FFF\u3400-\u4DBF\u8C48-\uFAFF\u3040-\u309F\u30A0-\u30FF\uFF65-\uFF9F\u2F00-\u2FDF`,
  raw`\u0E40-\u0E7F\u0E80-\u0EFF\u1780-\u17FF\u1000-\u109F\uAA60-\uAA7F\uA9E0-\uA9FF`,
  raw`\uAC00-\uD7AF\u1100-\u11FF`,
].join('');

const YOUTU_SCRIPTS = [
  raw`[\uAC00-\uD7A3\u3131-\u318E]+`,
  raw`[\uFF01\u2026\u201C\u201D\u2018\u2019\u2014\uFF1A\uFF1B\uFF0C\u3001-\u303F\uFE30-\uFE4F]+`,
  raw`[\u3105-\u312F]+`,
  CHINESE_JAPANESE,
].join('|');

const JAIS2_SPACES = [512, 256, 128, 64, 32, 16, 8, 4, '1,2']
  .map((count) => raw`\s{${count}}(?!\S)|`)
  .join('');

const gpt2 = [GPT2];
const starcoder = [NUMBER, GPT2];
const deepseekV3 = [raw`\p{N}{1,3}`, CHINESE_JAPANESE, `${signs(raw`[\r\n]*`)}|${SPACES}`];
const bloom = raw` ?[^(\s|.,!?\u2026\u3002\uFF0C\u3001\u0964\u06D4\u060C)]+`;

type Row = readonly [names: string, PreTokenizer];
const rows: readonly Row[] = [
  ['default', { patterns: [raw`[\p{P}$+<=>^~|]+`, GPT2, raw`\p{N}+`, '[0-9][0-9][0-9]'] }],
  [
    'llama3 llama-v3 llama-bpe falcon3 falcon-h1 pixtral midm-2.0 lfm2 jina-v5-nano',
    { patterns: [LLAMA3], ignoreMerges: true, addBos: true },
  ],
  ['dbrx smaug-bpe glm4 chatglm-bpe', { patterns: [LLAMA3] }],
  [
    'jais-2',
    {
      patterns: [raw`${ANY_CASE}|${WORD}|\p{N}{1,3}| ?${REST}[\r\n]*|\s*[\r\n]+|${JAIS2_SPACES}\s`],
    },
  ],
  ['minicpm5', { patterns: [raw`\p{N}{1,3}`, qwen2(raw`\p{N}+`)], ignoreMerges: true }],
  [
    'deepseek-llm',
    {
      patterns: [
        raw`[\r\n]`,
        raw`\s?[${DEEPSEEK_WORDS}]+`,
        raw`\s?[!-/:-~\uFF01-\uFF0F\uFF1A-\uFF5E\u2018-\u201F\u3001\u3002]+`,
        raw`(?<!\s)\s+(?![\s\S])`,
        DEEPSEEK_LETTERS,
        raw`\p{N}+`,
      ],
    },
  ],
  [
    'deepseek-coder',
    { patterns: [raw`[\r\n]`, raw`\s?\p{L}+`, raw`\s?\p{P}+`, DEEPSEEK_LETTERS, NUMBER] },
  ],
  ['deepseek-v3 hunyuan-dense joyai-llm hy_v4', { patterns: deepseekV3 }],
  [
    'spark2_5',
    {
      patterns: [raw`\p{N}{1,3}`, CHINESE_JAPANESE, raw`${signs('')}|[\r\n]|\s+(?!\S)|\s+`, NUMBER],
    },
  ],
  ['youtu', { patterns: [YOUTU_SCRIPTS, anyCased(NUMBER)], ignoreMerges: true }],
  ['falcon', { patterns: [raw`[\p{P}$+<=>^~|\x60]+`, GPT2, '[0-9][0-9][0-9]'] }],
  [
    'starcoder refact command-r smollm codeshell exaone minerva-7b mellum2',
    { patterns: starcoder },
  ],
  [
    'gpt-2 phi-2 jina-es jina-de gigachat jina-v2-es jina-v2-de a.x-4.0 mellum modern-bert jina-v1-en jina-v2-code roberta-bpe exaone4 mpt olmo jais trillion granite-docling',
    { patterns: gpt2 },
  ],
  [
    'qwen2 deepseek-r1-qwen kormo f2llmv2 megrez stablelm2 hunyuan solar-open grok-2',
    { patterns: [qwen2(NUMBER)] },
  ],
  [
    'qwen35',
    {
      patterns: [
        raw`${ANY_CASE}|[^\r\n\p{L}\p{N}]?[\p{L}\p{M}]+|\p{N}| ?[^\s\p{L}\p{M}\p{N}]+[\r\n]*|${SPACES}`,
      ],
    },
  ],
  ['laguna', { patterns: [raw`[^\n]+|[\n]+`, qwen2(NUMBER)] }],
  ['ufakzeka', { patterns: [raw`${WORD}|\p{N}| ?${REST}[\r\n]*|${SPACES}`] }],
  ['seed-coder', { patterns: [raw`${ANY_CASE}|${WORD}|\p{N}| ?[^\s\p{L}\p{N}\r\n]+|${SPACES}`] }],
  [
    'bailingmoe bailingmoe2 llada-moe',
    {
      patterns: [
        raw`'(?:[sSdDmMtT]|[lL][lL]|[vV][eE]|[rR][eE])|${WORD}|\p{N}| ?${REST}[\r\n]*|\s*[\r\n]|\s+(?!\S)|\s+`,
      ],
    },
  ],
  ['poro-chat bloom gpt3-finnish', { patterns: [bloom] }],
  ['viking', { patterns: [bloom, NUMBER] }],
  [
    'tekken',
    {
      patterns: [`${cased(raw`\p{L}`, '')}|${afterWords(NUMBER)}`],
      ignoreMerges: true,
      addBos: true,
    },
  ],
  [
    'chameleon',
    {
      patterns: [
        '<sentinel:[0-9]+>',
        'IMGIMG[A-I]{1,4}Z',
        raw`[\t\n]|    |  `,
        NUMBER,
        raw`[\p{P}!-/:-@\[-\x60{-~]`,
        GPT2,
      ],
      addBos: true,
    },
  ],
  ['gpt-4o llama4 kanana2 talkie minimax-m2', { patterns: [gpt4o(raw`\p{L}`)] }],
  ['granite-embed-multi-97m', { patterns: [gpt4o(raw`[\p{L}\p{M}]`)], ignoreMerges: true }],
  [
    'tiny_aya cohere2moe',
    {
      patterns: [THREES, anyCased(raw`\p{N}{1,3}`)],
    },
  ],
  ['superbpe', { patterns: [raw`\p{N}+`, '(?=(?:[0-9]{3})+(?![0-9]))'] }],
  [
    'afmoe',
    {
      patterns: [THREES, `[${AFMOE_SCRIPTS}]+`, `${signs(raw`[\r\n]*`)}|${SPACES}`],
    },
  ],
  [
    'exaone-moe',
    {
      patterns: [
        raw`${ANY_CASE}|[^\r\n\p{L}\p{N}]?(?:\p{L}\p{M}*(?: \p{L}\p{M}*)*)+|\p{N}| ?${REST}[\r\n/]?|\s*[\r\n]|\s+(?!\S)|\s+`,
      ],
    },
  ],
];

export const preTokenizers: ReadonlyMap<string, PreTokenizer> = new Map(
  rows.flatMap(([names, each]) => names.split(' ').map((name) => [name, each] as const)),
);
