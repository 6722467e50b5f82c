import { sql } from 'kysely'
import type { Case } from '../notice-kills/rows.ts'
import type { World } from '../notice-kills/world.ts'

/** Holds what a run has left behind against what must be: every told address is taken back exactly once. */
export async function checkRetractions({ db, mailServer }: World, cases: readonly Case[]) {
  const submissions = await mailServer.submissions()
  const letters = await db
    .selectFrom('notice')
    .select(['message_id', 'state', 'attempts', 'retracts'])
    .where('kind', '=', 'retraction')
    .execute()
  const { rows: told } = await sql<{ reference: string }>`
    select n.reference || '-' || l.n as reference
    from notice_line l join notice n on n.id = l.notice_id`.execute(db)
  const { rows: untold } = await sql<{ id: string }>`
    select i.takedown_id as id from notice_item i
    join notice n on n.id = i.notice_id and n.kind <> 'retraction'
    where not exists (
      select 1 from retraction r
      where r.notice_id = i.notice_id and r.takedown_id = i.takedown_id and r.letter_id is not null)`.execute(
    db,
  )
  const said = new Map<string, Set<string>>()
  for (const { references, messageId, outcome } of submissions) {
    if (outcome !== 'recorded') continue
    for (const reference of references) {
      said.set(reference, (said.get(reference) ?? new Set()).add(messageId))
    }
  }
  const ledger = await db.selectFrom('mail_ledger').select('message_id').execute()
  const known = new Set(ledger.map(({ message_id }) => message_id))
  const addresses = cases.reduce((sum, { urls }) => sum + urls.length, 0)
  return {
    lost: told
      .filter(({ reference }) => !said.has(reference))
      .map(({ reference }) => `${reference}: in no retraction that the gate took`),
    doubled: [...said]
      .filter(([, messages]) => messages.size > 1)
      .map(([reference, { size }]) => `${reference}: in ${size} retractions`),
    broken: [
      ...letters
        .filter(({ state }) => state !== 'sent')
        .map(({ message_id, state }) => `letter ${message_id}: is ${state}`),
      ...letters
        .filter(({ message_id }) => !known.has(message_id))
        .map(({ message_id }) => `letter ${message_id}: not in the ledger`),
      ...untold.map(({ id }) => `takedown ${id}: its notice has no retraction`),
      ...(told.length === addresses ? [] : [`${told.length} lines for ${addresses} addresses`]),
    ],
    figures: {
      takedowns: cases.length,
      addresses,
      letters: letters.length,
      noticesTakenBack: new Set(letters.map(({ retracts }) => retracts)).size,
      lettersTriedAgain: letters.filter(({ attempts }) => attempts > 1).length,
      mailsAtTheGate: submissions.length,
    },
  }
}
