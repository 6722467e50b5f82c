import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readBeforeSending } from './before-sending.ts'
import { bounceNotice, returnNotice } from './bounce-notice.ts'
import { enterStep } from './enter-step.ts'
import type { Host } from './find-host.ts'
import { storeFinding, storeOtherRecipient } from './finding-store.ts'
import { upsertContact, upsertProvider, refuseContact } from './provider-store.ts'
import { recheck } from './recheck.ts'
import { retireContact } from './register/contact-proposals.ts'
import { letterLink, linkHash, takeReplyLink } from './replies/reply-link-store.ts'
import { chooseRecipient } from './recipient.ts'
import type { Step } from './routing.ts'
import {
  advance,
  DIRECT,
  readTakedown,
  seedCheck,
  seedContact,
  seedProvider,
} from './testing-notices.ts'
import { createPostOffice } from './testing-post-office.ts'

let office: Awaited<ReturnType<typeof createPostOffice>>
beforeAll(async () => {
  office = await createPostOffice()
})
afterAll(() => office[Symbol.asyncDispose]())

const policyOf = async () => ({ policyId: null, policy: DIRECT })
const signal = () => AbortSignal.timeout(5000)
const mailboxOf = async (noticeId: string) => {
  const { contact_id } = await office.noticeOf(noticeId)
  const contact = office.world.db.selectFrom('provider_contact').select('mailbox')
  return (await contact.where('id', '=', contact_id).executeTakeFirstOrThrow()).mailbox
}
const found = (providerId: string): Host => ({
  status: 'found',
  providerId,
  country: 'NL',
  rivals: [],
  mailboxDomain: null,
})

/** A sent notice whose provider has another mailbox as well. */
async function sent(second?: string) {
  const due = await office.dueNotice(1)
  if (second) await seedContact(office.world, due.providerId, second)
  await office.send(due.noticeId)
  office.world.wait(1)
  return { ...due, takedownId: due.cases[0]!.takedownId }
}

