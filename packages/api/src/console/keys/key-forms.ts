import { PERMISSIONS, type Permission, type Role } from '@nightlight/contract'
import type { FastifyRequest } from 'fastify'
import { Type, type Static } from 'typebox'
import { principalOf } from '../../access.ts'
import type { AppDeps } from '../../app.ts'
import { formatApiKey, newSecret, parseApiKey } from '../../identity/api-key-format.ts'
import { keyViews } from '../../machines/key-store.ts'
import { makeKey, rotateKey } from '../../machines/keys.ts'
import { oneOf, TEXT } from '../../schemas.ts'
import { FormId } from '../form-once.ts'
import { madeByForm } from '../form-secret.ts'
import type { MadeKey } from './keys-page.ts'

/** A form of one button that is done once. */
export const OnceForm = Type.Object({ form: Type.String({ maxLength: 64 }), id: FormId })

const Scope = oneOf(PERMISSIONS)
/** What the form of a key asks, whoever it is of. */
export const LimitedKeyForm = Type.Object({
  ...OnceForm.properties,
  name: Type.String({ maxLength: 200, pattern: TEXT }),
  days: Type.String({ pattern: '^[0-9]{1,3}$' }),
  /** None is everything of the role. */
  scopes: Type.Optional(Type.Union([Scope, Type.Array(Scope, { maxItems: PERMISSIONS.length })])),
  /** Apart by line breaks, blanks or commas; none is everywhere. */
  networks: Type.Optional(Type.String({ maxLength: 2000, pattern: TEXT })),
})

type Limits = { expiresDays: number; networks: string[]; scopes?: Permission[] }

export function limitsIn(form: Static<typeof LimitedKeyForm>): Limits {
  const scopes = [form.scopes ?? []].flat()
  return {
    expiresDays: Number(form.days),
    networks: (form.networks ?? '').split(/[\s,]+/).filter(Boolean),
    ...(scopes.length > 0 && { scopes }),
  }
}

/** The same as the page says it of the key that was made. */
export const heldTo = (role: Role, { scopes, networks }: Limits): MadeKey['limits'] => ({
  role,
  scopes: scopes ?? null,
  networks,
})

type Sent = Parameters<typeof madeByForm>[2]
type Asked = Parameters<typeof makeKey>[2]

const by = ({ now }: AppDeps, request: FastifyRequest) => {
  const { actor, name } = principalOf(request)
  return { actor, name, at: now() }
}

/**
 * Makes a key, once for the number of its form.
 *
 * @returns null where the form had made one that is not shown any more
 * @throws {DomainError} as `makeKey`
 */
export async function makeKeyByForm(
  deps: AppDeps,
  request: FastifyRequest,
  sent: Sent,
  asked: Asked,
): Promise<string | null> {
  const made = await madeByForm(deps, request, sent, async (trx, secret) => {
    const wanted = { ...asked, secret: newSecret(secret) }
    const { id } = await makeKey(trx, deps.crypto, wanted, by(deps, request))
    return { id, role: asked.role }
  })
  return shownKey(deps, made)
}

/** Has another key take the place of one, as `makeKeyByForm` makes one. @throws {DomainError} as `rotateKey` */
export async function replaceKeyByForm(
  deps: AppDeps,
  request: FastifyRequest,
  sent: Sent,
  id: string,
): Promise<string | null> {
  const made = await madeByForm(deps, request, sent, async (trx, secret) => {
    const wanted = { id, secret: newSecret(secret) }
    const { key, id: next } = await rotateKey(trx, deps.crypto, wanted, by(deps, request))
    return { id: next, role: parseApiKey(key)!.role }
  })
  return shownKey(deps, made)
}

async function shownKey(
  { db, now }: AppDeps,
  {
    made: { id, role },
    secret,
    isOver,
  }: { made: { id: string; role: Role }; secret: Buffer; isOver: boolean },
): Promise<string | null> {
  const [key] = isOver ? [] : await keyViews(db, now(), { id, limit: 1 })
  const isOpen = key?.state === 'active' || key?.state === 'expiring'
  return isOpen ? formatApiKey({ role, id, secret: newSecret(secret) }) : null
}
