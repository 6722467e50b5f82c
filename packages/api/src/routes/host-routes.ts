import { DomainError } from '@nightlight/contract'
import {
  createPatience,
  discloseOrigin,
  readHostFinding,
  readRecipients,
  setHostingCountry,
} from '@nightlight/notices'
import { Type } from 'typebox'
import { principalOf } from '../access.ts'
import type { AppDeps } from '../app.ts'
import { iso } from '../iso.ts'
import { ById, Problem } from '../schemas.ts'
import type { App } from '../validation.ts'
import { once } from './once.ts'

const Nullable = <T extends Parameters<typeof Type.Union>[0][number]>(type: T) =>
  Type.Union([type, Type.Null()])

const Instant = Type.String({ format: 'date-time' })
const Country = Type.String({ pattern: '^[A-Z]{2}$' })

const Host = Type.Object(
  {
    address: Type.String(),
    asn: Nullable(Type.Integer()),
    provider: Type.Object({
      id: Type.String(),
      name: Type.String(),
      country: Nullable(Type.String()),
    }),
    country: Nullable(Type.String()),
    countryBy: Nullable(Type.String()),
    countries: Type.Record(Type.String(), Type.String()),
    disagree: Type.Boolean(),
    cdn: Nullable(Type.String()),
    foundAt: Instant,
    correctedAt: Nullable(Instant),
    recipients: Type.Array(
      Type.Object({
        source: Type.String(),
        standing: Type.String(),
        observedAt: Instant,
        refusedAt: Nullable(Instant),
      }),
    ),
  },
  { title: 'Host' },
)

const Correction = Type.Union([
  Type.Object({ country: Country }, { additionalProperties: false }),
  Type.Object({ origin: Type.String({ maxLength: 45 }) }, { additionalProperties: false }),
])

const Accepted = Type.Object({ takedownId: Type.String() })

/** A mailbox is believed stale by real time, whatever the pace of the deadlines. */
const REAL_PACE = 1

/** Who hosts what a takedown is about, and what a person knows better than the sources. */
export const hostRoutes = (deps: AppDeps) => async (app: App) => {
  const { db, now, enqueue } = deps

  app.get(
    '/v1/takedowns/:id/host',
    {
      config: { access: 'takedown:read', reads: 'takedown' },
      schema: {
        summary: 'Host of a takedown: country by source, and who can be told with why they are not',
        description: 'Never a mailbox. 404 before the host was looked for',
        params: ById,
        response: { 200: Host, default: Problem },
      },
    },
    async ({ params: { id } }) => {
      const finding = await readHostFinding(db, id)
      if (!finding) throw new DomainError('not-found', 'not-found', 'Reading a host: none yet')
      const known = await readRecipients(db, { now, patience: createPatience(REAL_PACE) }, id)
      const recipients = known.map(({ source, standing, observedAt, refusedAt }) => ({
        source,
        standing,
        observedAt,
        refusedAt,
      }))
      return iso({ ...finding, recipients })
    },
  )

  app.post(
    '/v1/takedowns/:id/host',
    {
      config: { access: 'match:decide' },
      schema: {
        summary: 'Say in which country content is, or the address behind a delivery network',
        params: ById,
        body: Correction,
        response: { 202: Accepted, default: Problem },
      },
    },
    async (request, reply) => {
      const { id } = request.params
      const { actor } = principalOf(request)
      const answer = await once(deps, request, async (trx) => {
        const { body } = request
        if ('country' in body) await setHostingCountry(trx, id, body.country, actor, now())
        else await discloseOrigin(trx, id, body.origin, actor, now())
        return { status: 202, body: { takedownId: id } }
      })
      await enqueue('advance-takedown', { takedownId: id })
      return reply.code(202).send(answer.body)
    },
  )
}
