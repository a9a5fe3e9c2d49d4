// What is said of a golden: how far the computed values are from saved ones.
import type { GoldenBeside, GoldenTensor, GoldenView } from '../protocol/golden.ts';
import { count, shown, tiny } from '../protocol/reportWords.ts';

/** "agrees with golden.safetensors: 93 tensors, largest difference 6.1e-6 (allowed 2e-5)". */
export function goldenSentence(view: GoldenView): string {
  const { standing, golden, tolerance, tensors } = view;
  const name = shown(golden, 80);
  if (standing === 'cannot be compared') return `cannot be compared with ${name}`;
  const beyond = tensors.filter((one) => !within(one, tolerance)).length;
  const verb = standing === 'agrees' ? 'agrees with' : 'differs from';
  const where =
    beyond > 0
      ? `${count(beyond)} of ${tensorsText(tensors.length)} ${beyond === 1 ? 'is' : 'are'} beyond`
      : tensorsText(tensors.length);
  return `${verb} ${name}: ${where}, largest difference ${differenceText(largestOf(tensors))} (allowed ${tiny(tolerance)})`;
}

/** Of what is known of a golden that lies beside a checkpoint. */
export function besideSentence({ file, known }: GoldenBeside): string {
  const name = shown(file, 80);
  if (known === null) {
    return `${name} lies beside it: what is computed of these weights was not compared with it yet`;
  }
  const { standing, tolerance, largest, tensors, computedBy } = known;
  if (standing === 'cannot be compared') return `${name} beside it cannot be compared`;
  const verb = standing === 'agrees' ? 'agrees with' : 'differs from';
  return `${verb} ${name} beside it: ${tensorsText(tensors)}, largest difference ${differenceText(largest)} (allowed ${tiny(tolerance)}, ${shown(computedBy, 60)})`;
}

export function differenceText(largest: number | null): string {
  return largest === null ? 'not finite' : tiny(largest);
}

export function within({ largest }: GoldenTensor, tolerance: number): boolean {
  return largest !== null && largest <= tolerance;
}

/** null: one of them is not finite. */
function largestOf(tensors: readonly GoldenTensor[]): number | null {
  return tensors.reduce<number | null>((most, { largest }) => {
    return most === null || largest === null ? null : Math.max(most, largest);
  }, 0);
}

function tensorsText(tensors: number): string {
  return `${count(tensors)} ${tensors === 1 ? 'tensor' : 'tensors'}`;
}
