// Weights that PyTorch makes anew of others before every run: torch.nn.utils.prune, weight_norm, spectral_norm, parametrizations.
// The file then holds what they are made of, under other names, until they are made final.
import { EngineError } from '../core/error.ts';

type Way = {
  readonly what: string;
  /** What stands in a weight's place: all of these. */
  readonly parts: (module: string, weight: string) => readonly string[];
  readonly remedy: string;
};

const ways: readonly Way[] = [
  {
    what: 'pruned by torch.nn.utils.prune, which keeps the whole and a mask',
    parts: (module, weight) => [`${module}${weight}_orig`, `${module}${weight}_mask`],
    remedy: `call torch.nn.utils.prune.remove(module, "weight") for each`,
  },
  {
    what: 'kept by weight_norm as length and direction',
    parts: (module, weight) => [`${module}${weight}_g`, `${module}${weight}_v`],
    remedy: 'call torch.nn.utils.remove_weight_norm(module) for each',
  },
  {
    what: 'kept by spectral_norm with its largest singular vector',
    parts: (module, weight) => [`${module}${weight}_orig`, `${module}${weight}_u`],
    remedy: 'call torch.nn.utils.remove_spectral_norm(module) for each',
  },
  {
    what: 'made by a parametrization of its originals',
    parts: (module, weight) => [`${module}parametrizations.${weight}.original`],
    remedy: 'call torch.nn.utils.parametrize.remove_parametrizations(module, "weight") for each',
  },
  {
    what: 'made by a parametrization of its originals',
    parts: (module, weight) => [`${module}parametrizations.${weight}.original0`],
    remedy: 'call torch.nn.utils.parametrize.remove_parametrizations(module, "weight") for each',
  },
];

type Split = { readonly way: Way; readonly parts: readonly string[] };

/** What stands in the place of a weight that is missing; undefined: nothing. */
export function splitOf(tensors: { has(name: string): boolean }, name: string): Split | undefined {
  const at = name.lastIndexOf('.') + 1;
  for (const way of ways) {
    const parts = way.parts(name.slice(0, at), name.slice(at));
    if (parts.every((part) => tensors.has(part))) return { way, parts };
  }
  return undefined;
}

export function stillSplit(model: string, name: string, { way, parts }: Split): EngineError {
  const message = `${model}: tensor ${name} is not there, but ${parts.join(' and ')}: it is ${way.what}`;
  return new EngineError('model-inconsistent', message, {
    hint: `Load the model in PyTorch, ${way.remedy}, and save its state_dict again.`,
  });
}
