import type { Db } from '../../packages/runtime/src/index.ts'
import { postJson, type Desk } from './drive.ts'

/**
 * Gives a reason for whatever asks for one and keeps it: decisions on matches, votes on entries, their withdrawal, the end
 * of a submission. Each has words of its own, an address and a hash.
 *
 * @param withdraw  does the same for those who may withdraw entries and submissions
 * @returns how many were taken
 */
export async function giveReasons(
  desk: Desk,
  withdraw: Desk,
  db: Db,
): Promise<{ given: number; asked: number }> {
  const { canaries } = desk
  const reason = (what: string): string =>
    [
      canaries.word('note', `reason of ${what}`),
      `https://${canaries.word('host', `host in the reason of ${what}`)}.example.net/x`,
      `http://a.example.net/${canaries.word('address', `path in the reason of ${what}`)}`,
      canaries.digest(`hash in the reason of ${what}`),
    ].join(' ')
  const [match] = await db
    .selectFrom('match')
    .innerJoin('list_entry', 'list_entry.id', 'match.entry_id')
    .select(['match.id', 'match.entry_id', 'match.list_id', 'list_entry.submission_id'])
    .limit(1)
    .execute()
  if (!match) return { given: 0, asked: 1 }
  const answers = [
    await postJson(desk, `/v1/matches/${match.id}/decisions`, {
      verdict: 'confirm',
      reason: reason('a decision'),
    }),
    await postJson(desk, `/v1/entries/${match.entry_id}/votes`, {
      verdict: 'reject',
      reason: reason('a vote'),
    }),
    await postJson(withdraw, `/v1/hash-lists/${match.list_id}/entries/${match.entry_id}/revoke`, {
      reason: reason('a withdrawal'),
    }),
    await postJson(withdraw, `/v1/submissions/${match.submission_id}/end`, {
      reason: reason('an end'),
    }),
  ]
  return { given: answers.filter(({ status }) => status < 300).length, asked: answers.length }
}
