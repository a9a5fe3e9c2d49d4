// The script of the checkpoint viewer.
import type { CheckpointPage, CheckpointService } from '../../src/protocol/checkpointService.ts';
import type { Kept } from '../component/checkpoint/kept.ts';
import { viewerPage } from '../component/checkpoint/viewerPage.ts';
import { figureKeys } from '../component/figure.ts';
import { connectHost } from '../host/hostChannel.ts';

const host = connectHost<CheckpointService, CheckpointPage, Kept>({
  show: (_, head) => viewer.page.show(head),
  tensors: (_, slice) => viewer.page.tensors(slice),
  statistics: (_, view) => viewer.page.statistics(view),
  golden: (_, of) => viewer.page.golden(of),
});
const { peer } = host;
// What comes of a wish is told by the page's own methods; the host logs what fails.
const wish = ({ result }: { readonly result: Promise<void> }) => result.catch(console.error);
const viewer = viewerPage(
  {
    statistics: (tensor) => wish(peer.call('statistics', { tensor })),
    cancel: () => wish(peer.call('cancel', {})),
    reveal: (tensor) => wish(peer.call('reveal', { tensor })),
    copyName: (tensor) => wish(peer.call('copyName', { tensor })),
    keep: (state) => host.keep(state),
  },
  host.kept,
);

document.title = 'Checkpoint viewer';
document.getElementById('page')?.replaceChildren(viewer.element);
viewer.details.addEventListener('keydown', figureKeys);
peer.call('ready', {}).result.then(({ canReveal }) => {
  if (canReveal) viewer.allowReveal();
}, console.error);
