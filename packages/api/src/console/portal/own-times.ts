import { csvLine } from '@nightlight/contract'
import {
  othersTimes,
  ownTimes,
  type FactStore,
  type OthersTimes,
  type OwnTimes,
} from '@nightlight/notices'
import type { FastifyRequest } from 'fastify'
import type { AppDeps } from '../../app.ts'
import type { App } from '../../validation.ts'
import { sendPage, viewOf } from '../reply-page.ts'
import { ownTimesPage } from './own-times-page.ts'
import { ownProvider } from './own-provider.ts'

const config = { access: 'portal:use', reads: 'response_times' } as const

/** How fast a provider answered: its own figures, beside the median of all others where they are enough. */
export const ownTimesPages = (deps: AppDeps & { facts: FactStore }) => async (app: App) => {
  const { db, facts, now } = deps

  const read = async (request: FastifyRequest): Promise<[OwnTimes, OthersTimes]> => {
    const providerId = ownProvider(request)
    const shown = await ownTimes(db, providerId, now())
    const period = { since: shown.since, now: shown.asOf }
    return [shown, await othersTimes(facts, providerId, period)]
  }

  app.get('/portal/response-times', { config }, async (request, reply) => {
    const [shown, others] = await read(request)
    const view = viewOf(deps, request, reply, '/portal/response-times')
    return sendPage(reply, deps, ownTimesPage(view, shown, others))
  })

  app.get('/portal/response-times.csv', { config }, async (request, reply) =>
    reply
      .type('text/csv; charset=utf-8')
      .header('content-disposition', 'attachment; filename="response-times.csv"')
      .send(ownTimesCsv(...(await read(request)))),
  )
}

const HOUR_MS = 3_600_000
const hours = (ms: number | null): string | null => (ms === null ? null : (ms / HOUR_MS).toFixed(2))
const at = (date: Date): string => date.toISOString()

/** A line for answers and one for removals, each with the two clocks it lies between; hours. */
export function ownTimesCsv(
  { since, asOf, answer, removal }: OwnTimes,
  others: OthersTimes,
): string {
  const bounds = answer.within.map(({ hours: bound }) =>
    bound === null ? 'longer' : `within_${bound}_hours`,
  )
  const head = ['measure', 'from_clock', 'to_clock', 'since', 'as_of', 'n', 'ended', 'open']
  const figures = ['median_hours', 'p90_hours', 'share_within_24_hours']
  const last = ['others_median_hours', 'others_n', 'over']
  const lines = [
    ['answer', 'T6', 'first answer', answer, others.answer],
    ['removal', 'T6', 'T9', removal, others.removal],
  ] as const
  return [
    csvLine([...head, ...figures, ...bounds, ...last]),
    ...lines.map(([measure, from, to, times, beside]) =>
      csvLine([
        measure,
        from,
        to,
        at(since),
        at(asOf),
        String(times.n),
        String(times.ended),
        String(times.n - times.ended - times.over),
        hours(times.medianMs),
        hours(times.p90Ms),
        times.within24h === null ? null : times.within24h.toFixed(4),
        ...times.within.map(({ count }) => String(count)),
        hours(beside?.medianMs ?? null),
        beside && String(beside.n),
        String(times.over),
      ]),
    ),
  ].join('')
}
