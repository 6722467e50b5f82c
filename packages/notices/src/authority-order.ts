import { DomainError, type Language } from '@nightlight/contract'
import { writeAudit, type Db, type FieldCrypto } from '@nightlight/runtime'
import { Type, type Static } from 'typebox'
import { Value } from 'typebox/value'
import type { LetterSender } from './documents/letter-text.ts'
import type { NoticeDocument } from './documents/notice.ts'
import { composeOrder } from './documents/order.ts'
import { takedownItems } from './notice-item-store.ts'
import { isUsableMailbox } from './recipients/contact.ts'

const Words = Type.String({ minLength: 1, maxLength: 1000 })
const Term = Type.Integer({ minimum: 1, maximum: 10_000 })
const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(type: T) =>
  Type.Union([type, Type.Null()])

const OrderSchema = Type.Object(
  {
    reference: Type.String({ pattern: '^[A-Za-z0-9._-]{1,64}$' }),
    authority: Type.Object(
      {
        name: Words,
        country: Type.String({ pattern: '^[A-Z]{2}$' }),
        mailbox: Words,
        telephone: nullable(Words),
      },
      { additionalProperties: false },
    ),
    addressee: Type.Object(
      { name: Words, representative: nullable(Words) },
      { additionalProperties: false },
    ),
    legalBasis: Words,
    reasons: Type.Array(Words, { minItems: 1, maxItems: 20 }),
    withinHours: Term,
    keepMonths: nullable(Term),
    /** A day, `2026-12-31`; kept to its end, UTC. */
    silentUntil: nullable(Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' })),
    redress: Type.Object({ body: Words, withinDays: Term }, { additionalProperties: false }),
    tell: Type.Object({ mailbox: Words }, { additionalProperties: false }),
  },
  { additionalProperties: false },
)

/** What an authority says of its order, beside the addresses; in the language of the order. */
export type AuthorityOrder = Static<typeof OrderSchema>

/**
 * Checks what an authority says of its order.
 *
 * @throws {DomainError} `order-invalid`, naming the first place that is wrong
 */
export function parseOrder(value: unknown): AuthorityOrder {
  if (!Value.Check(OrderSchema, value)) {
    const first = Value.Errors(OrderSchema, value)[0]
    throw invalid(`${first?.instancePath || 'the file'} ${first?.message ?? ''}`.trim())
  }
  if (![value.authority.mailbox, value.tell.mailbox].every(isUsableMailbox)) {
    throw invalid('a mailbox is not a plain one such as orders@authority.example')
  }
  if (value.silentUntil !== null && Number.isNaN(endOf(value.silentUntil).getTime())) {
    throw invalid('/silentUntil is no day')
  }
  return value
}

const invalid = (what: string) =>
  new DomainError('invalid', 'order-invalid', `Reading an order: ${what}`)

const endOf = (day: string): Date => new Date(`${day}T23:59:59Z`)

/**
 * Writes the order of an authority about takedowns, for the authority to serve.
 *
 * Nothing is sent by this. Each takedown in it gets an audit entry with the reference.
 *
 * @param said.takedownIds  what was stopped, has lost its ground or is gone at the last look is left out
 * @throws {DomainError} `nothing-to-order`; as `composeOrder`
 */
export async function authorityOrder(
  deps: { db: Db; crypto: FieldCrypto; now: () => Date; sender: LetterSender },
  said: {
    order: AuthorityOrder
    takedownIds: readonly string[]
    language: Language
    by: string
  },
): Promise<NoticeDocument> {
  const { db, crypto, now, sender } = deps
  const { order, takedownIds, language, by } = said
  const { reference, silentUntil } = order
  return db.transaction().execute(async (trx) => {
    const items = await takedownItems(trx, crypto, [...new Set(takedownIds)], reference)
    if (items.length === 0) {
      throw new DomainError(
        'conflict',
        'nothing-to-order',
        'Writing an order: none of these takedowns has content that is up and may be told',
      )
    }
    for (const objectId of new Set(items.map(({ takedownId }) => takedownId))) {
      const entry = { actor: by, action: 'order-written', objectType: 'takedown', objectId }
      await writeAudit(trx, { ...entry, detail: { reference } })
    }
    return composeOrder({
      ...order,
      noticeId: `order-${reference}`,
      language,
      issuedAt: now(),
      silentUntil: silentUntil === null ? null : endOf(silentUntil),
      items,
      sender,
      urls: 'machine-part',
    })
  })
}