describe('bounceNotice', () => {
  it('has the next mailbox told, by a first notice again', async () => {
    const { noticeId, providerId, takedownId } = await sent('second@hosting.example')
    const first = await mailboxOf(noticeId)
    expect(await bounceNotice(office.world, noticeId)).toBe(true)
    expect((await readTakedown(office.world, takedownId)).notify_at).toEqual(office.world.now())
    const next = await office.composed(providerId)
    expect(next).not.toBe(noticeId)
    expect(await mailboxOf(next)).not.toBe(first)
    expect((await office.noticeOf(next)).kind).toBe('provider-notice')
  })

  it('counts once, and keeps the bounce in the history of the mailbox', async () => {
    const { noticeId, providerId } = await sent()
    expect(await bounceNotice(office.world, noticeId)).toBe(true)
    expect(await bounceNotice(office.world, noticeId)).toBe(false)
    const contacts = office.world.db.selectFrom('provider_contact').select(['id', 'refusals'])
    const [contact] = await contacts.where('provider_id', '=', providerId).execute()
    expect(contact?.refusals).toBe(1)
    const history = office.world.db.selectFrom('contact_refusal').select(['kind', 'notice_id'])
    expect(await history.where('contact_id', '=', contact!.id).execute()).toEqual([
      { kind: 'bounced', notice_id: noticeId },
    ])
  })

  it('has no other told where a person has told the host since', async () => {
    const { world } = office
    const { cases, noticeId, providerId } = await office.dueNotice(2)
    const [byHand, other] = cases.map(({ takedownId }) => takedownId) as [string, string]
    await seedContact(world, providerId, 'second@hosting.example')
    await office.send(noticeId)
    world.wait(1)
    const step = 'provider-notice' as const
    const entry = { takedownId: byHand, step, reference: 'TEL-1', doneAt: world.now(), by: 'ana' }
    await world.db.transaction().execute((trx) => enterStep(trx, world, entry))
    await bounceNotice(world, noticeId)
    expect(await readTakedown(world, byHand)).toMatchObject({ notify_at: null, attention: null })
    expect((await readTakedown(world, other)).notify_at).toEqual(world.now())
  })

  it('has it told no second time where it came back for a reason that passes', async () => {
    const { world } = office
    const { noticeId, takedownId } = await sent()
    const step = 'provider-notice'
    const entry = { takedownId, step, reference: 'TEL-2', doneAt: world.now(), by: 'ana' } as const
    await world.db.transaction().execute((trx) => enterStep(trx, world, entry))
    await returnNotice(world, noticeId, world.deadlines.remindAt(world.now()))
    expect((await readTakedown(world, takedownId)).notify_at).toBeNull()
  })

  it('asks a person at once when no mailbox is left', async () => {
    const { noticeId, takedownId } = await sent()
    await bounceNotice(office.world, noticeId)
    expect(await readTakedown(office.world, takedownId)).toMatchObject({
      attention: 'mailbox-refused',
      due_at: office.world.now(),
    })
  })

  it('leads to who stands above the host when the plan names them', async () => {
    const { noticeId, providerId, takedownId } = await sent()
    const { db, now, patience } = office.world
    const facts = { kind: 'upstream', name: 'Transit', country: null, language: 'en' } as const
    const upstreamId = await upsertProvider(db, { ...facts, handle: 'upstream:t' }, now())
    const contact = {
      mailbox: 'noc@transit.example',
      source: 'upstream',
      fetchedAt: now(),
    } as const
    await upsertContact(db, { providerId: upstreamId, ...contact }, patience.refusalMs)
    await storeOtherRecipient(db, takedownId, { role: 'upstream', providerId: upstreamId }, now())
    await bounceNotice(office.world, noticeId)
    await advance(office.world, takedownId, { findHost: async () => found(providerId) })
    expect(await readTakedown(office.world, takedownId)).toMatchObject({
      provider_id: upstreamId,
      attention: null,
    })
  })

  it('leads to the registrar only once a host was told, and the plan names it', async () => {
    const { db, now, patience } = office.world
    const { noticeId, providerId, takedownId } = await sent()
    const facts = { kind: 'registrar', name: 'Registrar', country: null, language: 'en' } as const
    const registrarId = await upsertProvider(db, { ...facts, handle: 'registrar:t' }, now())
    const contact = { mailbox: 'abuse@registrar.example', source: 'registrar' } as const
    const named = { providerId: registrarId, ...contact, fetchedAt: now() }
    await upsertContact(db, named, patience.refusalMs)
    await storeOtherRecipient(db, takedownId, { role: 'registrar', providerId: registrarId }, now())
    await refuseContact(db, (await office.noticeOf(noticeId)).contact_id, now())
    const standing = async (plan: Step[]) => {
      const choice = await chooseRecipient(db, office.world, { id: takedownId, plan }, providerId)
      if (choice.status === 'chosen') return 'chosen'
      return choice.passedOver.find(({ candidate }) => candidate.email === contact.mailbox)?.reason
    }
    expect(await standing(['provider-notice'])).toBe('not-in-plan')
    expect(await standing(['provider-notice', 'registrar-escalation'])).toBe('chosen')
    await bounceNotice(office.world, noticeId)
    expect(await standing(['provider-notice', 'registrar-escalation'])).toBe('host-not-told')
  })

  it('leaves alone what is gone, and what is no sent notice', async () => {
    const { noticeId, takedownId } = await sent('second@hosting.example')
    for (const hours of [0, 7]) {
      office.world.wait(hours)
      await seedCheck(office.world, takedownId, 'gone')
      await advance(office.world, takedownId)
    }
    await bounceNotice(office.world, noticeId)
    expect((await readTakedown(office.world, takedownId)).notify_at).toBeNull()
    const { noticeId: due } = await office.dueNotice(1)
    expect(await bounceNotice(office.world, due)).toBe(false)
  })
})

describe('upsertContact', () => {
  it('forgives later with each refusal', async () => {
    const { db, now, patience, wait } = office.world
    const providerId = await seedProvider(office.world, { mailbox: null })
    const name = () =>
      upsertContact(
        db,
        { providerId, mailbox: 'abuse@h.example', source: 'rdap', fetchedAt: now() },
        patience.refusalMs,
      )
    const isOpen = async () => {
      await name()
      const row = db.selectFrom('provider_contact').select(['id', 'refused_at'])
      return row.where('provider_id', '=', providerId).executeTakeFirstOrThrow()
    }
    for (const days of [7, 14]) {
      const { id } = await isOpen()
      await refuseContact(db, id, now())
      wait(days * 24 - 1)
      expect((await isOpen()).refused_at).not.toBeNull()
      wait(2)
      expect((await isOpen()).refused_at).toBeNull()
    }
  })

  it('counts a mailbox as the best of its sources does', async () => {
    const { db, now, patience } = office.world
    const providerId = await seedProvider(office.world, { mailbox: null })
    for (const source of ['autnum', 'rdap', 'abuse-mailbox'] as const) {
      const contact = { providerId, mailbox: 'abuse@h.example', source, fetchedAt: now() }
      await upsertContact(db, contact, patience.refusalMs)
    }
    const row = db.selectFrom('provider_contact').select('source')
    expect(await row.where('provider_id', '=', providerId).execute()).toEqual([{ source: 'rdap' }])
  })
})

