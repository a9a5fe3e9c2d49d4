// A name under a column of the map or a leaf of the tree, flat or turned; whole in its title.
import { middle, shown } from '../../src/protocol/reportWords.ts';
import { type FootNames, nameSize } from '../chart/flowLayout.ts';
import { fitText } from '../chart/textFit.ts';
import { svg } from '../host/element.ts';

type Place = {
  readonly class: string;
  readonly role?: string;
  readonly x: number;
  readonly y: number;
};

/** `room` is what there is in a row; a turned name has the foot's height. */
export function footName(
  name: string,
  place: Place,
  { turned, length }: FootNames,
  room: number,
): SVGElement {
  const { x, y } = place;
  return svg(
    'text',
    {
      ...place,
      'text-anchor': turned ? 'end' : 'middle',
      transform: turned
        ? `rotate(-90 ${Math.round(x * 100) / 100} ${y}) translate(0 4)`
        : undefined,
    },
    fitText(shown(middle(name, 200)), nameSize, turned ? length - 10 : room),
    svg('title', {}, shown(name)),
  );
}
