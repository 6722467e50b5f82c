import {
  keepingAt,
  newId,
  previewErasures,
  readSchedules,
  RETENTION_TASKS,
  runErasures,
  type Erasure,
} from '@nightlight/runtime'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createMailLedger } from '../mail-ledger.ts'
import { endDispute, insertDisputeDecision, openDisputes } from '../replies/dispute-store.ts'
import { insertReplyLink, insertReplySession } from '../replies/reply-link-store.ts'
import { insertReplyMail } from '../replies/reply-mail-store.ts'
import { handleReply } from '../replies/reply-store.ts'
import { answer, tellProvider } from '../replies/testing-replies.ts'
import { createWorld, type World } from '../testing-notices.ts'
import { NOTICE_ERASURES } from './notice-erasures.ts'

let world: World
beforeAll(async () => {
  world = await createWorld()
})
afterAll(() => world[Symbol.asyncDispose]())
beforeEach(async () => {
  await world.db.deleteFrom('event_delivery').execute()
})

const DAY_MS = 86_400_000
const after = (days: number): Date => new Date(world.now().getTime() + days * DAY_MS)
const keeping = (days: number) => keepingAt(readSchedules(), null, after(days))
const run = (days: number, which: readonly Erasure[] = NOTICE_ERASURES, batch = 500) =>
  runErasures(world.db, which, keeping(days), { batch })

/** A takedown that was closed now, its notice with a mail, a reply, a link that was used and a dispute that was decided. */
async function ended({ isClosed = true } = {}) {
  const { db, crypto } = world
  const told = await tellProvider(world)
  const { noticeId, contactId } = told
  const [{ takedownId, pageId }] = told.cases as [(typeof told.cases)[number]]
  const { replies } = await answer(world, told, [
    { takedownId, answer: 'disputed', detail: 'a drawing, says Jan of the desk' },
  ])
  const now = world.now()
  const [dispute] = await openDisputes(db, 1, takedownId)
  for (const person of ['Ann', 'Bob']) {
    const facts = { actor: `analyst:${person}`, person, verdict: 'reject', reason: 'no drawing' }
    await insertDisputeDecision(db, crypto, {
      ...facts,
      verdict: 'reject',
      disputeId: dispute!.id,
      at: now,
    })
  }
  await endDispute(db, dispute!.id, 'reject', now)
  await handleReply(db, replies[0]!.id, { actor: 'analyst:Ann', at: now })
  const linkId = await insertReplyLink(db, crypto, { noticeId, contactId, now })
  await insertReplySession(db, { tokenHash: Buffer.from(linkId), linkId, now })
  const codeId = await insertReplyMail(db, { linkId, kind: 'code', now })
  const { message_id: messageId } = await db
    .selectFrom('notice')
    .select('message_id')
    .where('id', '=', noticeId)
    .executeTakeFirstOrThrow()
  for (const id of [messageId, `<${codeId}@notices.example>`]) {
    await createMailLedger(world).record({
      messageId: id,
      from: 'notices@notices.example',
      to: ['abuse@hosting.example'],
      raw: Buffer.from('Subject: NL\r\n\r\nhttps://host.example/secret.jpg\r\n'),
      receivedAt: now,
    })
  }
  await sql`
    insert into event_hook (id, name, settings_ct, types, made_by) values (${linkId}, 'desk', '\\x01', '{told.by_hand}', 'key:x')`.execute(
    db,
  )
  await sql`
    insert into event_delivery (id, hook_id, type, at, data, state, finished_at)
    values (${newId()}, ${linkId}, 'notice.sent', ${now}, ${JSON.stringify({ noticeId })}, 'delivered', ${now})`.execute(
    db,
  )
  if (isClosed) await close(takedownId)
  return { ...told, takedownId, pageId, replyId: replies[0]!.id, disputeId: dispute!.id, linkId }
}

async function close(takedownId: string): Promise<void> {
  const state = JSON.stringify({ closedAt: world.now(), withdrawnAt: null })
  await sql`
    update takedown set status = 'closed', state = state || ${state}::jsonb where id = ${takedownId}`.execute(
    world.db,
  )
}

type Ended = Awaited<ReturnType<typeof ended>>

/** What is left of it, by the task that erases it. */
async function left({ noticeId, replyId, disputeId, linkId }: Ended) {
  const { rows } = await sql<Record<string, number>>`
    select
      (select count(*)::int from mail_ledger m where length(mail_ct) > 0 and cardinality(recipients) > 0
        and (message_id = (select message_id from notice where id = ${noticeId})
          or exists (select from reply_mail r where r.link_id = ${linkId} and message_id like '<' || r.id || '%'))) as "mail_ledger.mail",
      (select count(detail_ct)::int from reply where id = ${replyId}) as "reply.text",
      (select count(*)::int from dispute_decision where dispute_id = ${disputeId} and length(reason_ct) > 0) as "dispute_decision.reason",
      (select count(*)::int from reply_link where id = ${linkId}) as "reply_link.expired",
      (select count(*)::int from event_delivery where hook_id = ${linkId}) as "event_delivery.ended"`.execute(
    world.db,
  )
  return rows[0]!
}
const ALL = {
  'mail_ledger.mail': 2,
  'reply.text': 1,
  'dispute_decision.reason': 2,
  'reply_link.expired': 1,
  'event_delivery.ended': 1,
}
const NONE = Object.fromEntries(Object.keys(ALL).map((task) => [task, 0]))

/** What is counted of notices and replies: rows, by class and state. */
async function counts() {
  const { rows } = await sql`
    select (select count(*) from notice) as notices, (select count(*) from reply) as replies,
      (select count(*) from reply where class = 'disputed') as disputed,
      (select count(*) from dispute where outcome = 'reject') as rejected,
      (select count(*) from dispute_decision) as decided, (select count(*) from mail_ledger) as mails,
      (select sum(copies_dropped) from mail_ledger) as copies`.execute(world.db)
  return rows[0]
}

