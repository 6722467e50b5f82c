import type { ItemFilter } from '@nightlight/notices'
import type { DbOrTransaction } from '@nightlight/runtime'
import { itemsAskedFor } from '../../address-files/address-requests.ts'
import { filterOf, type ItemsAsked } from './portal-schemas.ts'

/**
 * What a list of items is filtered by. Call it with the rights of the provider.
 *
 * @returns also who asked for the file whose items they are; null where they are of none
 * @throws {DomainError} as `itemsAskedFor`
 */
export async function readFilter(
  own: DbOrTransaction,
  providerId: string,
  asked: Omit<ItemsAsked, 'after'>,
  now: Date,
): Promise<{ filter: ItemFilter; asker: string | null }> {
  const filter = filterOf(asked)
  if (asked.file === undefined) return { filter, asker: null }
  const { asker, items } = await itemsAskedFor(own, { providerId, id: asked.file }, now)
  return { filter: { ...filter, ...items }, asker }
}
