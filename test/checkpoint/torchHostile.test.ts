// Files of torch.save that nobody means well with, or that are broken: each is refused in a sentence.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { ErrorCode } from '../../src/engine/core/error.ts';
import { fixture } from '../support/fixture.ts';
import { refusalOf } from '../support/refusals.ts';
import {
  archive,
  archiveEntries,
  type Code,
  floats,
  legacy,
  pickled,
  py,
  storage,
  tensor,
} from '../support/torchFiles.ts';
import { zipBytes } from '../support/zips.ts';

/** A good tensor, and something else beside it. */
const beside = (what: Code) => py.dict({ w: tensor(), extra: what });
const { raw, int } = py;

describe('refused', () => {
  const broken = (what: Code) => archive(pickled(beside(what)));
  const bare = (...code: readonly (string | number | Code)[]) => raw(0x80, 2, ...code);
  const nest = (depth: number, inner: Code) =>
    Array.from({ length: depth }).reduce<Code>((all) => py.dict({ d: all }), inner);
  const good = pickled(py.dict({ w: tensor() }));
  const cases: readonly (readonly [
    what: string,
    bytes: Uint8Array,
    code: ErrorCode,
    says: string | RegExp,
  ])[] = [
    // archives
    [
      'big numbers first',
      zipBytes(
        archiveEntries(good).map((each) =>
          each.name.endsWith('order') ? { ...each, data: 'big' } : each,
        ),
      ),
      'file-format',
      'has the byte order "big"',
    ],
    [
      'a compressed pickle',
      zipBytes(archiveEntries(good).map((each, i) => ({ ...each, deflated: i === 0 }))),
      'file-unsafe',
      'torch.save never compresses',
    ],
    [
      'a compressed storage',
      zipBytes(archiveEntries(good).map((each, i) => ({ ...each, deflated: i === 2 }))),
      'file-unsafe',
      'torch.save never compresses',
    ],
    [
      'two models',
      archive(good, { more: archiveEntries(good, { top: 'b/' }) }),
      'file-format',
      'holds several files of PyTorch',
    ],
    [
      'a program of torch.export',
      zipBytes([
        { name: 'p/archive_format', data: 'pt2' },
        { name: 'p/models/model.json', data: '{}' },
      ]),
      'file-format',
      'is a program of torch.export (.pt2)',
    ],
    [
      'an older one',
      zipBytes([{ name: 'serialized_exported_program.json', data: '{}' }]),
      'file-format',
      'is a program of torch.export',
    ],
    ['an archive cut short', archive(good).slice(0, -30), 'file-format', 'is no whole zip archive'],
    [
      'a pickle that does not end',
      archive(good.subarray(0, -1)),
      'file-format',
      /does not end after its \d+ bytes/,
    ],
    // legacy files
    [
      'a storage of two sizes',
      legacy(py.dict({ w: tensor(), v: tensor({ elements: 400, shape: [400] }) })),
      'file-format',
      'says two things of its storage "0"',
    ],
    [
      'big numbers first, legacy',
      legacy(py.dict({ w: tensor() }), undefined, false),
      'file-format',
      'has the byte order "big"',
    ],
    [
      'one cut in its storages',
      legacy(py.dict({ w: tensor() })).slice(0, -3),
      'file-format',
      'ends within the storage "0": 3 bytes are missing',
    ],
    [
      'one cut in its pickles',
      legacy(py.dict({ w: tensor() })).slice(0, 90),
      'file-format',
      'ends within a pickle',
    ],
    [
      'another count',
      legacy(py.dict({ w: tensor({ elements: 3 }) })),
      'file-format',
      /stores 4 elements|reaches element/,
    ],
    [
      'a storage without a name',
      legacy(py.dict({ w: tensor() }), { 1: floats(1) }),
      'file-format',
      'lists a storage that its pickle does not name',
    ],
    [
      'a storage that is not listed',
      legacy(py.dict({ w: tensor() }), {}),
      'file-format',
      'lacks the storage "0"',
    ],
    // pickles
    ['no instruction', bare(0xff), 'file-format', 'has 0xff, which is no instruction'],
    ['an extension of Python', bare(0x82, 1, '.'), 'file-format', 'has 0x82'],
    ['a buffer out of band', bare(0x97, '.'), 'file-format', 'has 0x97'],
    ['a protocol to come', broken(raw(0x80, 6)), 'file-format', 'is of protocol 6, 5 is the last'],
    ['nothing to take', bare('R.'), 'file-format', 'takes what is not there'],
    ['nothing to end on', bare('.'), 'file-format', 'takes what is not there'],
    ['no mark', bare('Nt.'), 'file-format', 'ends a list that it has not begun'],
    ['below a mark', bare('N(R.'), 'file-format', 'takes what is not there'],
    ['what was never made', bare('h', 3, '.'), 'file-format', 'uses what it has not made'],
    ['more for a number', bare('K', 1, 'Na.'), 'file-format', 'adds to what is no list'],
    ['members for a list', bare(']', 'NNs.'), 'file-format', 'sets what is no dict'],
    ['an odd dict', bare('(Nd.'), 'file-format', 'sets what is no dict'],
    ['state for a number', bare('K', 1, 'Nb.'), 'file-format', 'gives a number state'],
    [
      'a name of numbers',
      bare('K', 1, 'K', 1, 0x93, '.'),
      'file-format',
      'names by what is no text',
    ],
    [
      'an integer of 300 bytes',
      bare(0x8b, raw(0x2c, 1, 0, 0), Buffer.alloc(300, 1), '.'),
      'file-unsafe',
      'an integer of 300 bytes, 256 are',
    ],
    ['an integer in letters', bare('Lxyz\n.'), 'file-format', 'an integer that is none'],
    [
      'a text that ends beyond the file',
      bare('X', raw(0xff, 0xff, 0xff, 0x7f)),
      'file-format',
      'ends within a pickle',
    ],
    [
      'a text longer than numbers',
      bare(0x8d, Buffer.alloc(8, 0xff)),
      'file-format',
      'ends within a pickle',
    ],
    [
      'dicts 70 deep',
      archive(pickled(py.dict({ state_dict: nest(70, py.dict({ w: tensor() })) }))),
      'file-format',
      'holds no tensors of a model',
    ],
    // what is no model
    [
      'a pickle of pickle.dump',
      readFileSync(fixture('torch/dumped.pkl')),
      'file-format',
      'written by pickle.dump',
    ],
    [
      'an optimizer of PyTorch',
      readFileSync(fixture('torch/only-optimizer.pt')),
      'file-format',
      'but "state", "param_groups"',
    ],
    [
      'arguments',
      readFileSync(fixture('torch/only-arguments.bin')),
      'file-format',
      'but argparse.Namespace, kept as data',
    ],
    ['a number', pickled(int(3)), 'file-format', 'holds no tensors of a model, but 3'],
    [
      'settings',
      archive(pickled(py.dict({ lr: int(1) }))),
      'file-format',
      'holds no tensors of a model, but "lr"',
    ],
    [
      'an optimizer',
      archive(pickled(py.dict({ state: py.dict({ a: tensor() }), param_groups: py.list() }))),
      'file-format',
      'but "state", "param_groups"',
    ],
    [
      'a storage alone',
      archive(pickled(storage())),
      'file-format',
      'holds no tensors of a model, but a storage',
    ],
    // what is no such file
    [
      'a pointer',
      Buffer.from('version https://git-lfs.github.com/spec/v1\noid sha256:0\n'),
      'file-format',
      'is a git-lfs pointer',
    ],
    [
      'another archive',
      zipBytes([{ name: 'config.json', data: '{}' }]),
      'file-format',
      'is no file of torch.save: it is a zip archive without data.pkl',
    ],
    ['a page', Buffer.from('<!DOCTYPE html><html></html>'), 'file-format', 'is an HTML page'],
    ['noise', Buffer.from('noise'), 'file-format', 'is no file of torch.save'],
    [
      'the form of 2016',
      Buffer.concat([Buffer.alloc(257), Buffer.from('ustar'), Buffer.alloc(600)]),
      'file-format',
      "is in PyTorch's tar form of before 2017",
    ],
  ];
  test.each(cases)('%s', async (_, bytes, code, says) => {
    const error = await refusalOf(bytes);
    expect(error.message).toMatch(
      says instanceof RegExp ? says : new RegExp(says.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')),
    );
    expect(error.code).toBe(code);
  });
});
