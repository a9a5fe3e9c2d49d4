// The script of the tensor comparison.
import type { DiffPage, DiffService } from '../../src/protocol/checkpointService.ts';
import { diffPage } from '../component/checkpoint/diffPage.ts';
import { connectHost } from '../host/hostChannel.ts';

type State = { readonly paths: readonly string[] };

const host = connectHost<DiffService, DiffPage, State>({
  show: (_, head) => comparison.page.show(head),
  tensors: (_, slice) => comparison.page.tensors(slice),
  changes: (_, changes) => comparison.page.changes(changes),
  progress: (_, progress) => comparison.page.progress(progress),
});
const { peer } = host;
// What comes of a wish is told by the page's own methods; the host logs what fails.
const wish = ({ result }: { readonly result: Promise<void> }) => result.catch(console.error);
const comparison = diffPage({
  compareValues: () => wish(peer.call('compareValues', {})),
  cancel: () => wish(peer.call('cancel', {})),
  reveal: (tensor) => wish(peer.call('reveal', { tensor })),
  copyName: (tensor) => wish(peer.call('copyName', { tensor })),
  keep: (state) => host.keep(state),
});

document.title = 'Tensor comparison';
document.getElementById('page')?.replaceChildren(comparison.element);
peer.call('ready', {}).result.then(({ canReveal }) => {
  if (canReveal) comparison.allowReveal();
}, console.error);
