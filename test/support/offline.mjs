// Loaded before a program (node --import): what would reach the network throws. Forked processes
// inherit it through NODE_OPTIONS; their own channels are not opened by connect().
import dns from 'node:dns';
import { Socket } from 'node:net';

function refuse() {
  throw new Error('the network is off in this test');
}

Socket.prototype.connect = refuse;
dns.lookup = refuse;
globalThis.fetch = refuse;
