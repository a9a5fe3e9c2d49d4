// What is said of certificates: that one model may be studied in place of another, and whether that still holds.
import type {
  Certificate,
  Certified,
  Differing,
  HashedPart,
  Unfound,
  VerifyView,
} from '../protocol/certificate.ts';
import { count, interval, setText, shown } from '../protocol/reportWords.ts';
import { levelText } from './looks.ts';
import { list, percent } from './phrases.ts';

/** "study ab-gpt2 (38,848 parameters) in place of ab-llama (41,632)". */
export function claimWords({ study, inPlaceOf }: Certificate): string {
  const [one, other] = [study, inPlaceOf].map(({ name }) => shown(name, 80));
  return `study ${one} (${count(study.parameters)} parameters) in place of ${other} (${count(inPlaceOf.parameters)})`;
}

/** How the two lie to each other, how sure that is, and what it rests on; sentences. */
export function groundsWords({ task, settings, found, errorRate }: Certificate): string[] {
  const { distance, full, pairs, level } = found;
  const at = `${levelText(level)} interval, on ${count(pairs)} pairs of prompts`;
  return [
    `On the task ${shown(task.name, 80)} the two are found to compute alike; the verdict is "${found.verdict}".`,
    ...(distance
      ? [
          `Profile distance (0: both hold the same sets of variables as purely, 1: one holds what the other does not) ${interval(distance)}, decided by ${setText(distance.set)}; below ${settings.margin} counts as the same (${at}).`,
        ]
      : []),
    ...(full
      ? [
          `Full distance (how far their answers to single interchanges are apart) ${interval(full)}; below ${settings.fullMargin} counts as indistinguishable.`,
        ]
      : []),
    `At most ${percent(errorRate)} of intervals made this way do not hold their number; each certificate stands for itself.`,
  ];
}

/** Where no two are of a class; `open`: pairs of which it is undecided. */
export function noneWords(open: number): string {
  const pairs = `${count(open)} ${open === 1 ? 'pair' : 'pairs'} open; try more pairs`;
  return `No certificate: no two models are shown to have the same interpretation${open > 0 ? ` (${pairs})` : ''}.`;
}

/** Why two of a class have no certificate. */
export function uncertifiedWords(
  { verdict }: Certified,
  names: readonly string[], // of the one to study, and of the other
): string {
  const [study, inPlaceOf] = names.map((name) => shown(name, 80));
  return `No certificate for ${study} in place of ${inPlaceOf}: compared alone, on the pairs that fit these two, they are ${verdict}.`;
}

/** The outcome first, then why; lines. */
export function verifiedWords(view: VerifyView): string[] {
  const { certificate, holding } = view;
  return [
    `${shown(view.file)}: ${holding}`,
    `It says: ${claimWords(certificate)}.`,
    ...reasons(view),
    ...(holding === 'holds' ? groundsWords(certificate) : []),
  ];
}

function reasons(view: VerifyView): string[] {
  const { isEdited, unfound, differing, otherAlgorithm, certificate } = view;
  const { congruity, algorithm } = certificate.versions;
  return [
    ...(isEdited
      ? [
          'It was edited: its contents are not those of which it holds the digest, so it proves nothing.',
        ]
      : []),
    ...unfound.map(unfoundWords),
    ...differing.map(differingWords),
    ...(otherAlgorithm === null
      ? []
      : [
          `It was made by Congruity ${shown(congruity, 40)} with algorithm ${algorithm}, whose numbers may be others: where they differ, that says nothing.`,
        ]),
    ...(view.holding === 'holds'
      ? [
          'The comparison was run again and gives what it says; the names of the models and the version that made it are its own words.',
        ]
      : []),
  ];
}

const partWords: Readonly<Record<HashedPart, string>> = {
  weights: 'weights',
  config: 'config',
  tokenizer: 'tokenizer',
};

function unfoundWords({ name, at, changed, unreadable }: Unfound): string {
  const places = list(at.map((path) => shown(path)));
  if (changed.length > 0) {
    const what = changed.map(
      ({ what, certified, found }) =>
        `${partWords[what]} with SHA-256 ${found.slice(0, 12)}…, certified ${certified.slice(0, 12)}…`,
    );
    return `The model ${shown(name, 80)} is another one (${places}): ${list(what)}.`;
  }
  if (unreadable.length > 0) {
    const why = unreadable.map((sentence) => shown(sentence)).join('; ');
    return `The model ${shown(name, 80)} was not found (${places}): ${why}. Name the folder that holds it (--models).`;
  }
  const where = at.length > 0 ? `it is not at ${places}` : 'the certificate does not say where';
  return `The model ${shown(name, 80)} was not found: ${where}. Name the folder that holds it (--models).`;
}

function differingWords({ field, certified, found }: Differing): string {
  return `${field}: certified ${shown(certified, 200)}, found ${shown(found, 200)}.`;
}
