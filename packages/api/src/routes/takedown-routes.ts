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
  const timeline = await timelineOf(db, id)
  const counted = new Map(
    timeline.flatMap(({ type, data }) =>
      type === 'checked' ? [[String(data['checkId']), data]] : [],
    ),
  )
  const addresses = await addressesOf(db, id)
  return {
    ...takedown,
    checks: checks.map((check) => ({
      id: check.id,
      at: check.at,
      from: check.from,
      evidence: [...new Set(check.detail.flatMap(({ evidence = [] }) => evidence))],
      ...saidBy(check, counted.get(check.id)),
    })),
    timeline,
    notices: await noticesOf(db, id),
    elsewhere: await elsewhereOf(db, id),
    addresses: addresses.map((address) => ({
      ...address,
      lastOutcome: lastOutcomeAt(address.id, checks),
    })),
  }
}

/**
 * What a check says of the takedown: of the part of the page that is at its host, where it was brought to the takedown, and
 * of the whole page until then.
 */
function saidBy(
  { verdict, detail }: Check,
  counted: Record<string, unknown> | undefined,
): { verdict: string; codes: string[] } {
  const { verdict: own, codes } = counted ?? {}
  const ofPage = [...new Set(detail.map(({ code }) => code))]
  return {
    verdict: typeof own === 'string' ? own : verdict,
    codes: Array.isArray(codes) ? codes.map(String) : ofPage,
  }
}

function lastOutcomeAt(locationId: string, checks: readonly Check[]): string | null {
  const details = checks.flatMap(({ detail }) => detail)
  return details.findLast((one) => one.locationId === locationId)?.outcome ?? null
}
