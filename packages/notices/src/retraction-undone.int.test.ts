import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openTakedown } from './jobs/open-takedown.ts'
import {
  advance,
  readTakedown,
  seedContact,
  seedLocation,
  seedSighting,
} from './testing-notices.ts'
import { createPostOffice, type PostOffice } from './testing-post-office.ts'
import { lettersOf, mailsOf, revoke, setEntry, sweepAndWork, told } from './testing-retractions.ts'

let office: PostOffice
beforeAll(async () => {
  office = await createPostOffice()
})
afterAll(() => office[Symbol.asyncDispose]())
beforeEach(() => {
  office.server.mails.length = 0
  office.world.hints.length = 0
  office.answer(250)
})

describe('a ground that is back', () => {
  it('reopens the takedown at once, and a first notice goes out again', async () => {
    const { first, providerId } = await told(office)
    await revoke(office, first.entryId)
    await sweepAndWork(office)
    await setEntry(office.world, first.entryId, 'active')
    office.world.wait(1)
    await sweepAndWork(office)
    expect((await readTakedown(office.world, first.takedownId)).status).toBe('opened')
    const found = {
      status: 'found',
      providerId,
      country: 'NL',
      rivals: [],
      mailboxDomain: 'hosting.example',
    } as const
    await advance(office.world, first.takedownId, { findHost: async () => found })
    office.server.mails.length = 0
    await office.send(await office.composed(providerId))
    const [mail] = await mailsOf(office)
    expect(mail!.subject).toMatch(/^Notice NL-\S+ – illegal content on your network/)
    expect(mail!.text).not.toContain('This is notice')
    await revoke(office, first.entryId)
    await sweepAndWork(office)
    expect(await lettersOf(office, first.takedownId)).toHaveLength(2)
    expect(office.server.mails).toHaveLength(2)
  })

  it('withdraws a retraction that is not out yet', async () => {
    const { first } = await told(office)
    office.answer(450)
    await revoke(office, first.entryId)
    await sweepAndWork(office)
    const [letter] = await lettersOf(office, first.takedownId)
    await setEntry(office.world, first.entryId, 'active')
    await sweepAndWork(office)
    office.answer(250)
    await office.fallDue(letter!.id)
    await office.send(letter!.id)
    expect(office.server.mails).toEqual([])
    expect(await office.noticeOf(letter!.id)).toMatchObject({ state: 'refused' })
    await revoke(office, first.entryId)
    await sweepAndWork(office)
    expect(office.server.mails).toHaveLength(1)
    expect(await lettersOf(office, first.takedownId)).toMatchObject([{ state: 'sent' }])
  })

  it('drops a retraction that has no letter yet', async () => {
    const { first } = await told(office)
    await revoke(office, first.entryId)
    const { world } = office
    await openTakedown(world)({ mediaId: first.mediaId }, world.context)
    await setEntry(world, first.entryId, 'active')
    await openTakedown(world)({ mediaId: first.mediaId }, world.context)
    await sweepAndWork(office)
    expect(office.server.mails).toEqual([])
    const noted = world.db.selectFrom('retraction').select('notice_id')
    expect(await noted.where('takedown_id', '=', first.takedownId).execute()).toEqual([])
  })
})

describe('a retraction that does not arrive', () => {
  const attentionOf = async (id: string) => (await readTakedown(office.world, id)).attention

  it('goes to another mailbox of the provider when the one that was told refuses', async () => {
    const { first, providerId } = await told(office)
    await revoke(office, first.entryId)
    office.answer(250, { recipient: 550 })
    office.world.wait(-1)
    await seedContact(office.world, providerId, 'second@host.example')
    office.world.wait(1)
    await sweepAndWork(office)
    const [letter] = await lettersOf(office, first.takedownId)
    expect(letter!.state).toBe('due')
    office.answer(250)
    await office.send(letter!.id)
    const [mail] = await mailsOf(office)
    expect(mail!.to).toMatchObject([{ address: 'second@host.example' }])
  })

  it('is for a person when no mailbox takes it', async () => {
    const { first } = await told(office)
    await revoke(office, first.entryId)
    office.answer(250, { recipient: 550 })
    await sweepAndWork(office)
    expect(await attentionOf(first.takedownId)).toBe('retract-notice')
    office.answer(250)
    await sweepAndWork(office)
    expect(office.server.mails).toEqual([])
  })

  it('is for a person after three refusals of the mail server, until it is out', async () => {
    const { first } = await told(office)
    await revoke(office, first.entryId)
    office.answer(554)
    await sweepAndWork(office)
    const [letter] = await lettersOf(office, first.takedownId)
    for (let n = 0; n < 2; n++) {
      expect(await attentionOf(first.takedownId)).toBeNull()
      await office.fallDue(letter!.id)
      await office.send(letter!.id)
    }
    expect(await attentionOf(first.takedownId)).toBe('retract-notice')
    office.answer(250)
    await office.fallDue(letter!.id)
    await office.send(letter!.id)
    expect(await attentionOf(first.takedownId)).toBeNull()
  })

  it('is for a person when it has waited for hours', async () => {
    const { first } = await told(office)
    await revoke(office, first.entryId)
    office.answer(450)
    await sweepAndWork(office)
    const [letter] = await lettersOf(office, first.takedownId)
    const composed_at = new Date(Date.now() - 7 * 3_600_000)
    const row = office.world.db.updateTable('notice').where('id', '=', letter!.id)
    await row.set({ composed_at }).execute()
    await sweepAndWork(office)
    expect(await attentionOf(first.takedownId)).toBe('retract-notice')
  })
})

describe('what is in the way of a notice', () => {
  it('keeps a second address of the page out of it when its ground has gone', async () => {
    const { noticeId, cases } = await office.dueNotice(2)
    const [good, bad] = cases
    await revoke(office, bad!.entryId)
    office.world.hints.length = 0
    // Nothing was reviewed yet: the notice itself looks before it goes out.
    await office.send(noticeId)
    const [mail] = await mailsOf(office)
    expect(mail!.text).toContain(good!.imageUrl.replace('https://host.', 'hxxps://host[.]'))
    expect(mail!.text).not.toContain(bad!.imageUrl.replace('https://host.', 'hxxps://host[.]'))
    await sweepAndWork(office)
    expect(office.server.mails).toHaveLength(1)
    expect((await readTakedown(office.world, bad!.takedownId)).state).toMatchObject({
      status: 'closed',
      noticesSent: 0,
    })
  })

  it('is not what a closed takedown on another page says', async () => {
    const { first } = await told(office)
    const pageId = await seedLocation(office.world, `https://other.example/${first.mediaId}`)
    const { mediaId, locationId } = first
    await seedSighting(office.world, { mediaId, locationId, pageId })
    await openTakedown(office.world)({ mediaId }, office.world.context)
    await revoke(office, first.entryId)
    await sweepAndWork(office)
    const rows = office.world.db.selectFrom('takedown').select('status')
    expect(await rows.where('media_id', '=', mediaId).execute()).toEqual([
      { status: 'closed' },
      { status: 'closed' },
    ])
    expect(office.server.mails).toHaveLength(1)
  })
})
