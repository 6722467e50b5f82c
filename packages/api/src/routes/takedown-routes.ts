import { DomainError } from '@nightlight/contract'
import type { DbOrTransaction } from '@nightlight/runtime'
import { Type } from 'typebox'
import type { AppDeps } from '../app.ts'
import { elsewhereOf } from '../elsewhere-store.ts'
import { iso } from '../iso.ts'
import { noticesOf, readNotice } from '../notice-store.ts'
import {
  ById,
  Notice,
  Page,
  Problem,
  Takedown,
  TakedownList,
  TakedownStatusName,
  nextOf,
} from '../schemas.ts'
import {
  addressesOf,
  checksOf,
  listTakedowns,
  readTakedown,
  timelineOf,
  type Check,
} from '../takedown-store.ts'
import type { App } from '../validation.ts'

const Query = Type.Object(
  { ...Page, status: Type.Optional(TakedownStatusName) },
  { additionalProperties: false },
)

export const takedownRoutes =
  ({ db }: AppDeps) =>
  async (app: App) => {
    app.get(
      '/v1/takedowns',
      {
        config: { access: 'takedown:read', reads: 'takedown' },
        schema: {
          summary: 'Takedowns in the order they were opened',
          querystring: Query,
          response: { 200: TakedownList, default: Problem },
        },
      },
      async ({ query: { status = null, limit, after = null } }) => {
        const items = await listTakedowns(db, { status, limit, after })
        const next = nextOf(items, limit)
        return iso({ items, next })
      },
    )

    app.get(
      '/v1/takedowns/:id',
      {
        config: { access: 'takedown:read', reads: 'takedown' },
        schema: {
          summary:
            'One takedown with its timeline, checks and notices, and where else its content is',
          params: ById,
          response: { 200: Takedown, default: Problem },
        },
      },
      async ({ params: { id } }) => {
        const found = await readTakedownInFull(db, id)
        if (!found) throw new DomainError('not-found', 'not-found', 'Reading a takedown: none such')
        return iso(found)
      },
    )

    app.get(
      '/v1/notices/:id',
      {
        config: { access: 'notice:read', reads: 'notice' },
        schema: {
          summary: 'One notice: what it is about and what became of it',
          params: ById,
          response: { 200: Notice, default: Problem },
        },
      },
      async ({ params: { id } }) => {
        const notice = await readNotice(db, id)
        if (!notice) throw new DomainError('not-found', 'not-found', 'Reading a notice: none such')
        return iso(notice)
      },
    )
  }

/** A takedown with everything that happened to it. */
export async function readTakedownInFull(db: DbOrTransaction, id: string) {
  const takedown = await readTakedown(db, id)
  if (!takedown) return null
  const checks = await checksOf(db, id)
  const addresses = await addressesOf(db, id)
  return {
    ...takedown,
    checks: checks.map(({ id: checkId, at, verdict, from, detail }) => ({
      id: checkId,
      at,
      verdict,
      from,
      codes: [...new Set(detail.map(({ code }) => code))],
      evidence: [...new Set(detail.flatMap(({ evidence = [] }) => evidence))],
    })),
    timeline: await timelineOf(db, id),
    notices: await noticesOf(db, id),
    elsewhere: await elsewhereOf(db, id),
    addresses: addresses.map((address) => ({
      ...address,
      lastOutcome: lastOutcomeAt(address.id, checks),
    })),
  }
}

function lastOutcomeAt(locationId: string, checks: readonly Check[]): string | null {
  const details = checks.flatMap(({ detail }) => detail)
  return details.findLast((one) => one.locationId === locationId)?.outcome ?? null
}
