import { ROLES } from '@nightlight/contract'
import type { DbOrTransaction } from '@nightlight/runtime'
import { sql } from 'kysely'

/**
 * Under what the log has whoever bears a name, whatever the case of its letters: people, in every role that they may have had,
 * and the keys of programs that are theirs.
 *
 * @param text  a name, or a role and a name such as `analyst:Robin`: that one in this role alone
 */
export async function accountsNamed(db: DbOrTransaction, text: string): Promise<string[]> {
  const role = ROLES.find((one) => text.startsWith(`${one}:`))
  const name = role === undefined ? text : text.slice(role.length + 1)
  const { rows } = await sql<{ name: string | null; key: string | null }>`
    select distinct p.name, null::text as key from person p where person_name(p.name) = person_name(${name})
    union all
    select null, 'key:' || k.id from api_key k where person_name(k.name) = person_name(${name})
     order by 1, 2`.execute(db)
  const names = rows.flatMap((row) => (row.name === null ? [] : [row.name]))
  const keys = rows.flatMap((row) => (row.key === null ? [] : [row.key]))
  const people = names.flatMap((one) => (role ? [role] : ROLES).map((as) => `${as}:${one}`))
  return role === undefined ? [...people, ...keys] : people
}

/** Whose keys these are, by `key:<id>` as the log has it; of other accounts there is nothing. */
export async function keyOwners(
  db: DbOrTransaction,
  actors: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const keys = [...new Set(actors.filter((actor) => actor.startsWith('key:')))]
  if (keys.length === 0) return new Map()
  const { rows } = await sql<{ actor: string; name: string }>`
    select a.actor, k.name from unnest(${keys}::text[]) a (actor) join api_key k on a.actor = 'key:' || k.id`.execute(
    db,
  )
  return new Map(rows.map(({ actor, name }) => [actor, name]))
}
