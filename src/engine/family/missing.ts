// Why a tensor is missing. Weights that PyTorch makes anew of others before every run: torch.nn.utils.prune, weight_norm, spectral_norm, parametrizations.
// The file then holds what they are made of, under other names, until they are made final.
import type { Checkpoint } from '../checkpoint/checkpoint.ts';
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
    remedy: 'call torch.nn.utils.prune.remove(module, "weight") for each',
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

/** The error for a tensor that a family asks for and the file has not; says what stands in its place. */
export function missingTensor(
  { name: model, tensors, metadata, configWords }: Checkpoint,
  name: string,
): EngineError {
  const fail = (found: string, hint: string) =>
    new EngineError('model-inconsistent', `${model}: tensor ${name} ${found}`, { hint });
  const at = name.lastIndexOf('.') + 1;
  for (const { what, parts, remedy } of ways) {
    const found = parts(name.slice(0, at), name.slice(at));
    if (!found.every((part) => tensors.has(part))) continue;
    return fail(
      `is not there, but ${found.join(' and ')}: it is ${what}`,
      `Load the model in PyTorch, ${remedy}, and save its state_dict again.`,
    );
  }
  const [, other] = [...metadata].find(([key]) => key === name || key.endsWith(`.${name}`)) ?? [];
  if (other?.endsWith('kept as data')) {
    return fail(
      `is no tensor in the file: ${other}`,
      'Make it a tensor (torch.from_numpy for an array of NumPy), and save the state_dict again.',
    );
  }
  return fail(
    'is missing',
    `The file may be cut short, or hold another model than ${configWords.it} says. It is not taken as 0.`,
  );
}
