import { DomainError } from '@nightlight/contract'
import { asTenant, type Db, type DbOrTransaction } from '@nightlight/runtime'
import type { FastifyRequest } from 'fastify'
import { principalOf } from '../../access.ts'

/** For whom somebody of a provider asks. @throws {DomainError} forbidden `provider-missing` */
export function ownProvider(request: FastifyRequest): string {
  const { providerId = null } = principalOf(request)
  if (providerId !== null) return providerId
  throw new DomainError(
    'forbidden',
    'provider-missing',
    'Asking for a provider: this key or account answers for none',
  )
}

/** Reads with the rights of the provider that asks: the database shows what is its own, whatever a query says. */
export const asOwn = <Result>(
  db: Db,
  providerId: string,
  work: (db: DbOrTransaction) => Promise<Result>,
): Promise<Result> => asTenant(db, { kind: 'provider', id: providerId }, work)

/** Who answers, for the audit log and the replies. */
export const giver = (request: FastifyRequest, at: Date) => ({
  actor: principalOf(request).actor,
  providerId: ownProvider(request),
  at,
})
