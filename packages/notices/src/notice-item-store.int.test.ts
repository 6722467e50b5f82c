import type { CheckDetail } from '@nightlight/runtime'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { noticeItems } from './notice-item-store.ts'
import { noticesDue } from './notice-store.ts'
import { providersDue } from './provider-store.ts'
import { setAttention } from './takedown-store.ts'
import {
  readTakedown,
  seedCheck,
  authoriseCase,
  seedEntry,
  seedLocation,
  seedMatch,
  seedMedia,
  seedProvider,
  seedSighting,
  sha256Of,
} from './testing-notices.ts'
import { createPostOffice, onlyMail, type PostOffice } from './testing-post-office.ts'

let office: PostOffice
beforeAll(async () => {
  office = await createPostOffice()
})
afterAll(() => office[Symbol.asyncDispose]())
beforeEach(() => {
  office.server.mails.length = 0
  office.answer(250)
})

const look = (locationId: string, outcome: CheckDetail['outcome']): CheckDetail => ({
  locationId,
  outcome,
  code: 'test',
})

describe('what a mail lists', () => {
  /** A second address of a takedown, as when the picture moved. */
  async function secondAddress({ takedownId, base, pageId, mediaId }: Authorised) {
    const url = `${base}second.jpg`
    const locationId = await seedLocation(office.world, url)
    await seedSighting(office.world, { mediaId, locationId, pageId })
    const address = {
      takedown_id: takedownId,
      location_id: locationId,
      added_at: office.world.now(),
    }
    await office.world.db.insertInto('takedown_location').values(address).execute()
    return { url, locationId }
  }
  type Authorised = Awaited<ReturnType<typeof authoriseCase>>

  it('is every address that is up, and none where the last look saw nothing', async () => {
    const { noticeId, cases } = await office.dueNotice()
    const [first] = cases
    const second = await secondAddress(first!)
    await seedCheck(office.world, first!.takedownId, 'present', [
      look(first!.locationId, 'gone'),
      look(second.locationId, 'present'),
    ])
    await office.send(noticeId)
    const mail = await onlyMail(office)
    expect(mail.lists(second.url)).toBe(true)
    expect(mail.lists(first!.imageUrl)).toBe(false)
  })

  it('is told address by address, whatever the verdict of the whole look', async () => {
    const { noticeId, cases } = await office.dueNotice()
    const [first] = cases
    const second = await secondAddress(first!)
    await seedCheck(office.world, first!.takedownId, 'present', [
      look(first!.locationId, 'present'),
      look(second.locationId, 'present'),
    ])
    office.world.wait(0.1)
    await seedCheck(office.world, first!.takedownId, 'unknown', [
      look(first!.locationId, 'gone'),
      look(second.locationId, 'unknown'),
    ])
    await office.send(noticeId)
    const mail = await onlyMail(office)
    expect(mail.lists(second.url)).toBe(true)
    expect(mail.lists(first!.imageUrl)).toBe(false)
  })

  it('leaves out a takedown that was not seen, which is not notified then', async () => {
    const { noticeId, cases } = await office.dueNotice(2)
    const [up, down] = cases
    await seedCheck(office.world, down!.takedownId, 'gone', [look(down!.locationId, 'gone')])
    await office.send(noticeId)
    const mail = await onlyMail(office)
    expect(mail.lists(up!.imageUrl)).toBe(true)
    expect(mail.lists(down!.imageUrl)).toBe(false)
    expect((await readTakedown(office.world, up!.takedownId)).status).toBe('notified')
    const row = await readTakedown(office.world, down!.takedownId)
    expect(row).toMatchObject({ status: 'authorised', state: { noticesSent: 0 } })
    expect(row.notify_at).toEqual(office.world.deadlines.retryUnknown(office.world.now()))
  })

  it('is described by the bytes that were last seen', async () => {
    const { noticeId, cases } = await office.dueNotice()
    const { takedownId, locationId, pageId } = cases[0]!
    const { world } = office
    const mediaId = await seedMedia(world)
    await seedSighting(world, { mediaId, locationId, pageId })
    await seedCheck(world, takedownId, 'present', [{ ...look(locationId, 'present'), mediaId }])
    const head = { id: noticeId, reference: 'NL-1' }
    const [item] = await noticeItems(world.db, world.crypto, head)
    expect(item).toMatchObject({ sha256: sha256Of(mediaId), seenAt: world.now(), country: 'NL' })
  })

  type Tier = 'near' | 'exact'
  it.each<[Tier | null, Tier, string]>([
    ['near', 'near', 'an altered copy'],
    ['exact', 'exact', 'the same file of the list'],
    [null, 'near', 'a picture that only looks the same'],
  ])('says by its own match (%s) that it is %s: %s', async (tier, matchedBy) => {
    const { noticeId, cases } = await office.dueNotice()
    const { takedownId, locationId, pageId, entryId, listId } = cases[0]!
    const { world } = office
    const mediaId = await seedMedia(world)
    await seedSighting(world, { mediaId, locationId, pageId })
    if (tier) await seedMatch(world, { mediaId, entryId, listId, tier })
    await seedCheck(world, takedownId, 'present', [{ ...look(locationId, 'present'), mediaId }])
    const head = { id: noticeId, reference: 'NL-1' }
    expect(await noticeItems(world.db, world.crypto, head)).toMatchObject([{ matchedBy }])
  })

  it('does not take a match with another list for its own', async () => {
    const { noticeId, cases } = await office.dueNotice()
    const { takedownId, locationId, pageId } = cases[0]!
    const { world } = office
    const mediaId = await seedMedia(world)
    await seedSighting(world, { mediaId, locationId, pageId })
    await seedMatch(world, { mediaId, ...(await seedEntry(world)), tier: 'exact' })
    await seedCheck(world, takedownId, 'present', [{ ...look(locationId, 'present'), mediaId }])
    const head = { id: noticeId, reference: 'NL-1' }
    expect(await noticeItems(world.db, world.crypto, head)).toMatchObject([{ matchedBy: 'near' }])
  })

  it('has the number of its reference, server by server', async () => {
    const { world } = office
    const providerId = await seedProvider(world)
    for (const host of ['one.example', 'two.example', 'one.example', 'two.example']) {
      await authoriseCase(world, providerId, { host })
    }
    await office.send(await office.composed(providerId))
    const { text = '' } = await onlyMail(office)
    const numbers = [...text.matchAll(/^(\d+)\. hxxps:\/\/(\w+)/gm)].map(([, n, name]) => [n, name])
    expect(numbers).toEqual([
      ['1', 'one'],
      ['2', 'one'],
      ['3', 'two'],
      ['4', 'two'],
    ])
    const references = [...text.matchAll(/Reference: NL-\d+-\d+-(\d+)/g)].map(([, n]) => n)
    expect(references).toEqual(['1', '2', '3', '4'])
  })

  it('is nothing when all has gone: no mail then', async () => {
    const { noticeId, cases } = await office.dueNotice()
    const { takedownId, locationId } = cases[0]!
    await seedCheck(office.world, takedownId, 'gone', [look(locationId, 'gone')])
    await office.send(noticeId)
    expect(office.server.mails).toEqual([])
    expect(await office.attemptsOf(noticeId)).toEqual([
      { n: 1, outcome: 'withdrawn', smtp_code: null },
    ])
    expect(await noticesDue(office.world.db, 1000)).not.toContain(noticeId)
    expect((await readTakedown(office.world, takedownId)).notify_at).not.toBeNull()
  })

  it('is no takedown that a person has to look at first, and nothing is due then', async () => {
    const { noticeId, cases, providerId } = await office.dueNotice()
    const { takedownId } = cases[0]!
    await setAttention(office.world.db, takedownId, 'hosting-country-changed')
    await office.send(noticeId)
    expect(office.server.mails).toEqual([])
    office.world.wait(2)
    expect(await providersDue(office.world.db, office.world.now(), 1000)).not.toContain(providerId)
  })

  it('is no takedown whose content is at another provider now, who is told instead', async () => {
    const { noticeId, cases } = await office.dueNotice()
    const { takedownId } = cases[0]!
    const provider_id = await seedProvider(office.world, { mailbox: 'abuse@other.example' })
    const row = office.world.db.updateTable('takedown').where('id', '=', takedownId)
    await row.set({ provider_id }).execute()
    await office.send(noticeId)
    expect(office.server.mails).toEqual([])
    await office.send(await office.composed(provider_id))
    expect((await onlyMail(office)).to).toMatchObject([{ address: 'abuse@other.example' }])
  })

  it('is no takedown that police hold', async () => {
    const { noticeId, cases } = await office.dueNotice(2)
    const [free, held] = cases
    await office.apply(held!.takedownId, office.hold())
    await office.send(noticeId)
    const mail = await onlyMail(office)
    expect(mail.lists(free!.imageUrl)).toBe(true)
    expect(mail.lists(held!.imageUrl)).toBe(false)
    expect(await readTakedown(office.world, held!.takedownId)).toMatchObject({
      status: 'held',
      notify_at: null,
    })
  })
})
