// Whether the instances of a class are modules.
import { isDataclass } from './decorators.ts';
import { isContainer, layerOf } from './layerNames.ts';
import type { Program } from './program.ts';
import type { ClassDef } from './syntax.ts';

/** Classes whose instances are modules, in the order of the files. */
export function moduleClasses(program: Program): readonly ClassDef[] {
  return program.files.flatMap((file) => {
    // Of two classes of one name the later is meant.
    const last = new Map(file.classes.map((def) => [def.name, def]));
    return file.classes.filter((def) => last.get(def.name) === def && isMade(program, def));
  });
}

function isMade(program: Program, def: ClassDef): boolean {
  if (!isModuleClass(program, def)) return false;
  return program
    .lineage(def)
    .some((one) => one.methods.has('__init__') || (isDataclass(one) && one.fields.size > 0));
}

export function isModuleClass(program: Program, def: ClassDef): boolean {
  return program
    .externalBases(def)
    .some((base) => moduleBase.test(base) || isContainer(base) || layerOf(base) !== undefined);
}

/** nn.Module and its kin, PreTrainedModel, LightningModule, GradientCheckpointingLayer. */
const moduleBase = /^torch\.nn\.|(?:^|\.)(?:\w*Module|\w*PreTrainedModel|\w*Layer|Sequential)$/;