/** Holds of each kind that cover what belongs to a takedown. */
async function hold(covers: { takedown_id: string } | { page_location_id: string }) {
  const id = newId()
  await world.db
    .insertInto('legal_hold')
    .values({
      id,
      report_id: null,
      takedown_id: null,
      page_location_id: null,
      ...covers,
      reason_code: 'court-order',
      authority: 'Court',
      placed_by: 'supervisor:Ann',
      placer: 'Ann',
      placed_at: world.now(),
      review_at: after(1),
      released_by: null,
      releaser: null,
      released_at: null,
    })
    .execute()
  return async () => {
    const released = { released_by: 'supervisor:Bob', releaser: 'Bob', released_at: world.now() }
    await world.db.updateTable('legal_hold').set(released).where('id', '=', id).execute()
  }
}

describe('what is erased of notices', () => {
  it('is nothing before its days are over, then all of it; counts stay', async () => {
    const one = await ended()
    expect(await left(one)).toEqual(ALL)
    await run(29)
    expect(await left(one)).toEqual(ALL)
    await run(40)
    expect(await left(one)).toEqual({ ...ALL, 'event_delivery.ended': 0 })
    await run(364)
    expect(await left(one)).toEqual({ ...ALL, 'event_delivery.ended': 0 })
    const before = await counts()
    // the clock of the database, by which a notice was written, is 40 days ahead of that of the test
    await run(410)
    expect(await left(one)).toEqual(NONE)
    expect(await counts()).toEqual(before)
    expect((await run(410)).map(({ erased }) => erased)).toEqual([0, 0, 0, 0, 0])
  })

  it('is nothing of a takedown that is open, but for events that were told', async () => {
    const open = await ended({ isClosed: false })
    await run(5000)
    expect(await left(open)).toEqual({ ...ALL, 'event_delivery.ended': 0 })
  })

  it('is no reply that waits for somebody to read it', async () => {
    const one = await ended()
    const waits = { waits: true, handled_by: null, handled_at: null }
    await world.db.updateTable('reply').set(waits).where('id', '=', one.replyId).execute()
    await run(400)
    expect(await left(one)).toMatchObject({ 'reply.text': 1, 'dispute_decision.reason': 0 })
  })

  it.each(['takedown', 'page'] as const)(
    'is nothing that a hold of the %s covers, until it is released',
    async (kind) => {
      await run(5000)
      const one = await ended()
      const release = await hold(
        kind === 'takedown' ? { takedown_id: one.takedownId } : { page_location_id: one.pageId },
      )
      await run(1000)
      expect(await left(one)).toEqual(ALL)
      const looked = await previewErasures(world.db, NOTICE_ERASURES, keeping(1000))
      // the link waits for its mail, and so is not due yet
      const held = looked.filter(({ task }) => task !== 'reply_link.expired')
      for (const { task, held: n } of held)
        expect([task, n]).toEqual([task, ALL[task as 'reply.text']])
      // nor the link, once its mail would not keep it any more
      await sql`update mail_ledger set mail_ct = '', recipients = '{}'`.execute(world.db)
      const links = NOTICE_ERASURES.filter(({ task }) => task === 'reply_link.expired')
      expect(await run(1000, links)).toMatchObject([{ erased: 0, held: 1 }])
      await release()
      await run(1000)
      expect(await left(one)).toEqual(NONE)
    },
  )

  it.each(NOTICE_ERASURES.map((erasure) => [erasure.task, erasure] as const))(
    'is whole or not at all where a run is killed, and finished by the next: %s',
    async (task, erasure) => {
      await run(5000)
      const all = [await ended(), await ended()]
      await run(1000, NOTICE_ERASURES.slice(0, NOTICE_ERASURES.indexOf(erasure)))
      let batches = 0
      const killed: Erasure = {
        ...erasure,
        async erase(trx, keys, at) {
          const n = await erasure.erase(trx, keys, at)
          if (++batches === 2) {
            const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(trx)
            await sql`select pg_terminate_backend(${rows[0]!.pid})`.execute(world.db)
          }
          return n
        },
      }
      await expect(run(1000, [killed], 1)).rejects.toThrow()
      const now = async () => {
        const each = await Promise.all(all.map(left))
        return each.reduce((sum, one) => sum + one[task]!, 0)
      }
      const whole = 2 * ALL[task as keyof typeof ALL]
      expect(await now()).toBe(whole - 1)
      const [done] = await run(1000, [erasure], 1)
      expect(done).toMatchObject({ task, rule: RETENTION_TASKS[task], erased: whole - 1 })
      expect(await now()).toBe(0)
    },
  )

  it('is within what the role of the notices process may', async () => {
    const one = await ended()
    await world.db.connection().execute(async (connection) => {
      await sql`set role nightlight_notices`.execute(connection)
      await runErasures(connection, NOTICE_ERASURES, keeping(1000))
      await sql`reset role`.execute(connection)
    })
    expect(await left(one)).toEqual(NONE)
  })
})

describe('what somebody decided of a dispute', () => {
  it('is not changed but for its reason, which goes whole', async () => {
    const { disputeId } = await ended()
    const change = (set: string) =>
      sql`update dispute_decision set ${sql.raw(set)} where dispute_id = ${disputeId}`.execute(
        world.db,
      )
    for (const set of [`reason_ct = '\\x01'`, `reason_ct = '', verdict = 'uphold'`])
      await expect(change(set)).rejects.toMatchObject({ constraint: 'dispute_decision_stays' })
    await change(`reason_ct = ''`)
  })
})
