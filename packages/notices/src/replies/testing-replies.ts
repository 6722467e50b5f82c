import { newId } from '@nightlight/runtime'
import { sql } from 'kysely'
import { finishAttempt, keepLines } from '../notice-store.ts'
import { claimNotice } from '../testing-claims.ts'
import { applyCommand, lockTakedown, setAttention } from '../takedown-store.ts'
import {
  authoriseCase,
  compose,
  seedCheck,
  advance,
  seedProvider,
  type World,
} from '../testing-notices.ts'
import { applyReply, type Answered, type InboundReply } from './apply-reply.ts'

/** A notice that went out, about as many takedowns as are asked for, all seen since. */
export async function tellProvider(world: World, count = 1) {
  const providerId = await seedProvider(world)
  const cases = []
  for (let n = 0; n < count; n++) cases.push(await authoriseCase(world, providerId))
  world.wait(1)
  await compose(world, providerId)
  const {
    id: noticeId,
    reference,
    contact_id: contactId,
  } = await world.db
    .selectFrom('notice')
    .select(['id', 'reference', 'contact_id'])
    .where('provider_id', '=', providerId)
    .executeTakeFirstOrThrow()
  await handOver(world, noticeId, cases)
  for (const { takedownId } of cases) {
    world.wait(0.1)
    await seedCheck(world, takedownId, 'present')
    await advance(world, takedownId)
  }
  return { providerId, contactId, noticeId, reference, cases }
}

/** Has a notice go out by mail. @param seq  the how many-th it is of its takedowns */
export async function handOver(
  world: World,
  noticeId: string,
  cases: readonly { takedownId: string; locationId: string }[],
  seq = 1,
): Promise<void> {
  const { db, deadlines } = world
  const at = world.now()
  await db.transaction().execute(async (trx) => {
    const claim = await claimNotice(trx, noticeId, 60_000)
    await keepLines(trx, claim, cases, { isFirstOut: true, urls: 'reply-page' })
    const sent = { state: 'sent', outcome: 'accepted', smtpCode: 250, sentAt: at } as const
    await finishAttempt(trx, claim, sent)
    for (const { takedownId } of cases) {
      const notified = { type: 'notify', at, actor: 'nightlight', noticeId, seq } as const
      await applyCommand(trx, (await lockTakedown(trx, takedownId))!, notified, deadlines)
    }
  })
}

/** A notice whose hand-over was cut off, and that was given up without anybody knowing whether it arrived. */
export async function leaveInDoubt(world: World) {
  const providerId = await seedProvider(world)
  const one = await authoriseCase(world, providerId)
  world.wait(1)
  await compose(world, providerId)
  const { id: noticeId, contact_id: contactId } = await world.db
    .selectFrom('notice')
    .select(['id', 'contact_id'])
    .where('provider_id', '=', providerId)
    .executeTakeFirstOrThrow()
  await world.db.transaction().execute(async (trx) => {
    const claim = await claimNotice(trx, noticeId, 60_000)
    await keepLines(trx, claim, [one], { isFirstOut: true, urls: 'reply-page' })
    await finishAttempt(trx, claim, { state: 'refused', outcome: 'in-doubt', smtpCode: null })
  })
  await setAttention(world.db, one.takedownId, 'notice-in-doubt')
  return { noticeId, contactId, takedownId: one.takedownId }
}

export type Told = Awaited<ReturnType<typeof tellProvider>>

/** What the provider says by its link. */
export const answer = (
  world: World,
  told: Pick<Told, 'noticeId' | 'contactId'>,
  answers: readonly Answered[],
  more: Partial<InboundReply> = {},
) =>
  world.db.transaction().execute((trx) =>
    applyReply(trx, world, {
      noticeId: told.noticeId,
      contactId: told.contactId,
      eventId: newId(),
      way: 'link',
      actor: 'contact:test',
      at: world.now(),
      answers,
      ...more,
    }),
  )

/** The content of a takedown came through a delivery network. */
export async function seedDeliveryNetwork(world: World, takedownId: string, providerId: string) {
  await sql`
    insert into host_finding (takedown_id, address, provider_id, countries, disagree, cdn, found_at)
    values (${takedownId}, '192.0.2.7', ${providerId}, '{}', false, 'example-cdn', ${world.now()})`.execute(
    world.db,
  )
}
