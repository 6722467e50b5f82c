import { randomBytes } from 'node:crypto'
import type { Role } from '@nightlight/contract'
import { writeAudit, type Db, type FieldCrypto } from '@nightlight/runtime'
import { authorityFor } from './identity-authority.ts'
import { checkName } from './identity-name.ts'
import { insertSignInLink } from './identity-store.ts'

/** The only key under which the token of a link is kept. */
export const linkHash = (crypto: FieldCrypto, token: string): Buffer =>
  crypto.blindIndex('sign-in-link', token)

/**
 * Makes a link that signs one person in once.
 *
 * Opening it shows a page with a button, and only the button uses it up: programs that fetch the
 * links of a mail do no harm.
 *
 * @param request.ttlMs     how long it can be used
 * @param request.baseUrl   scheme, host and port under which the console is reached
 * @param request.actor     who asked for it, for the audit log; the operator's shell by default
 * @param request.authority name of the authority for which an officer of the police acts
 * @throws {DomainError} `name-invalid`; as `authorityFor`
 */
export async function createSignInLink(
  db: Db,
  crypto: FieldCrypto,
  request: {
    role: Role
    name: string
    ttlMs: number
    baseUrl: string
    actor?: string
    authority?: string | undefined
  },
): Promise<string> {
  const { role, ttlMs, baseUrl, actor = 'operator' } = request
  const name = checkName(request.name)
  const token = randomBytes(32).toString('base64url')
  const expiresAt = new Date(Date.now() + ttlMs)
  await db.transaction().execute(async (trx) => {
    const authorityId = await authorityFor(trx, role, request.authority)
    const tokenHash = linkHash(crypto, token)
    await insertSignInLink(trx, { role, name, authorityId, expiresAt, tokenHash })
    await writeAudit(trx, {
      actor,
      action: 'sign-in-link.created',
      objectType: 'role',
      objectId: role,
    })
  })
  const url = new URL('/sign-in', baseUrl)
  url.searchParams.set('token', token)
  return url.href
}
