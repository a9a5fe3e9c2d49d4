// Weights that are packed into fewer bits, named by what packed them: config.json says it, or the names
// of the tensors that stand in for a weight.
import { EngineError } from '../core/error.ts';
import { firstPassed } from '../core/firstPassed.ts';
import type { Checkpoint, JsonObject } from './checkpoint.ts';
import { isJsonObject } from './json.ts';
import { quoted } from './words.ts';

/** quant_method of config.json's quantization_config; others are given as they stand. */
const METHODS: Readonly<Record<string, string>> = {
  aqlm: 'AQLM',
  auto_round: 'AutoRound',
  awq: 'AWQ',
  bitnet: 'BitNet',
  bitsandbytes: 'bitsandbytes',
  compressed_tensors: 'compressed-tensors',
  eetq: 'EETQ',
  fbgemm_fp8: 'FBGEMM FP8',
  fp8: 'FP8',
  gptq: 'GPTQ',
  higgs: 'HIGGS',
  hqq: 'HQQ',
  modelopt: 'ModelOpt',
  mxfp4: 'MXFP4',
  quanto: 'Quanto',
  spqr: 'SpQR',
  torchao: 'torchao',
  vptq: 'VPTQ',
};

/** Endings of tensor names that stand in for a weight; the first that is found names the packing. */
const ENDINGS: readonly (readonly [RegExp, string])[] = [
  [
    /\.quant_state\.bitsandbytes__|\.weight\.(?:absmax|quant_map|nested_absmax)$/,
    'bitsandbytes (4 bits)',
  ],
  [/\.SCB$|\.weight_format$/, 'bitsandbytes (8 bits)'],
  [/\.g_idx$/, 'GPTQ'],
  [/\.qweight$/, 'GPTQ or AWQ'],
  [/\.weight_packed$/, 'compressed-tensors'],
  [/\.W_q$/, 'HQQ'],
  [/\.codebooks$/, 'AQLM'],
  [/_proj_blocks$/, 'MXFP4'],
  [/\.biases$/, 'MLX'],
  [/\.weight_scale(?:s|_inv|_2)?$|\.weight\._(?:data|scale)$/, 'FP8 or int8 and scales'],
];

/** For people; undefined where the weights are as they were trained. */
export function quantisationOf(
  config: JsonObject | undefined,
  names: Iterable<string>,
): string | undefined {
  const settings = settingsOf(config);
  const method = settings && methodOf(settings);
  if (method !== undefined) return method;
  const told = firstPassed(ENDINGS, names, ([ending], name) => ending.test(name))?.[1];
  return told ?? (settings && 'a method that quantization_config does not name');
}

export function refuseQuantised({ name, config, tensors }: Checkpoint): void {
  const quantisation = quantisationOf(config, tensors.keys());
  if (quantisation === undefined) return;
  const where = settingsOf(config) ? ' (quantization_config of config.json)' : '';
  const message = `${name}: the weights are quantised with ${quantisation}${where}, which is not computed`;
  throw new EngineError('model-unknown', message, {
    hint: 'Use the checkpoint that it was quantised from, or save it dequantised.',
  });
}

/** Both keys name it; compressed-tensors had one of its own. bitsandbytes may be named and switched off. */
function settingsOf(config: JsonObject | undefined): JsonObject | undefined {
  const settings = config?.quantization_config ?? config?.compression_config;
  if (!isJsonObject(settings)) return undefined;
  const { quant_method: method, load_in_4bit: four, load_in_8bit: eight } = settings;
  const isOff = method === 'bitsandbytes' && four === false && eight === false;
  return isOff ? undefined : settings;
}

/** What the settings name; MLX's have sizes alone. */
function methodOf(settings: JsonObject): string | undefined {
  const { quant_method: method, load_in_4bit: four, load_in_8bit: eight, bits } = settings;
  if (four === true) return 'bitsandbytes (4 bits)';
  if (eight === true) return 'bitsandbytes (8 bits)';
  if (typeof method !== 'string') return undefined;
  const key = method.toLowerCase().replaceAll('-', '_');
  const name = Object.hasOwn(METHODS, key) ? METHODS[key] : quoted(method);
  return typeof bits === 'number' ? `${name} (${bits} bits)` : name;
}
