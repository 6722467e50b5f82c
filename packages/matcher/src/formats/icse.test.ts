import { describe, expect, it } from 'vitest'
import { digestOf } from '../fixtures/synthetic.ts'
import { nothingSetAside } from './list-row.ts'
import { expectSameAtEveryCut, read, row, unreadable } from './testing-lists.ts'

const HEAD =
  'MD5;SHA1;PhotoDNA;Image ID;Is distributed;Victim identified;Offender identified;Series name;Number of submissions;File Available;Media Type;Baseline'
const MD5 = digestOf('md5', 1)
const SHA1 = digestOf('sha1', 1)
const DNA = Buffer.alloc(144, 7).toString('base64')

/** A line of an export, with `baseline` as its last cell. */
const line = (id: number, baseline: string, dna = ''): string =>
  `${digestOf('md5', id).toUpperCase()};${digestOf('sha1', id)};${dna};${id};n;y;no;"A; series";3;true;Image;${baseline}`
const rowOf = (at: number, id: number, category: string): unknown => ({
  ...row(at, ['md5', digestOf('md5', id).toUpperCase()], ['sha1', digestOf('sha1', id)]),
  category,
  reference: String(id),
})

describe('readList of an ICSE export', () => {
  it('tells it by its head, whatever is before and beyond', async () => {
    const heads = [HEAD, `\ufeff${HEAD}\r`, HEAD.toLowerCase(), `${HEAD};Notes`, `x;${HEAD}`]
    for (const head of heads) expect((await read(`${head}\n`)).format).toBe('icse')
    expect((await read(`${HEAD.replace(';Baseline', '')}\n`)).format).toBe('csv')
    expect((await read(`${HEAD}\n`, { format: 'icse' })).format).toBe('icse')
  })

  it('takes digests, number and baseline of each row', async () => {
    const flags = ['y', 'Yes', 'T', 'TRUE', 'n', 'No', 'f', 'false', '', 'maybe']
    const text = [HEAD, ...flags.map((flag, n) => line(n + 1, flag))].join('\r\n')
    expect((await read(text)).rows).toEqual(
      flags.map((_, n) => rowOf(n + 2, n + 1, n < 4 ? 'baseline' : 'not-baseline')),
    )
  })

  it('counts PhotoDNA and keeps it and all else out', async () => {
    const only = `;;${DNA};9;y;y;y;;1;y;Image;y`
    const outcome = await read(
      [HEAD, line(1, 'y', DNA), line(2, 'y', 'x'), only, ';'.repeat(11)].join('\n'),
    )
    expect(outcome.rows).toEqual([
      rowOf(2, 1, 'baseline'),
      rowOf(3, 2, 'baseline'),
      unreadable(4, 'photodna-only'),
      unreadable(5, 'no-hash'),
    ])
    const counts = { photodna: 2, 'photodna-malformed': 1 }
    expect(outcome.setAside).toEqual({ ...nothingSetAside(), ...counts })
    expect(JSON.stringify(outcome)).not.toContain('series')
    expect(JSON.stringify(outcome)).not.toContain(DNA)
  })

  it('holds a row that is too short for not baseline', async () => {
    expect((await read(`${HEAD}\n${MD5};${SHA1}\n`)).rows).toEqual([
      { ...row(2, ['md5', MD5], ['sha1', SHA1]), category: 'not-baseline' },
    ])
  })

  it('can be read as any CSV', async () => {
    const { format, rows } = await read(`${HEAD}\n${line(1, 'y')}\n`, { format: 'csv' })
    expect(format).toBe('csv')
    expect(rows).toEqual([rowOf(2, 1, 'baseline')])
  })

  it('gives the same rows however the bytes are cut', async () => {
    await expectSameAtEveryCut(
      `\ufeff${HEAD}\r\n${line(1, 'y', DNA)}\r\n${line(2, 'n')}\n\n${line(3, '')}`,
    )
  })
})
