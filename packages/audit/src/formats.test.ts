import { generateKeyPairSync } from 'node:crypto'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  createLogKey,
  openCheckpoint,
  readCheckpoint,
  signCheckpoint,
  verifierOf,
} from './checkpoint.ts'
import { readBundle, writeBundle } from './entries.ts'
import { commitmentOf, entryOf, readEntry, roleOf } from './event.ts'
import { readNote, readVerifierKey, SIGNATURE_TYPES, verifyNote, writeVerifierKey } from './note.ts'
import { parseTilePath, tilePath } from './tiles.ts'

describe('tilePath', () => {
  it('writes what the specification has as examples', () => {
    expect(tilePath(0, 1_234_067)).toBe('tile/0/x001/x234/067')
    expect(tilePath(0, 5)).toBe('tile/0/005')
    expect(tilePath('entries', 1000, 12)).toBe('tile/entries/x001/000.p/12')
  })

  it('is read back, and no other spelling is', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.integer({ min: 0, max: 6 }), fc.constant('entries' as const)),
        fc.nat(),
        fc.integer({ min: 1, max: 256 }),
        (level, n, width) => {
          expect(parseTilePath(tilePath(level, n, width))).toEqual({ level, n, width })
        },
      ),
    )
    for (const path of [
      'tile/0/5',
      'tile/0/x000/005',
      'tile/0/005.p/256',
      'tile/0/005.p/0',
      'tile/0/005.p/01',
      'tile/00/005',
      'tile/0/005/',
      '../tile/0/005',
    ]) {
      expect(parseTilePath(path)).toBeNull()
    }
  })
})

describe('writeBundle', () => {
  it('is read back; what is cut off is told', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 300 })), fc.nat(), (entries, cut) => {
        const bundle = writeBundle(entries)
        const read = readBundle(bundle)
        expect(read.isWhole).toBe(true)
        expect(read.entries.map((one) => [...one])).toEqual(entries.map((one) => [...one]))
        const short = readBundle(bundle.subarray(0, cut % (bundle.length + 1)))
        expect(writeBundle(short.entries).length <= bundle.length).toBe(true)
      }),
    )
    expect(readBundle(Buffer.from([0, 2, 1]))).toEqual({ entries: [], isWhole: false })
  })

  it('refuses an entry that its length cannot say', () => {
    expect(() => writeBundle([Buffer.alloc(65_536)])).toThrow('65536 bytes')
  })
})

/** From the C2SP documents on notes, checkpoints and cosignatures. */
const EXAMPLE = `example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

\u2014 example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
\u2014 witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==
`

describe('notes', () => {
  it('reads the example of the specification', () => {
    const note = readNote(EXAMPLE)!
    expect(readCheckpoint(note.text)).toMatchObject({
      origin: 'example.com/behind-the-sofa',
      size: 20_852_163,
    })
    expect(note.lines.map(({ name, signature }) => [name, signature.length])).toEqual([
      ['example.com/behind-the-sofa', 64],
      ['witness.example.com/w1', 72],
    ])
  })

  it('reads back a key, and none with one digit changed', () => {
    const { publicKey } = generateKeyPairSync('ed25519')
    const raw = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32)
    const key = { name: 'a.example/w', type: SIGNATURE_TYPES.cosignature, publicKey: raw }
    const word = writeVerifierKey(key)
    const read = readVerifierKey(word)!
    expect([read.name, read.type, Buffer.from(read.publicKey)]).toEqual([key.name, 4, raw])
    const [name, digits, rest] = word.split('+')
    const other = digits!.startsWith('0') ? '1' : '0'
    expect(readVerifierKey([name, other + digits!.slice(1), rest].join('+'))).toBeNull()
    expect(readVerifierKey('a.example')).toBeNull()
  })
})

const KEY = createLogKey(Buffer.alloc(32, 7))
const AT = new Date('2026-01-02T03:04:05Z')
const ROOT = Buffer.alloc(32, 3)
const NOTE = signCheckpoint(KEY, { size: 12, root: ROOT }, AT)

describe('checkpoints', () => {
  it('is opened with the key of the log, with its time', () => {
    const opened = openCheckpoint(NOTE, verifierOf(KEY))
    expect(opened).toMatchObject({ size: 12, root: ROOT, at: AT, origin: KEY.origin })
  })

  it('is not believed with any one of its characters changed', () => {
    for (let at = 0; at < NOTE.length; at++) {
      for (const other of ['A', '7', '\n']) {
        if (NOTE[at] === other) continue
        const changed = NOTE.slice(0, at) + other + NOTE.slice(at + 1)
        expect(typeof openCheckpoint(changed, verifierOf(KEY))).toBe('string')
      }
    }
  })

  it('is not believed from another installation, or without the line that says when', () => {
    const other = createLogKey(Buffer.alloc(32, 8), KEY.origin)
    expect(openCheckpoint(NOTE, verifierOf(other))).toBe('other-key')
    expect(openCheckpoint(NOTE, verifierOf(createLogKey(Buffer.alloc(32, 8))))).toBe('other-key')
    const lines = NOTE.split('\n')
    expect(openCheckpoint([...lines.slice(0, 5), ''].join('\n'), verifierOf(KEY))).toBe(
      'signature-invalid',
    )
  })

  it('has a line that is a cosignature of the same text', () => {
    const note = readNote(NOTE)!
    const clock = { ...verifierOf(KEY), type: SIGNATURE_TYPES.cosignature }
    expect(verifyNote(note, clock)).toEqual({ status: 'valid', at: AT })
    expect(verifyNote({ ...note, text: `${note.text}more\n` }, clock).status).toBe('invalid')
  })
})

describe('events', () => {
  const event = {
    id: '0197-1',
    at: '2026-01-02T03:04:05.000006Z',
    action: 'match.decided',
    objectType: 'match',
    objectId: 'm1',
    role: 'analyst',
    commitment: 'ab'.repeat(32),
  }

  it('is written in the canonical form, and read from that alone', () => {
    const entry = entryOf(event)
    expect(entry.toString()).toMatch(/^\{"action":"match.decided","at":/)
    expect(readEntry(entry)).toEqual(event)
    expect(readEntry(Buffer.from(JSON.stringify(event)))).toBeNull()
    expect(readEntry(Buffer.from('{"action":"x"}'))).toBeNull()
    expect(readEntry(Buffer.from('no'))).toBeNull()
  })

  it('commits to who it was and to the detail, whatever the order of its members', () => {
    const salt = Buffer.alloc(32, 1)
    const first = commitmentOf(salt, { actor: 'a', detail: { x: 1, y: 'z' } })
    expect(commitmentOf(salt, { actor: 'a', detail: { y: 'z', x: 1 } })).toEqual(first)
    expect(commitmentOf(salt, { actor: 'b', detail: { x: 1, y: 'z' } })).not.toEqual(first)
    expect(commitmentOf(Buffer.alloc(32, 2), { actor: 'a', detail: { x: 1, y: 'z' } })).not.toEqual(
      first,
    )
  })

  it.each([
    ['key:1', 'police', 'police'],
    ['key:1', null, 'system'],
    ['analyst:Robin', null, 'analyst'],
    ['nightlight', null, 'system'],
  ])('knows the role of %s', (actor, keyRole, role) => {
    expect(roleOf(actor, keyRole)).toBe(role)
  })
})
