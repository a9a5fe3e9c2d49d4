// Vision transformers as transformers and as timm write them: patches of an image are its positions, after a first one at
// which its class is read.
import type { JsonObject } from '../checkpoint/checkpoint.ts';
import type { ConfigWords } from '../checkpoint/configWords.ts';
import { isJsonObject } from '../checkpoint/json.ts';
import type { ImageSpec } from '../graph/spec.ts';
import { vitArchitecture } from './architectures.ts';
import { canonicalOf } from './canonical.ts';
import { type Config, type Settings, wrong } from './config.ts';
import { as, type Dialect, separate } from './dialect.ts';

const shared = {
  width: { keys: ['hidden_size'], absent: 768 },
  layers: { keys: ['num_hidden_layers'], absent: 12 },
  heads: { keys: ['num_attention_heads'], absent: 12 },
  tied: { keys: [], absent: false },
  vocabulary: { keys: [], absent: 1 }, // classesOf counts them
  positions: { keys: [], absent: 1 }, // the image's size tells
  channels: { keys: ['num_channels'], absent: 3 },
} satisfies Settings;

const settings: Settings = {
  ...shared,
  mlpWidth: { keys: ['intermediate_size'], absent: 3072 },
  epsilon: { keys: ['layer_norm_eps'], absent: 1e-12 },
  activation: { keys: ['hidden_act'], absent: 'gelu' },
  attentionBias: { keys: ['qkv_bias'], absent: true },
};

export const vit: Dialect = {
  name: 'vit',
  title: 'ViT',
  architecture: vitArchitecture,
  readsImages: true,
  layout: 'out-in',
  types: { vit: settings },
  tellingKeys: [],
  refused: [],
  root: 'vit',
  inside: /^(?:embeddings|encoder|layernorm|pooler)\./,
  renamed: [],
  blocks: 'encoder.layer',
  telling: 'attention.attention.query.weight',
  ignored: [/\.pooler\.dense\.(?:weight|bias)$/, /^vit\.embeddings\.mask_token$/],
  refusedTensors: /\.distillation_token$|^decoder\./,
  optional: [],
  ownHead: /^classifier\./,
  canonical: (config) => {
    const bias = config.flag('attentionBias');
    return canonicalOfImages(config, classesOf(config), { qkv: bias, out: true });
  },
  names: () => ({
    token: 'vit.embeddings.patch_embeddings.projection',
    first: 'vit.embeddings.cls_token',
    position: 'vit.embeddings.position_embeddings',
    block: {
      norm1: as('layernorm_before'),
      qkv: separate(
        'attention.attention.query',
        'attention.attention.key',
        'attention.attention.value',
      ),
      out: as('attention.output.dense'),
      norm2: as('layernorm_after'),
      up: as('intermediate.dense'),
      down: as('output.dense'),
    },
    head: { norm: as('vit.layernorm') },
    unembed: as('classifier'),
  }),
};

/** The same as transformers 5 holds it in memory, and whoever saves a state dict. */
export const vitInMemory: Dialect = {
  ...vit,
  name: 'vit_in_memory',
  title: 'ViT in memory',
  inside: /^(?:embeddings|layers|layernorm|pooler)\./,
  blocks: 'layers',
  telling: 'attention.q_proj.weight',
  names(config) {
    const names = vit.names(config);
    return {
      ...names,
      block: {
        ...names.block,
        qkv: separate('attention.q_proj', 'attention.k_proj', 'attention.v_proj'),
        out: as('attention.o_proj'),
        up: as('mlp.fc1'),
        down: as('mlp.fc2'),
      },
    };
  },
};

const timmSettings: Settings = {
  ...shared,
  mlpWidth: { keys: [], absent: null }, // 4 d
  epsilon: { keys: [], absent: 1e-6 },
  activation: { keys: [], absent: 'gelu' },
};

export const timmVit: Dialect = {
  ...vit,
  name: 'timm_vit',
  title: 'ViT of timm',
  types: { timm_vit: timmSettings },
  tellingKeys: ['architecture', 'num_classes'],
  refused: [{ key: 'global_pool', allowed: ['token'] }],
  root: '',
  inside: /^(?:blocks|patch_embed|norm)\.|^(?:cls_token|pos_embed)$/,
  blocks: 'blocks',
  telling: 'attn.qkv.weight',
  ignored: [],
  refusedTensors:
    /^(?:dist_token|reg_token|norm_pre\.|fc_norm\.|head_dist\.|attn_pool\.|pre_logits\.)/,
  ownHead: /^head\./,
  flattened: timmConfig,
  canonical: (config) =>
    canonicalOfImages(config, Number(config.json.num_classes), { qkv: true, out: true }),
  names: () => ({
    token: 'patch_embed.proj',
    first: 'cls_token',
    position: 'pos_embed',
    block: {
      norm1: as('norm1'),
      qkv: as('attn.qkv'),
      out: as('attn.proj'),
      norm2: as('norm2'),
      up: as('mlp.fc1'),
      down: as('mlp.fc2'),
    },
    head: { norm: as('norm') },
    unembed: as('head'),
  }),
};

