// Weights that serve in two places: said by the bytes, by the file's metadata, or by the family.
import type { InspectView } from '../../protocol/engineService.ts';
import type { Checkpoint } from '../checkpoint/checkpoint.ts';
import type { Model } from '../family/model.ts';

/** `model` is undefined when no family understands the checkpoint. */
export function tiesOf(checkpoint: Checkpoint, model: Model | undefined): InspectView['tied'] {
  const { tensors, sharing, metadata } = checkpoint;
  const bytes = [...sharing].map(([name, other]) => ({
    name,
    with: other,
    why: 'both are the same bytes of the file',
  }));
  // safetensors.torch.save_model leaves out a shared tensor and notes: its name -> the kept name.
  const noted = [...metadata]
    .filter(([absent, kept]) => !tensors.has(absent) && tensors.has(kept))
    .map(([absent, kept]) => ({
      name: kept,
      with: absent,
      why: 'the file left the second out and says so in its metadata',
    }));
  const head = model && headTie(model);
  // A head that the file has but the model does not use is no tie that anybody sees.
  return head ? [...bytes, ...noted, head] : [...bytes, ...noted];
}

function headTie({ parts, dialect }: Model): InspectView['tied'][number] | undefined {
  if (parts.embedding.reads === 'patches') return undefined;
  const { name } = parts.embedding.token;
  const unembed = parts.head.unembed;
  if (unembed?.kind !== 'tensor' || unembed.name !== name) return undefined;
  return { name, with: 'output head', why: `${dialect.title} reads its answers with it too` };
}
