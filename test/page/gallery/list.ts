// Every page that is drawn, in every state: what the gallery shows and its test walks.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type PageParts, reportHtml, studyHtml } from '../../../src/report/html.ts';
import { regions } from '../../support/cannedExtremes.ts';
import { cannedFamilies, cannedPatched } from '../../support/cannedFamilies.ts';
import { cannedFleet, cannedFleetSoFar } from '../../support/cannedFleet.ts';
import { cannedReports } from '../../support/cannedReports.ts';
import { cannedStudy, hostileStudy } from '../../support/cannedStudy.ts';
import { cannedHtml } from './cannedPage.ts';
import { diffs } from './diffs.ts';
import { eight, fleets, thirty, three } from './fleets.ts';
import { hostileNames } from './hostileNames.ts';
import { panels } from './panels.ts';
import { viewers } from './viewers.ts';

export type GalleryPage = {
  readonly name: string;
  /** Of dist/webview. */
  readonly page: (typeof pageNames)[number];
  /** `report` is the saved report's parts; the other pages load their own from beside them. */
  readonly html: (report: PageParts) => string;
};

export const pageNames = ['report', 'comparison', 'checkpoint', 'checkpointDiff'] as const;

export const galleryPages: readonly GalleryPage[] = [
  ...cannedReports.map(
    ([name, make]): GalleryPage => ({
      name,
      page: 'report',
      html: (report) => reportHtml(make(), report),
    }),
  ),
  ...(
    [
      ['regions', regions()],
      ['fleet-report-3', cannedFleet(three)],
      ['fleet-report-8', cannedFleet(eight)],
      ['families-report', cannedFamilies(eight)],
      ['families-report-patched', cannedPatched()],
      ['families-report-hostile', cannedFamilies(hostileNames)],
      ['fleet-report-30', cannedFleet(thirty)],
      ['fleet-report-so-far', cannedFleetSoFar(eight, 9)],
      ['fleet-report-hostile', cannedFleet(hostileNames)],
    ] as const
  ).map(
    ([name, canned]): GalleryPage => ({
      name,
      page: 'report',
      html: (report) => reportHtml(canned, report),
    }),
  ),
  ...(
    [
      ['study', cannedStudy()],
      ['study-hostile', hostileStudy()],
    ] as const
  ).map(
    ([name, run]): GalleryPage => ({
      name,
      page: 'report',
      html: (report) => studyHtml(run, report),
    }),
  ),
  ...hosted('comparison', [...panels, ...fleets]),
  ...hosted('checkpoint', viewers),
  ...hosted('checkpointDiff', diffs),
];

function hosted(page: GalleryPage['page'], states: typeof panels): readonly GalleryPage[] {
  return states.map(([name, canned]) => ({ name, page, html: () => cannedHtml(page, canned) }));
}

/** Writes every page and what they load; returns their paths in the order of the list. */
export async function writeGallery(
  folder: string,
  partsOf: (page: string) => PageParts | Promise<PageParts>,
): Promise<readonly string[]> {
  mkdirSync(folder, { recursive: true });
  const parts = new Map<string, PageParts>();
  for (const page of pageNames) {
    const { script, css } = await partsOf(page);
    parts.set(page, { script, css });
    writeFileSync(join(folder, `${page}.js`), script);
    writeFileSync(join(folder, `${page}.css`), css);
  }
  return galleryPages.map(({ name, html }) => {
    const path = join(folder, `${name}.html`);
    writeFileSync(path, html(parts.get('report')!));
    return path;
  });
}
