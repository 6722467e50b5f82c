import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openTakedown } from './jobs/open-takedown.ts'
import {
  advance,
  authoriseCase,
  eventsOf,
  folded,
  readTakedown,
  seedCheck,
  seedDecision,
  seedEntry,
  seedMatch,
  seedMedia,
  seedProvider,
  seedSighting,
} from './testing-notices.ts'
import { createPostOffice, type PostOffice } from './testing-post-office.ts'
import {
  lettersOf,
  mailsOf,
  revoke,
  sweepAndWork,
  told,
  work,
  type Told,
} from './testing-retractions.ts'

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

const audited = (objectId: string) =>
  office.world.db
    .selectFrom('audit_event')
    .select(['action', 'actor', 'detail'])
    .where('object_id', '=', objectId)
    .orderBy('at')
    .execute()

describe('a retraction', () => {
  it('goes to whoever was told when the entry is revoked, once', async () => {
    const { first, notice, noticeId } = await told(office)
    await revoke(office, first.entryId)
    await sweepAndWork(office)
    const [mail, ...others] = await mailsOf(office)
    expect(others).toEqual([])
    expect(mail).toMatchObject({
      subject: `Retraction regarding notice ${notice.reference}`,
      inReplyTo: notice.message_id,
      references: notice.message_id,
      attachments: [],
      to: [expect.objectContaining({ address: 'abuse@hosting.example' })],
    })
    expect(mail!.text).toContain(`Reference: ${notice.reference}-1`)
    expect(mail!.text).toContain('hxxps://host[.]example/')
    expect(mail!.text).toContain('you need not remove or block')
    const { state } = await readTakedown(office.world, first.takedownId)
    expect(state).toMatchObject({ status: 'closed', reason: 'ground-withdrawn', noticesSent: 1 })
    expect(await folded(office.world, first.takedownId)).toEqual(state)
    expect(await lettersOf(office, first.takedownId)).toMatchObject([
      { notice_id: noticeId, state: 'sent', reference: `${notice.reference}-R1` },
    ])
    await revoke(office, first.entryId)
    for (let n = 0; n < 3; n++) await sweepAndWork(office)
    expect(office.server.mails).toHaveLength(1)
  })

  it('leaves its traces in the audit trail', async () => {
    const { first, noticeId } = await told(office)
    await revoke(office, first.entryId)
    await sweepAndWork(office)
    const [letter] = await lettersOf(office, first.takedownId)
    expect(await audited(first.takedownId)).toEqual([
      {
        action: 'ground-withdrawn',
        actor: 'nightlight',
        detail: { matchId: first.matchId, status: 'notified' },
      },
    ])
    expect(await audited(noticeId)).toEqual([
      {
        action: 'retraction-written',
        actor: 'nightlight',
        detail: { retractionId: letter!.id, parts: 1 },
      },
    ])
  })

  it.each([
    ['fr', 'Rétractation concernant la notification', 'n’avez pas à supprimer'],
    ['nl', 'Intrekking met betrekking tot melding', 'niet te verwijderen'],
    ['de', 'Rücknahme zu Meldung', 'weder entfernen'],
  ] as const)('is in the language of the provider: %s', async (language, subject, words) => {
    const { db } = office.world
    const providerId = await seedProvider(office.world)
    await db.updateTable('provider').set({ language }).where('id', '=', providerId).execute()
    const { takedownId, entryId } = await authoriseCase(office.world, providerId)
    await office.send(await office.composed(providerId))
    office.server.mails.length = 0
    await revoke(office, entryId)
    await sweepAndWork(office)
    expect(await lettersOf(office, takedownId)).toHaveLength(1)
    const [mail] = await mailsOf(office)
    expect(mail!.subject).toMatch(new RegExp(`^${subject} NL-`))
    expect(mail!.text!.replace(/\s+/g, ' ')).toContain(words)
    expect(mail!.headers).toContainEqual(
      expect.objectContaining({ key: 'content-language', value: language }),
    )
  })

  it('goes to police who got a hand-over', async () => {
    const { first, notice } = await told(office, 1, {
      kind: 'police',
      mailbox: 'desk@police.example',
    })
    await revoke(office, first.entryId)
    await sweepAndWork(office)
    const [mail, ...others] = await mailsOf(office)
    expect(others).toEqual([])
    expect(mail).toMatchObject({
      subject: `Retraction regarding hand-over ${notice.reference}`,
      to: [expect.objectContaining({ address: 'desk@police.example' })],
      inReplyTo: notice.message_id,
    })
    expect(mail!.text).not.toMatch(/SHA-256|[0-9a-f]{64}/)
  })

  it('names what is taken back of a notice, by its numbers, and nothing else', async () => {
    const { cases, notice } = await told(office, 3)
    const [, second, third] = cases
    await revoke(office, second!.entryId)
    await revoke(office, third!.entryId)
    await sweepAndWork(office)
    const [mail, ...others] = await mailsOf(office)
    expect(others).toEqual([])
    const references = [...mail!.text!.matchAll(/Reference: (\S+)\n\s+(\S+)/g)]
    const shown = (url: string) => url.replace('https://host.example', 'hxxps://host[.]example')
    expect(references.map(([, reference, url]) => [reference, url])).toEqual([
      [`${notice.reference}-2`, shown(second!.imageUrl)],
      [`${notice.reference}-3`, shown(third!.imageUrl)],
    ])
    expect((await readTakedown(office.world, cases[0]!.takedownId)).status).toBe('notified')
  })

  it('takes back later what loses its ground later, in a letter of its own', async () => {
    const { cases, notice } = await told(office, 2)
    for (const { entryId } of cases) {
      await revoke(office, entryId)
      await sweepAndWork(office)
    }
    expect((await mailsOf(office)).map(({ text }) => text!.match(/-R\d/)![0])).toEqual([
      '-R1',
      '-R2',
    ])
    expect((await mailsOf(office)).map(({ text }) => text!.match(/Reference: (\S+)/)![1])).toEqual([
      `${notice.reference}-1`,
      `${notice.reference}-2`,
    ])
  })

  it('is told once to whoever had a notice and a reminder, and names both', async () => {
    const { first, notice, providerId } = await told(office)
    const reminder = await remind(first, providerId)
    await revoke(office, first.entryId)
    await sweepAndWork(office)
    const [mail, ...others] = await mailsOf(office)
    expect(others).toEqual([])
    expect(mail!.inReplyTo).toBe(reminder.message_id)
    expect(mail!.references).toBe(`${notice.message_id} ${reminder.message_id}`)
    expect(mail!.text).toContain(`Reference: ${reminder.reference}-1`)
    expect(mail!.text).toContain(`Also told to you as: ${notice.reference}-1`)
    expect(await lettersOf(office, first.takedownId)).toHaveLength(2)
  })

  it('does not go where another match carries the takedown', async () => {
    const { first } = await told(office)
    const other = await seedEntry(office.world)
    const matchId = await seedMatch(office.world, { mediaId: first.mediaId, ...other })
    await revoke(office, first.entryId)
    await sweepAndWork(office)
    expect(office.server.mails).toEqual([])
    expect(await readTakedown(office.world, first.takedownId)).toMatchObject({
      status: 'notified',
      match_id: matchId,
    })
    expect((await eventsOf(office.world, first.takedownId)).at(-1)).toMatchObject({
      type: 'ground-changed',
      matchId,
    })
    expect(await audited(first.takedownId)).toMatchObject([
      { action: 'ground-changed', detail: { from: first.matchId, to: matchId } },
    ])
    await revoke(office, other.entryId)
    await sweepAndWork(office)
    expect(office.server.mails).toHaveLength(1)
  })

  it.each([
    ['near and nobody has confirmed', { tier: 'near' }, {}],
    ['only probable', { tier: 'probable' }, {}],
    ['of the class harmful', {}, { legalClass: 'harmful' }],
    ['of a list that opens nothing', {}, { opens: 'never' }],
  ] as const)('goes where the other match is %s', async (_what, match, list) => {
    const { first } = await told(office)
    const { mediaId } = first
    await seedMatch(office.world, { mediaId, ...match, ...(await seedEntry(office.world, list)) })
    await revoke(office, first.entryId)
    await sweepAndWork(office)
    expect(office.server.mails).toHaveLength(1)
  })

  /** A notice that went out, and another match of its media that a look back has found. */
  async function toldAndFoundBack() {
    const { first } = await told(office)
    const { submissionId, ...other } = await seedEntry(office.world)
    const matchId = await seedMatch(office.world, { mediaId: first.mediaId, ...other })
    const match = office.world.db.updateTable('match').where('id', '=', matchId)
    await match.set({ look_back: submissionId }).execute()
    return { first, submissionId, matchId }
  }

  it('goes where the other match was found by a look back that nobody has released', async () => {
    const { first, submissionId, matchId } = await toldAndFoundBack()
    const { db } = office.world
    await revoke(office, first.entryId)
    await sweepAndWork(office)
    expect(office.server.mails).toHaveLength(1)
    const submission = db.updateTable('submission').where('id', '=', submissionId)
    await submission.set({ look_back: 'released' }).execute()
    await sweepAndWork(office)
    expect(await readTakedown(office.world, first.takedownId)).toMatchObject({
      status: 'opened',
      match_id: matchId,
    })
  })

  it('stays where what a look back found was seen anew since', async () => {
    const { first, submissionId, matchId } = await toldAndFoundBack()
    const { db } = office.world
    const activated_at = new Date('2000-01-01T00:00:00Z')
    await db
      .updateTable('submission')
      .set({ activated_at })
      .where('id', '=', submissionId)
      .execute()
    await revoke(office, first.entryId)
    await sweepAndWork(office)
    expect(office.server.mails).toEqual([])
    expect(await readTakedown(office.world, first.takedownId)).toMatchObject({ match_id: matchId })
  })

  it.each([
    ['its class is another', { legal_class: 'harmful' }],
    ['it is suspended', { status: 'suspended' }],
  ] as const)('goes when the entry counts no more since %s', async (_what, set) => {
    const { first } = await told(office)
    const { db } = office.world
    await db.updateTable('list_entry').set(set).where('id', '=', first.entryId).execute()
    await sweepAndWork(office)
    expect(office.server.mails).toHaveLength(1)
  })

  it('goes when the submission has ended, though nobody has noted the media', async () => {
    const { first } = await told(office)
    const { db } = office.world
    const entry = db.selectFrom('list_entry').select('submission_id')
    const { submission_id } = await entry.where('id', '=', first.entryId).executeTakeFirstOrThrow()
    const submission = db.updateTable('submission').where('id', '=', submission_id)
    await submission.set({ state: 'ended' }).execute()
    await sweepAndWork(office)
    expect(office.server.mails).toHaveLength(1)
  })

  it('does not go because a list has expired, or opens nothing by itself any more', async () => {
    const { first } = await told(office)
    const list = office.world.db.updateTable('hash_list').where('id', '=', first.listId)
    await list.set({ expires_at: new Date(0), opens: 'never' }).execute()
    await revoke(office, (await told(office)).first.entryId)
    await sweepAndWork(office)
    expect(office.server.mails).toHaveLength(1)
    expect((await readTakedown(office.world, first.takedownId)).status).toBe('notified')
  })

  it('goes when a person rejects the match', async () => {
    const { first, noticeId } = await told(office)
    await seedDecision(office.world, first.matchId, 'reject')
    await openTakedown(office.world)({ mediaId: first.mediaId }, office.world.context)
    await work(office)
    expect(office.server.mails).toHaveLength(1)
    expect(await readTakedown(office.world, first.takedownId)).toMatchObject({
      status: 'closed',
      attention: null,
      state: { reason: 'match-rejected' },
    })
    expect(await lettersOf(office, first.takedownId)).toMatchObject([{ notice_id: noticeId }])
    expect(await audited(first.takedownId)).toMatchObject([{ actor: 'ana' }])
    await sweepAndWork(office)
    expect(office.server.mails).toHaveLength(1)
  })

  it('goes on after the content was verified gone and the case was closed', async () => {
    const { first } = await told(office)
    await closeAfterRemoval(first.takedownId)
    await revoke(office, first.entryId)
    await sweepAndWork(office)
    await revoke(office, first.entryId)
    await sweepAndWork(office)
    expect(office.server.mails).toHaveLength(1)
    const { state } = await readTakedown(office.world, first.takedownId)
    expect(state).toMatchObject({ status: 'closed', reason: 'watched-long-enough' })
    const types = (await eventsOf(office.world, first.takedownId)).map(({ type }) => type)
    expect(types.filter((type) => type === 'ground-withdrawn')).toHaveLength(1)
  })

  it('tells nobody where nobody was told', async () => {
    const { cases, noticeId } = await office.dueNotice()
    const [only] = cases
    await revoke(office, only!.entryId)
    await sweepAndWork(office)
    expect(office.server.mails).toEqual([])
    expect(await office.noticeOf(noticeId)).toMatchObject({ state: 'refused', sent_at: null })
    expect(await office.attemptsOf(noticeId)).toMatchObject([{ outcome: 'withdrawn' }])
    expect(await lettersOf(office, only!.takedownId)).toEqual([])
  })

  it('lists every address of a notice that was sent before its lines were kept', async () => {
    const { first, notice, noticeId } = await told(office)
    await office.world.db.deleteFrom('notice_line').where('notice_id', '=', noticeId).execute()
    await revoke(office, first.entryId)
    await sweepAndWork(office)
    const [mail] = await mailsOf(office)
    expect(mail!.text).toContain(`Reference: ${notice.reference}\n`)
  })

  it('calls no address harmless where another picture of the lists is', async () => {
    const { cases } = await told(office, 2)
    const [one, two] = cases
    const { locationId, pageId } = two!
    const mediaId = await seedMedia(office.world)
    await seedSighting(office.world, { mediaId, locationId, pageId })
    await seedMatch(office.world, { mediaId, ...(await seedEntry(office.world)) })
    await revoke(office, one!.entryId)
    await revoke(office, two!.entryId)
    await sweepAndWork(office)
    const retraction = (await mailsOf(office)).find(({ subject }) => subject?.match(/^Retraction/))
    const paths = [...retraction!.text!.matchAll(/hxxps:\S+image\.jpg/g)].map(([url]) => url)
    expect(paths).toEqual([one!.imageUrl.replace('https://host.', 'hxxps://host[.]')])
  })
})

async function remind({ takedownId, locationId }: Told['first'], providerId: string) {
  office.world.wait(25)
  await seedCheck(office.world, takedownId, 'present', [
    { locationId, outcome: 'present', code: 'same-bytes' },
  ])
  await advance(office.world, takedownId)
  const id = await office.composed(providerId)
  await office.send(id)
  office.server.mails.length = 0
  office.world.hints.length = 0
  return office.noticeOf(id)
}

async function closeAfterRemoval(takedownId: string): Promise<void> {
  const { now, wait } = office.world
  const look = async (from: string) =>
    office.apply(takedownId, {
      type: 'check',
      at: now(),
      actor: 'crawler',
      checkId: `${now().getTime()}`,
      verdict: 'gone',
      moved: false,
      codes: [],
      from,
    })
  for (const from of ['north', 'south', 'north']) {
    wait(7)
    await look(from)
  }
  const year = office.world.deadlines.watchUntil(now())
  await office.apply(takedownId, { type: 'tick', at: year, actor: 'nightlight' })
  expect((await readTakedown(office.world, takedownId)).status).toBe('closed')
}
