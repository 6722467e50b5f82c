import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { classifyStart, explainFailure } from './postgres-failure.ts'

const dataDir = join(tmpdir(), 'postgres')

describe('classifyStart', () => {
  it('tells a port that was taken from other ends', () => {
    expect(
      classifyStart('LOG:  could not bind IPv4 address "127.0.0.1": Address already in use'),
    ).toBe('port-taken')
    expect(classifyStart('FATAL:  pre-existing shared memory block is still in use')).toBe(
      'still-ending',
    )
    expect(classifyStart('PANIC:  could not write to file: No space left on device')).toBe('final')
  })
})

describe('explainFailure', () => {
  it('says how much is free when the disk was full', async () => {
    const words = 'PANIC:  could not write to file "pg_wal/xlogtemp.1": No space left on device'
    expect(await explainFailure(words, dataDir)).toMatchObject({ code: 'disk-full' })
  })

  it('names another version of Postgres', async () => {
    const words = 'FATAL:  database files are incompatible with server'
    expect(await explainFailure(words, dataDir)).toMatchObject({ code: 'data-directory-version' })
  })

  it('names a user without an account', async () => {
    const words = 'initdb: could not look up effective user ID 4242: user does not exist'
    expect(await explainFailure(words, dataDir)).toMatchObject({ code: 'no-account' })
  })

  it('hands on the last words of anything else', async () => {
    expect(await explainFailure('LOG: a\nFATAL: b\n', dataDir)).toMatchObject({
      message: 'Starting Postgres: the server ended: LOG: a | FATAL: b',
    })
  })
})
