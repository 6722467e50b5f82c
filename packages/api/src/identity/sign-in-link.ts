import { randomBytes } from 'node:crypto'
import type { Role } from '@nightlight/contract'
import { writeAudit, type Db, type DbOrTransaction, type FieldCrypto } from '@nightlight/runtime'
import { byTheRules } from './account-rules.ts'
import { invitePerson, OPERATOR, recoverPerson, type Asker } from './people.ts'
import { accountsOf, type Person } from './person-store.ts'
import { insertSignInLink } from './session-store.ts'

/** The token in what somebody typed: the token itself, or the whole link. */
export const tokenIn = (typed: string): string => typed.trim().split('#').at(-1) ?? ''

/** The only key under which the token of a link is kept. */
export const linkHash = (crypto: FieldCrypto, token: string): Buffer =>
  crypto.blindIndex('sign-in-link', token)

export type LinkRequest = {
  role: Role
  name: string
  /** How long it can be used. */
  ttlMs: number
  /** Scheme, host and port under which the console is reached. */
  baseUrl: string
  /** Who asked for it; the operator's shell by default. */
  by?: Asker
  /** Name of the authority for which an officer of the police acts. */
  authority?: string | undefined
  /** Id or handle of the provider that somebody of this role answers for. */
  provider?: string | undefined
  /** Ends what the account has to sign in with first; for somebody who lost it. */
  again?: boolean
}

/**
 * Invites a person, and makes the link by which they come in, once.
 *
 * Opening it shows a page with a button, and only the button uses it up: programs that fetch the
 * links of a mail do no harm. The token stands behind `#`, which browsers send to nobody: no log of a server
 * and no referrer has it.
 *
 * @throws {DomainError} as `invitePerson`
 */
export const inviteByLink = (
  db: Db,
  crypto: FieldCrypto,
  request: LinkRequest,
): Promise<{ link: string; person: Person }> => {
  const { by = OPERATOR, ttlMs } = request
  const invite = async (trx: DbOrTransaction): Promise<{ link: string; person: Person }> => {
    const at = new Date()
    if (request.again) await recover(trx, request, by)
    const { person } = await invitePerson(trx, request, by, at)
    const token = randomBytes(32).toString('base64url')
    await insertSignInLink(trx, {
      personId: person.id,
      expiresAt: new Date(at.getTime() + ttlMs),
      tokenHash: linkHash(crypto, token),
    })
    await writeAudit(trx, {
      actor: by.actor,
      action: 'sign-in-link.created',
      objectType: 'person',
      objectId: person.id,
      detail: { role: person.role },
    })
    return { link: `${new URL('/sign-in', request.baseUrl).href}#${token}`, person }
  }
  return byTheRules(() => db.transaction().execute(invite))
}

async function recover(db: DbOrTransaction, { role, name }: LinkRequest, by: Asker): Promise<void> {
  const [known] = await accountsOf(db, name, role)
  if (known) await recoverPerson(db, known.id, by)
}

/** The link alone. @throws {DomainError} as `inviteByLink` */
export const createSignInLink = async (
  db: Db,
  crypto: FieldCrypto,
  request: LinkRequest,
): Promise<string> => (await inviteByLink(db, crypto, request)).link
