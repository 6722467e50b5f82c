import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { authenticateKey } from '@nightlight/api'
import { DomainError, mayDo, notAllowed, type Permission, type Role } from '@nightlight/contract'
import type { Person } from '@nightlight/matcher'
import type { Db, FieldCrypto } from '@nightlight/runtime'
import { sql } from 'kysely'
import { callerDirectory } from '../caller-directory.ts'
import { fileUnreadable } from '../unreadable-file.ts'

/** Whoever does something, and the authority that an officer acts for. */
export type Caller = Person & { role: Role; authorityId: string | null }

/**
 * Whose API key a file holds.
 *
 * @throws {DomainError} `file-unreadable`, `not-signed-in`, `not-allowed`
 */
export async function callerByKey(
  deps: { db: Db; crypto: FieldCrypto },
  file: string,
  permission: Permission,
): Promise<Caller> {
  const key = await readFile(resolve(callerDirectory(), file), 'utf8').catch((cause: unknown) => {
    throw fileUnreadable('Reading a key: the file', cause)
  })
  const principal = await authenticateKey({ ...deps, now: () => new Date() }, key.trim())
  if (!principal) {
    throw new DomainError(
      'forbidden',
      'not-signed-in',
      'Reading a key: it is no key of this installation, or it was revoked; make one with `keys create`',
    )
  }
  const { actor, name, role, authorityId } = principal
  if (role === 'police' && authorityId === null) {
    throw new DomainError(
      'forbidden',
      'authority-missing',
      'Reading a key: this officer acts for no authority; have a new key made with --authority',
    )
  }
  if (mayDo(role, permission)) return { actor, name, role, authorityId }
  throw notAllowed('Reading a key', role, permission)
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

export const isId = (text: string): boolean => UUID.test(text)

/**
 * Holds an officer to what is of their own authority, as if there were nothing else.
 *
 * @throws {DomainError} not-found `<what>-not-found`
 */
export async function mustBeOwn(
  db: Db,
  { authorityId }: Caller,
  what: 'entry' | 'submission' | 'list',
  id: string,
): Promise<void> {
  if (!isId(id) || !['entry', 'submission', 'list'].includes(what)) {
    throw new DomainError(
      'invalid',
      'option-invalid',
      'Looking for it: say entry, submission or list, and the id as `lists import` or the API gave it',
    )
  }
  if (authorityId === null) return
  const { rows } = await sql`
    select from hash_list l
     where l.authority_id = ${authorityId} and l.id in (
       select list_id from list_entry where ${what} = 'entry' and id = ${id}
       union all select list_id from submission where ${what} = 'submission' and id = ${id}
       union all select ${id}::uuid where ${what} = 'list')`.execute(db)
  if (rows.length > 0) return
  throw new DomainError('not-found', `${what}-not-found`, `Looking for the ${what}: none such`)
}

/** Holds an officer to the lists of their own authority. @throws {DomainError} forbidden `authority-not-yours` */
export async function mustActFor(
  db: Db,
  { authorityId }: Pick<Caller, 'authorityId'>,
  authority: string,
): Promise<void> {
  if (authorityId === null) return
  const own = await db
    .selectFrom('authority')
    .select('name')
    .where('id', '=', authorityId)
    .executeTakeFirst()
  if (own?.name === authority) return
  throw new DomainError(
    'forbidden',
    'authority-not-yours',
    'Importing a list: this officer acts for another authority; give that one with --authority',
  )
}