describe('recheck', () => {
  const again = async (noticeId: string, host: Host) => {
    const before = await readBeforeSending(office.world.db, noticeId)
    if (!before) throw new Error('the notice is not due')
    await recheck({ ...office.world, policyOf, findHost: async () => host }, before, signal())
  }

  async function dueWithFinding() {
    const due = await office.dueNotice(1)
    const { takedownId } = due.cases[0]!
    const { db, now } = office.world
    const hosting = { country: 'NL', by: 'rir', countries: { rir: 'NL' }, disagree: false } as const
    const finding = { address: '192.0.2.1', asn: null, hosting, cdn: null }
    await storeFinding(db, takedownId, { ...finding, providerId: due.providerId }, now())
    return { ...due, takedownId }
  }

  it('takes what has moved meanwhile out of the notice', async () => {
    const { noticeId, takedownId } = await dueWithFinding()
    const other = await seedProvider(office.world)
    office.world.wait(25)
    await again(noticeId, found(other))
    expect((await readTakedown(office.world, takedownId)).provider_id).toBe(other)
    const before = office.server.mails.length
    await office.send(noticeId)
    expect(office.server.mails).toHaveLength(before)
    expect((await office.attemptsOf(noticeId)).map(({ outcome }) => outcome)).toEqual(['withdrawn'])
  })

  it.each<[string, number, Host]>([
    ['was looked for within a day', 23, found('00000000-0000-7000-8000-000000000000')],
    ['cannot be looked for now', 25, { status: 'unavailable', retryAt: new Date() }],
  ])('keeps no notice back when the host %s', async (_what, hours, host) => {
    const { noticeId, takedownId } = await dueWithFinding()
    office.world.wait(hours)
    await again(noticeId, host)
    await office.send(noticeId)
    expect((await readTakedown(office.world, takedownId)).status).toBe('notified')
  })

  it('withdraws a notice to a mailbox that was given up, and goes on to the next', async () => {
    const { noticeId, providerId, takedownId } = await dueWithFinding()
    await seedContact(office.world, providerId, 'second@hosting.example')
    const { contact_id } = await office.noticeOf(noticeId)
    const first = await mailboxOf(noticeId)
    await refuseContact(office.world.db, contact_id, office.world.now())
    await again(noticeId, { status: 'unknown' })
    expect((await office.noticeOf(noticeId)).state).toBe('refused')
    expect((await readTakedown(office.world, takedownId)).attention).toBeNull()
    expect(await mailboxOf(await office.composed(providerId))).not.toBe(first)
  })

  it('withdraws a notice to a mailbox that a person has retired, with the links that it has', async () => {
    const { noticeId, providerId } = await dueWithFinding()
    const { db, now } = office.world
    await seedContact(office.world, providerId, 'second@hosting.example')
    const { contact_id: id } = await office.noticeOf(noticeId)
    const first = await mailboxOf(noticeId)
    const link = { noticeId, contactId: id, now: now() }
    const hash = linkHash(office.world.crypto, await letterLink(db, office.world.crypto, link))
    await retireContact(db, { providerId, id }, { actor: 'key:s', name: 'Sue', now: now() })
    await again(noticeId, { status: 'unknown' })
    expect((await office.noticeOf(noticeId)).state).toBe('refused')
    expect(await mailboxOf(await office.composed(providerId))).not.toBe(first)
    expect(await takeReplyLink(db, hash, now())).toBeNull()
  })

  it('leaves a notice alone that may be out already', async () => {
    const { noticeId } = await dueWithFinding()
    const attempt = { notice_id: noticeId, n: 1, started_at: office.world.now() }
    await office.world.db.insertInto('notice_attempt').values(attempt).execute()
    const { contact_id } = await office.noticeOf(noticeId)
    await refuseContact(office.world.db, contact_id, office.world.now())
    const { state } = await office.noticeOf(noticeId)
    await again(noticeId, { status: 'unknown' })
    expect((await office.noticeOf(noticeId)).state).toBe(state)
  })
})
