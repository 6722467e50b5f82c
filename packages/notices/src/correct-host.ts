import { isIP } from 'node:net'
import { DomainError } from '@nightlight/contract'
import type { DbOrTransaction } from '@nightlight/runtime'
import { storeCorrection } from './finding-store.ts'
import { lockTakedown } from './takedown-store.ts'

/**
 * Says where content really is that came through a delivery network: the host of that address is
 * looked for next, and gets the notices from then on. In a transaction of its own unless it is given one.
 *
 * @param address literal; kept in the database alone
 * @param by who said so: an account, or what an answer came from
 * @throws {DomainError} `invalid-origin`; `takedown-not-found`; conflict `takedown-closed`
 */
export async function discloseOrigin(
  db: DbOrTransaction,
  takedownId: string,
  address: string,
  by: string,
  at: Date = new Date(),
): Promise<void> {
  if (isIP(address) === 0 || address.includes('%')) {
    throw new DomainError('invalid', 'invalid-origin', 'Disclosing an origin: no IP address')
  }
  await correct(db, takedownId, { address }, { actor: by, at })
}

/**
 * Says in which country content is, where the sources do not agree or are wrong.
 *
 * @param country ISO 3166, two capitals
 * @throws {DomainError} `invalid-country`; `takedown-not-found`; conflict `takedown-closed`
 */
export async function setHostingCountry(
  db: DbOrTransaction,
  takedownId: string,
  country: string,
  by: string,
  at: Date = new Date(),
): Promise<void> {
  if (!/^[A-Z]{2}$/.test(country)) {
    throw new DomainError('invalid', 'invalid-country', 'Setting a country: not two capitals')
  }
  await correct(db, takedownId, { country }, { actor: by, at })
}

async function correct(
  db: DbOrTransaction,
  takedownId: string,
  correction: { address: string } | { country: string },
  stamp: { actor: string; at: Date },
): Promise<void> {
  if (!db.isTransaction) {
    return db.transaction().execute((trx) => correct(trx, takedownId, correction, stamp))
  }
  const locked = await lockTakedown(db, takedownId)
  if (!locked) {
    throw new DomainError('not-found', 'takedown-not-found', 'Correcting a host: no takedown')
  }
  if (locked.takedown.status === 'closed') {
    throw new DomainError('conflict', 'takedown-closed', 'Correcting a host: it is closed')
  }
  return storeCorrection(db, takedownId, correction, stamp)
}
