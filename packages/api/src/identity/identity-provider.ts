import { DomainError, type Role } from '@nightlight/contract'
import type { DbOrTransaction } from '@nightlight/runtime'
import { sql } from 'kysely'

/**
 * The provider that a key of the role `provider` answers for; without one it answers for none.
 *
 * @param name  id or handle; blank is none
 * @throws {DomainError} `provider-for-providers-only`, not-found `provider-not-found`
 */
export async function providerFor(
  db: DbOrTransaction,
  role: Role,
  name: string | undefined,
): Promise<string | null> {
  const wanted = (name ?? '').trim()
  if (wanted === '') return null
  const detail = { field: 'provider' }
  if (role !== 'provider') {
    throw new DomainError(
      'invalid',
      'provider-for-providers-only',
      `Naming a provider: the role ${role} answers for none; leave the provider out`,
      { detail },
    )
  }
  const { rows } = await sql<{ id: string }>`
    select id from provider where handle = ${wanted} or id::text = ${wanted}`.execute(db)
  if (rows[0]) return rows[0].id
  throw new DomainError(
    'not-found',
    'provider-not-found',
    'Naming a provider: none such; providers come into the register with the first takedown at them, and `providers list` shows them',
    {
      detail,
    },
  )
}