function canonicalOfImages(config: Config, classes: number, bias: { qkv: boolean; out: boolean }) {
  const image = imageOf(config);
  const { height, width, patch } = image;
  const patches = (height / patch.height) * (width / patch.width);
  return {
    ...canonicalOf(config),
    vocabulary: Math.max(1, classes),
    positions: 1 + patches,
    image,
    bias: { ...bias, mlp: true, head: true },
  };
}

/** Not larger than any that people train on: what is read of an image at once. */
const largestSide = 4096;

function imageOf(config: Config): ImageSpec {
  const sides = (key: string, absent: number): [height: number, width: number] => {
    const { [key]: said = absent } = config.json;
    const both = Array.isArray(said) ? said : [said, said];
    const isSide = (one: unknown) => Number.isInteger(one) && Number(one) >= 1;
    if (both.length !== 2 || !both.every((one) => isSide(one) && Number(one) <= largestSide))
      throw config.wrong(key, said, `a side or two, from 1 to ${largestSide}`);
    return [Number(both[0]), Number(both[1])];
  };
  const [height, width] = sides('image_size', 224);
  const [patchHeight, patchWidth] = sides('patch_size', 16);
  // Pixels that fill no patch are not looked at by transformers; but then sizes are a mistake more often than meant.
  if (height % patchHeight !== 0 || width % patchWidth !== 0) {
    const said = config.json.patch_size;
    throw config.wrong('patch_size', said, `what divides image_size, ${height} x ${width}`);
  }
  return {
    channels: config.size('channels'),
    height,
    width,
    patch: { height: patchHeight, width: patchWidth },
  };
}

/** id2label has an entry a class; without it there are two. */
function classesOf(config: Config): number {
  const { id2label, num_labels: count } = config.json;
  const named = isJsonObject(id2label) ? Object.keys(id2label).length : undefined;
  if (named !== undefined && count !== undefined && count !== named)
    throw config.wrong('num_labels', count, `${named}, as id2label has`);
  const classes = named ?? count ?? 2;
  if (Number.isSafeInteger(classes) && Number(classes) >= 1) return Number(classes);
  throw config.wrong('num_labels', count, 'a whole number from 1');
}

/** d, L, H of timm's names. */
const sizes: Readonly<Record<string, readonly [width: number, layers: number, heads: number]>> = {
  tiny: [192, 12, 3],
  small: [384, 12, 6],
  base: [768, 12, 12],
  large: [1024, 24, 16],
  huge: [1280, 32, 16],
};

const timmNames = /^(?:vit|deit)_(tiny|small|base|large|huge)_patch(\d+)_(\d+)$/;

/** timm's config.json names an architecture, whose sizes model_args may say otherwise. */
function timmConfig(json: JsonObject, words: ConfigWords): JsonObject {
  const { architecture, model_args: args = {}, ...rest } = json;
  const [, size, patch, side] = timmNames.exec(String(architecture)) ?? [];
  if (size === undefined) {
    const allowed = `vit_SIZE_patchP_S or deit_SIZE_patchP_S, SIZE one of ${Object.keys(sizes).join(', ')}`;
    throw wrong(words, 'architecture', architecture, allowed);
  }
  if (!isJsonObject(args)) throw wrong(words, 'model_args', args, 'an object');
  const [width, layers, heads] = sizes[size];
  const { embed_dim, depth, num_heads, patch_size, img_size, in_chans, num_classes, ...others } =
    args;
  for (const [key, value] of Object.entries(others))
    throw wrong(words, `model_args.${key}`, value, 'no such key: it is not computed');
  return {
    ...rest,
    hidden_size: embed_dim ?? width,
    num_hidden_layers: depth ?? layers,
    num_attention_heads: num_heads ?? heads,
    patch_size: patch_size ?? Number(patch),
    image_size: img_size ?? Number(side),
    num_channels: in_chans ?? 3,
    num_classes: num_classes ?? json.num_classes,
  };
}
