// ResNets by torchvision's names: conv1, bn1, layer1.0.conv1, .., layer4.1.bn2, downsample.0 and .1, fc. Blocks of two
// convolutions or of three; from the second layer on the first block halves the map.
import { OperationBuilder } from './builder.ts';
import type { Module } from './modules.ts';
import type { Chain } from './operations.ts';

const blockName = /^(.*?)layer(\d+)\.(\d+)\.(conv|bn)(\d)$/;

/** undefined: no such names. */
export function residualOf(modules: readonly Module[]): Chain | undefined {
  const named = modules.find(({ name }) => blockName.test(name));
  if (!named) return undefined;
  const prefix = blockName.exec(named.name)![1];
  const of = new Map(modules.map((one) => [one.name.slice(prefix.length), one]));
  const [stem, stemNorm, fc] = ['conv1', 'bn1', 'fc'].map((name) => of.get(name));
  if (!stem || !stemNorm || (fc ?? of.get('linear'))?.kind !== 'linear') return undefined;
  const used = new Set([stem, stemNorm]);
  const build = new OperationBuilder([undefined, stem.from, undefined, undefined]);
  const isLarge = stem.kernel[0] === 7;
  build.conv(stem, isLarge ? 2 : 1);
  build.norm(stemNorm);
  build.activation('conv1', 'Relu');
  if (isLarge) build.maxPool('maxpool', 3, 2, 1);
  for (const block of blocksOf(of)) {
    for (const one of addBlock(build, of, block)) used.add(one);
  }
  const head = fc ?? of.get('linear')!;
  used.add(head);
  build.mean('avgpool');
  build.flatten('flatten', head.from);
  build.linear(head);
  if (used.size < modules.length) return undefined;
  return {
    operations: build.build(),
    notes: [
      `The tensors have the names of a ResNet of torchvision, and are computed as one: ${isLarge ? 'a first convolution with stride 2 and max pooling' : 'a first convolution with stride 1, no max pooling'}.`,
    ],
  };
}

/** "layer1.0", in order. */
function blocksOf(of: ReadonlyMap<string, Module>): string[] {
  const names = [...of.keys()].flatMap((name) => {
    const match = blockName.exec(name);
    return match ? [`layer${match[2]}.${match[3]}`] : [];
  });
  const collator = new Intl.Collator('en', { numeric: true });
  return [...new Set(names)].sort(collator.compare);
}

/** Gives the modules that it uses. */
function addBlock(
  build: OperationBuilder,
  of: ReadonlyMap<string, Module>,
  block: string,
): Module[] {
  const used: Module[] = [];
  const get = (name: string) => {
    const module = of.get(`${block}.${name}`);
    if (module) used.push(module);
    return module;
  };
  const convs = ['conv1', 'conv2', 'conv3'].flatMap((name) => get(name) ?? []);
  const halves = block.endsWith('.0') && !block.startsWith('layer1.');
  const strided = convs.length === 3 ? 1 : 0; // in blocks of three the second one halves
  const input = build.last;
  for (const [i, conv] of convs.entries()) {
    build.conv(conv, halves && i === strided ? 2 : 1);
    const norm = get(`bn${i + 1}`);
    if (norm) build.norm(norm);
    if (i < convs.length - 1) build.activation(conv.name, 'Relu');
  }
  const added = build.last;
  const [project, projectNorm] = [get('downsample.0'), get('downsample.1')];
  build.last = input;
  if (project) build.conv(project, halves ? 2 : 1);
  if (projectNorm) build.norm(projectNorm);
  build.sum(`${block}.sum`, added, build.last);
  build.activation(block, 'Relu');
  return used;
}
