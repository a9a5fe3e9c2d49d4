// The sections of a report on its page: a renderer a kind, and where it stands.
import { isSoFar } from '../../src/protocol/looked.ts';
import type { Report } from '../../src/protocol/report.ts';
import type { SectionKind, SectionOf } from '../../src/protocol/sections.ts';
import { h } from '../host/element.ts';
import { calibration } from './calibration.ts';
import { controls, trust } from './checks.ts';
import { circuitView } from './circuitMap.ts';
import { distanceFigure } from './distances.ts';
import { distinguishing } from './distinguish.ts';
import { examples } from './examples.ts';
import { families } from './families.ts';
import { fleetMatrix } from './fleetMatrix.ts';
import { fleetView } from './fleetPair.ts';
import { flowMap, type GoToCode } from './flowMap.ts';
import { layersMap } from './layersMap.ts';
import { levelsFigure } from './levels.ts';
import { mismatchMap } from './mismatchMap.ts';
import { motifs } from './motifs.ts';
import { reduction } from './reduction.ts';
import { trajectoryView } from './trajectory.ts';
import { wiringView } from './wiringMaps.ts';

/** maps: before the table of the models; measured and checked: columns side by side, where there is
 * room; pairs: the whole width under them. */
export type Place = 'maps' | 'measured' | 'checked' | 'pairs';

type Draw<Kind extends SectionKind> = (
  section: SectionOf<Kind>,
  report: Report,
  goToCode: GoToCode,
) => HTMLElement;

type Renderers = {
  readonly [Kind in SectionKind]: { readonly place: Place; readonly draw: Draw<Kind> };
};

const renderers: Renderers = {
  flow: { place: 'maps', draw: (_, report, goToCode) => flowMap(report, goToCode) },
  distances: { place: 'measured', draw: distanceFigure },
  mismatch: { place: 'measured', draw: mismatchMap },
  controls: { place: 'checked', draw: ({ rows }) => controls(rows) },
  trust: { place: 'checked', draw: ({ rows }) => trust(rows) },
  examples: { place: 'pairs', draw: examples },
  fleet: { place: 'maps', draw: matrixOf },
  families: { place: 'maps', draw: families },
  motifs: { place: 'maps', draw: motifs },
  trajectory: { place: 'maps', draw: trajectoryView },
  layers: { place: 'maps', draw: layersMap },
  calibration: { place: 'maps', draw: calibration },
  levels: { place: 'maps', draw: levelsFigure },
  wiring: { place: 'maps', draw: wiringView },
  distinguishing: { place: 'maps', draw: distinguishing },
  reduction: { place: 'maps', draw: reduction },
  circuit: { place: 'maps', draw: circuitView },
};

function matrixOf(_: SectionOf<'fleet'>, report: Report): HTMLElement {
  const matrix = fleetMatrix();
  if (report.kind === 'fleet') matrix.show(fleetView(report.models, 'done', report));
  return h('div', { class: isSoFar(report) ? 'fleet is-so-far' : 'fleet' }, matrix.element);
}

/** All sections of one place, in the order of the report. */
export function sectionsAt(place: Place, report: Report, goToCode: GoToCode): HTMLElement[] {
  return report.sections.flatMap((section) => {
    const renderer = renderers[section.kind];
    return renderer.place === place ? [renderer.draw(section as never, report, goToCode)] : [];
  });
}
