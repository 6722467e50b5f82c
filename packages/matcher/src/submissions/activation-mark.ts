import { DomainError } from '@nightlight/contract'
import type { DbOrTransaction } from '@nightlight/runtime'
import { sql, type RawBuilder } from 'kysely'
import { mapMark, mappingOf } from './category-maps.ts'
import type { Submission } from './submission-store.ts'

type Marked = Pick<Submission, 'kind' | 'categories'>

/** Where nothing of a list was activated yet, or nothing is replaced. */
const NOTHING = 'none'

/**
 * What was activated last of the list of submission `s`, but for `s` itself and what an exchange brings: of that an
 * edition replaces nothing.
 */
export const lastActivated: RawBuilder<string | null> = sql`(
  select o.id from submission o
   where o.list_id = s.list_id and o.id <> s.id and o.kind <> 'feed' and o.activated_at is not null
   order by o.activated_at desc, o.id desc limit 1)`

/**
 * By what somebody who activates a submission says what they saw: what its codes mean, and of an edition against what
 * it was compared.
 *
 * @param last  `lastActivated` of it
 */
export const activationMark = ({ kind, categories }: Marked, last: string | null): string =>
  `${mapMark(categories)}.${kind === 'edition' ? (last ?? NOTHING) : NOTHING}`

/**
 * Whether a submission is still what somebody saw of it. The caller holds its list and its row.
 *
 * Without a mark it passes as long as nothing can have changed since it came in.
 *
 * @param seen  `activationMark` of what was seen
 * @throws {DomainError} conflict `mapping-changed`, `mapping-unseen`, `edition-outdated`
 */
export async function mustBeAsSeen(
  db: DbOrTransaction,
  submission: Submission,
  seen: string | undefined,
): Promise<void> {
  const { id, kind, categories } = submission
  const { rows } = await sql<{ last: string | null; isLater: boolean | null }>`
    select o.id as last, o.activated_at >= s.received_at as "isLater"
      from submission s left join submission o on o.id = ${lastActivated}
     where s.id = ${id}`.execute(db)
  const { last = null, isLater } = rows[0] ?? {}
  if (seen === undefined) {
    if (mappingOf(submission) === 'said') {
      throw conflict('mapping-unseen', 'say which meanings of its codes were seen')
    }
    if (kind === 'edition' && isLater) throw outdated()
    return
  }
  const [map, against] = seen.split('.')
  if (map !== mapMark(categories)) {
    throw conflict('mapping-changed', 'its codes mean something else by now; look at it again')
  }
  if (`${map}.${against}` !== activationMark(submission, last)) throw outdated()
}

const outdated = (): DomainError =>
  conflict(
    'edition-outdated',
    'something of its list was activated meanwhile, which it would replace; look again at what stops counting',
  )

const conflict = (code: string, what: string): DomainError =>
  new DomainError('conflict', code, `Activating a submission: ${what}`)
