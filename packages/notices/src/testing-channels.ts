import type { ChannelKind } from '@nightlight/runtime'
import { sql } from 'kysely'
import { approveChannel, proposeChannel } from './provider-channel-store.ts'
import { authoriseCase, seedProvider } from './testing-notices.ts'
import type { PostOffice } from './testing-post-office.ts'

/** A provider that is told by a way of its own, and a notice for it that is due. */
export async function dueByChannel(
  office: PostOffice,
  kind: ChannelKind,
  configuration: unknown,
  cases: readonly Record<string, unknown>[] = [{}],
) {
  const { world } = office
  const { db, crypto, now } = world
  const providerId = await seedProvider(world)
  const proposal = { providerId, kind, configuration, by: { actor: 'key:1', name: 'ana' } }
  const channelId = await proposeChannel(db, crypto, proposal)
  await approveChannel(db, channelId, { actor: 'key:2', name: 'ben' }, now())
  const seeded = []
  for (const options of cases) seeded.push(await authoriseCase(world, providerId, options))
  return { providerId, channelId, cases: seeded, noticeId: await office.composed(providerId) }
}

/** Its first try was so long ago. */
export const triedSince = ({ world }: PostOffice, noticeId: string, hours: number) =>
  sql`update notice_attempt set started_at = started_at - ${hours} * interval '1 hour'
    where notice_id = ${noticeId}`.execute(world.db)

/** What a channel's row says of it. */
export const channelRow = ({ world }: PostOffice, id: string) =>
  world.db.selectFrom('provider_channel').selectAll().where('id', '=', id).executeTakeFirstOrThrow()

export const partsOfNotice = ({ world }: PostOffice, noticeId: string) =>
  world.db
    .selectFrom('notice_part')
    .selectAll()
    .where('notice_id', '=', noticeId)
    .orderBy('part')
    .execute()

/** What a person is asked about a takedown. */
export const attentionOf = async ({ world }: PostOffice, takedownId: string) =>
  (
    await world.db
      .selectFrom('takedown')
      .select('attention')
      .where('id', '=', takedownId)
      .executeTakeFirstOrThrow()
  ).attention
