// torch.nn.utils: weight_norm and its kin, which put other tensors in the place of a layer's weight.

import type { CallPlace, Run } from './run.ts';
import { combine, number, type Term } from './term.ts';
import type { Bound } from './value.ts';
import { isModule, type Member, type Module, type Value } from './value.ts';

type Shape = readonly Term[] | undefined;
type Part = readonly [name: string, shape: Shape, optional?: boolean];

/** undefined: it is no such function. */
export function reparametrised(
  run: Run,
  path: string,
  args: readonly Bound[],
  { scope, line }: CallPlace,
): Value | undefined {
  const name = path.split('.').at(-1) ?? path;
  const isNew = path.includes('parametriz');
  if (/^remove_(?:weight|spectral)_norm$|^remove_parametrizations$/.test(name)) {
    for (const { value } of args) if (value.kind === 'module') value.module.open = true;
    return args[0]?.value;
  }
  if (!/^(?:weight_norm|spectral_norm|orthogonal)$/.test(name)) return undefined;
  const of = args[0]?.value;
  if (of?.kind !== 'module') return of;
  const tensor = (args.find((arg) => arg.name === 'name') ?? args[1])?.value;
  const target = tensor?.kind === 'string' ? tensor.value : 'weight';
  const { module } = of;
  const [member] = module.members.get(target) ?? [];
  if (member === undefined || isModule(member.value) || run.undecided > 0) {
    module.open = true;
    return of;
  }
  const across = /^ConvTranspose/.test(module.className);
  const parts = partsOf(name, isNew, target, member.value.shape, across);
  const place = { file: scope.file, line };
  replace(module, target, parts, { ...member, line: place });
  return of;
}

function partsOf(
  name: string,
  isNew: boolean,
  target: string,
  shape: Shape,
  across: boolean,
): readonly Part[] {
  const at = isNew ? `parametrizations.${target}` : target;
  if (name === 'orthogonal')
    return [
      [`${at}.original`, shape],
      [`${at}.0.base`, shape, true],
    ];
  if (name === 'weight_norm') {
    const scale = shape?.map((term, i) => (i === 0 ? term : number(1)));
    return isNew
      ? [
          [`${at}.original0`, scale],
          [`${at}.original1`, shape],
        ]
      : [
          [`${at}_g`, scale],
          [`${at}_v`, shape],
        ];
  }
  const rows = shape?.[across ? 1 : 0];
  const others = shape?.filter((_, i) => i !== (across ? 1 : 0));
  const columns = others?.reduce((product, term) => combine('*', product, term), number(1));
  const [u, v] = [rows, columns].map((term) => (term ? [term] : undefined));
  return isNew
    ? [
        [`${at}.original`, shape],
        [`${at}.0._u`, u],
        [`${at}.0._v`, v],
      ]
    : [
        [`${at}_orig`, shape],
        [`${at}_u`, u],
        [`${at}_v`, v, true],
      ];
}

function replace(module: Module, target: string, parts: readonly Part[], like: Member): void {
  module.members.delete(target);
  for (const [name, shape, optional = false] of parts) {
    const member = { ...like, value: { shape }, optional: like.optional || optional };
    module.members.set(name, [member]);
  }
}
