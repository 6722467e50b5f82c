import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { beginParts, endParts, freeParts, keepParts, partsOf } from './notice-part-store.ts'
import { claimNotice } from './testing-claims.ts'
import { createPostOffice, LEASE_MS, type PostOffice } from './testing-post-office.ts'

let office: PostOffice
beforeAll(async () => {
  office = await createPostOffice()
})
afterAll(() => office[Symbol.asyncDispose]())

const PART = ['part']
const begun = async () => {
  const { db } = office.world
  const { noticeId } = await office.dueNotice()
  const claim = await claimNotice(db, noticeId, LEASE_MS)
  await keepParts(db, noticeId, PART)
  expect(await beginParts(db, claim, PART)).toBe(true)
  const state = async () => (await partsOf(db, noticeId))[0]!.state
  const takenOver = async () => {
    await office.expireLease(noticeId)
    return claimNotice(db, noticeId, LEASE_MS)
  }
  return { db, noticeId, claim, state, takenOver }
}

describe('a part of a notice', () => {
  it('waits again when it was not taken', async () => {
    const { db, claim, state } = await begun()
    await freeParts(db, claim, PART)
    expect(await state()).toBe('waiting')
  })

  it('stays with whoever has the notice now, whatever the one before hears', async () => {
    const { db, claim, state, takenOver } = await begun()
    const next = await takenOver()
    expect(await beginParts(db, claim, PART)).toBe(false)
    expect(await beginParts(db, next, PART)).toBe(true)
    await freeParts(db, claim, PART)
    expect(await state()).toBe('handing')
    await freeParts(db, next, PART)
    expect(await state()).toBe('waiting')
  })

  it('is taken, whoever hears of it, and for good', async () => {
    const { db, noticeId, claim, state, takenOver } = await begun()
    const next = await takenOver()
    await endParts(db, noticeId, PART, { remoteId: null, remoteStatus: null })
    await freeParts(db, next, PART)
    expect(await state()).toBe('taken')
    expect(await beginParts(db, claim, PART)).toBe(false)
  })

  it('makes the lease last, however many came before it', async () => {
    const { db, noticeId, claim } = await begun()
    const leftMs = async () => (await office.noticeOf(noticeId)).lease_until!.getTime() - Date.now()
    await office.expireLease(noticeId)
    expect(await leftMs()).toBeLessThan(0)
    expect(await beginParts(db, claim, PART)).toBe(true)
    expect(await leftMs()).toBeGreaterThan(LEASE_MS / 2)
  })
})
