// Which runs the words of the command line ask for: tasks, models, or the pair of them; none asks for all.
import type { Asked, Subject } from './runs.ts';

export type Choice = {
  readonly tasks: readonly string[];
  readonly groups: readonly Asked['models'][];
};

export function choiceOf(
  words: readonly string[],
  tasks: readonly string[],
  subjects: readonly Subject[],
): Choice {
  const [a, b] = subjects;
  const groups: (readonly [word: string, models: Asked['models']])[] = [
    ...subjects.map((one) => [one.name, [one]] as const),
    ...(b === undefined ? [] : [['pair', [a, b]] as const]),
  ];
  const places = groups.map(([word]) => word);
  const strange = words.filter((word) => ![...tasks, ...places].includes(word));
  if (strange.length > 0) {
    throw new Error(`${strange.join(', ')}: wanted some of ${[...tasks, ...places].join(', ')}`);
  }
  const asked = (all: readonly string[]) => {
    const some = all.filter((one) => words.includes(one));
    return some.length === 0 ? all : some;
  };
  const wanted = asked(places);
  return {
    tasks: asked(tasks),
    groups: groups.filter(([word]) => wanted.includes(word)).map(([, models]) => models),
  };
}
