import { newId, type Db } from '../../packages/runtime/src/index.ts'
import { evolve, type Takedown, type TakedownEvent } from '../../packages/notices/src/takedown.ts'
import type { Case } from '../notice-kills/rows.ts'

/** What one notice lists at most. */
const MAX_ITEMS = 50

/** Writes what there is when hosts were told of all cases: takedowns, notices that were sent, the ledger. */
export async function tellAll({ db }: { db: Db }, cases: readonly Case[]): Promise<void> {
  const byHost = Map.groupBy(cases, ({ urls }) => new URL(urls[0]!).hostname)
  for (const [host, same] of byHost) {
    const provider = await providerOf(db, host)
    for (let from = 0; from < same.length; from += MAX_ITEMS) {
      await tell(db, host, provider, same.slice(from, from + MAX_ITEMS))
    }
  }
}

type Provider = { id: string; contactId: string }

async function providerOf(db: Db, host: string): Promise<Provider> {
  const known = await db
    .selectFrom('provider')
    .innerJoin('provider_contact', 'provider_contact.provider_id', 'provider.id')
    .select(['provider.id', 'provider_contact.id as contactId'])
    .where('handle', '=', host)
    .executeTakeFirst()
  if (known) return known
  const [id, contactId] = [newId(), newId()]
  await db
    .insertInto('provider')
    .values({ id, handle: host, kind: 'host', name: host, country: 'NL', language: 'nl' })
    .execute()
  await db
    .insertInto('provider_contact')
    .values({
      id: contactId,
      provider_id: id,
      mailbox: `abuse@${host}`,
      source: 'trial',
      fetched_at: new Date(),
    })
    .execute()
  return { id, contactId }
}

let counter = 0

async function tell(db: Db, host: string, provider: Provider, cases: readonly Case[]) {
  const [noticeId, at] = [newId(), new Date()]
  const messageId = `<${noticeId}@nightlight-trial.invalid>`
  const told = await readTold(db, cases, noticeId, at)
  await db.transaction().execute(async (trx) => {
    await trx
      .insertInto('takedown')
      .values(
        told.map((one) => ({
          id: one.id,
          page_location_id: one.pageLocationId,
          media_id: one.mediaId,
          match_id: one.matchId,
          host,
          status: one.state.status,
          state: JSON.stringify(one.state),
          version: one.events.length,
          provider_id: provider.id,
          opened_at: at,
          next_check_at: new Date(at.getTime() + 3_600_000),
        })),
      )
      .execute()
    await trx
      .insertInto('takedown_event')
      .values(
        told.flatMap(({ id, events }) =>
          events.map(({ type, at: eventAt, actor, ...data }, index) => ({
            takedown_id: id,
            seq: index + 1,
            type,
            at: eventAt,
            actor,
            data: JSON.stringify(data),
          })),
        ),
      )
      .execute()
    const lines = told.flatMap(({ id, locationIds }) =>
      locationIds.map((locationId) => ({ takedown_id: id, location_id: locationId })),
    )
    await trx
      .insertInto('takedown_location')
      .values(lines.map((line) => ({ ...line, added_at: at })))
      .execute()
    await trx
      .insertInto('notice')
      .values({
        id: noticeId,
        reference: `NL-2026-${String(++counter).padStart(6, '0')}`,
        provider_id: provider.id,
        contact_id: provider.contactId,
        kind: 'provider-notice',
        language: 'nl',
        message_id: messageId,
        state: 'sent',
        due_at: at,
        sent_at: at,
        attempts: 1,
      })
      .execute()
    await trx
      .insertInto('notice_item')
      .values(
        told.map(({ id }, index) => ({
          notice_id: noticeId,
          takedown_id: id,
          seq: 1,
          position: index + 1,
        })),
      )
      .execute()
    await trx
      .insertInto('notice_line')
      .values(
        lines.map((line, index) => ({ ...line, notice_id: noticeId, attempt: 1, n: index + 1 })),
      )
      .execute()
    await trx
      .insertInto('mail_ledger')
      .values({ message_id: messageId, mail_ct: Buffer.alloc(1), recipients: [`abuse@${host}`] })
      .execute()
  })
}

async function readTold(db: Db, cases: readonly Case[], noticeId: string, at: Date) {
  const events = historyOf(noticeId, at)
  let state: Takedown | null = null
  for (const event of events) state = evolve(state, event)
  return Promise.all(
    cases.map(async ({ mediaId, pageLocationId }) => {
      const match = db.selectFrom('match').select('id').where('media_id', '=', mediaId)
      const sightings = db
        .selectFrom('sighting')
        .select('location_id')
        .where('page_location_id', '=', pageLocationId)
      const locations = await sightings.orderBy('location_id').execute()
      return {
        id: newId(),
        mediaId,
        pageLocationId,
        matchId: (await match.executeTakeFirstOrThrow()).id,
        locationIds: locations.map(({ location_id }) => location_id),
        events,
        state: state!,
      }
    }),
  )
}

function historyOf(noticeId: string, at: Date): TakedownEvent[] {
  const stamp = { at, actor: 'trial' }
  return [
    {
      type: 'opened',
      legalClass: 'csam',
      tier: 'exact',
      reportedAt: null,
      crawledAt: at,
      decidedAt: at,
      ...stamp,
    },
    { type: 'routed', policy: 'direct', country: 'NL', plan: ['provider-notice'], ...stamp },
    { type: 'authorised', ...stamp },
    { type: 'notified', noticeId, seq: 1, ...stamp },
  ]
}
