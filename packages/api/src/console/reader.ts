import type { FastifyRequest } from 'fastify'
import { identityOf, sessionCookie } from '../access.ts'
import type { AppDeps } from '../app.ts'
import { authenticateSession, formToken } from '../identity/session.ts'
import type { View } from './view.ts'

const HELPERS_SHOWN = 3

/** Whom somebody of the hotline asks for what they may not do; null for others, and where nobody is signed in. */
export async function helpersOf(
  { db }: Pick<AppDeps, 'db'>,
  principal: View['principal'],
): Promise<string[] | null> {
  if (principal === null || ['provider', 'police', 'reporter'].includes(principal.role)) return null
  const rows = await db
    .selectFrom('person')
    .select('name')
    .where('role', '=', 'admin')
    .where('state', '=', 'active')
    .where('name', '<>', principal.name)
    .orderBy('name')
    .limit(HELPERS_SHOWN)
    .execute()
  return rows.map(({ name }) => name)
}

type Reader = Pick<View, 'principal' | 'form'>

const NOBODY: Reader = { principal: null, form: '' }

/**
 * Who reads a page that says why another is not shown: it keeps the ways on of whoever is signed in,
 * also where the address has no route, or one that lets others in.
 */
export async function readerOf(deps: AppDeps, request: FastifyRequest): Promise<Reader> {
  const token = request.cookies?.[sessionCookie(deps.secure)]
  const known = token === undefined ? null : await authenticateSession(deps, token)
  if (!known) return NOBODY
  // Whoever has to make a passkey first gets nowhere else.
  const mustEnrol = known.session.level === 'link' && identityOf(deps).enrol === 'required'
  const { principal, session } = known
  return mustEnrol ? NOBODY : { principal, form: formToken(deps.crypto, session.id) }
}
