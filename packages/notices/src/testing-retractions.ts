import { sql } from 'kysely'
import PostalMime from 'postal-mime'
import { dueSweep } from './due-sweep.ts'
import { composeNotice } from './jobs/compose-notice.ts'
import { openTakedown } from './jobs/open-takedown.ts'
import { MAIL_DOMAIN, type seedProvider } from './testing-notices.ts'
import type { PostOffice } from './testing-post-office.ts'

/** A notice that was sent, on so many takedowns of one provider; the mailbox is empty again. */
export async function told(
  office: PostOffice,
  count = 1,
  provider: Parameters<typeof seedProvider>[1] = {},
) {
  const due = await office.dueNotice(count, provider)
  await office.send(due.noticeId)
  office.server.mails.length = 0
  office.world.hints.length = 0
  return { ...due, notice: await office.noticeOf(due.noticeId), first: due.cases[0]! }
}

export type Told = Awaited<ReturnType<typeof told>>

/** What the matcher does when an entry is revoked: it counts no more, and its media are noted. */
export async function revoke({ world }: PostOffice, entryId: string): Promise<void> {
  await setEntry(world, entryId, 'revoked')
  await sql`
    insert into match_review (media_id) select distinct media_id from match where entry_id = ${entryId}
    on conflict (media_id) do update set since = clock_timestamp()`.execute(world.db)
}

export const setEntry = (
  { db }: PostOffice['world'],
  entryId: string,
  status: 'active' | 'revoked',
) => db.updateTable('list_entry').set({ status }).where('id', '=', entryId).execute()

export const sweep = ({ world }: PostOffice): Promise<void> => dueSweep({ ...world, sends: true })()

/** Does what hints ask for until there are none, as the workers would; the mail server takes or refuses. */
export async function work(office: PostOffice): Promise<void> {
  const { world } = office
  while (world.hints.length > 0) {
    for (const { name, payload } of world.hints.splice(0)) {
      const ids = payload as Record<string, string>
      if (name === 'open-takedown') {
        await openTakedown(world)({ mediaId: ids['mediaId']! }, world.context)
      }
      if (name === 'compose-notice') {
        const compose = composeNotice({ ...world, mailDomain: MAIL_DOMAIN })
        await compose({ providerId: ids['providerId']! }, world.context)
      }
      if (name === 'send-notice') await office.send(ids['noticeId']!)
    }
  }
}

/** A sweep and everything that follows from it. */
export async function sweepAndWork(office: PostOffice): Promise<void> {
  await sweep(office)
  await work(office)
}

/** The mails that the server took, without their machine-readable parts. */
export const mailsOf = ({ server }: PostOffice) =>
  Promise.all(server.mails.map((raw) => PostalMime.parse(raw)))

export const lettersOf = ({ world }: PostOffice, takedownId: string) =>
  world.db
    .selectFrom('retraction')
    .innerJoin('notice', 'notice.id', 'retraction.letter_id')
    .select(['retraction.notice_id', 'notice.id', 'notice.state', 'notice.reference'])
    .where('retraction.takedown_id', '=', takedownId)
    .orderBy('notice.id')
    .execute()
