import { DomainError } from '@nightlight/contract'
import type { FastifyRequest } from 'fastify'
import { principalOf } from '../access.ts'
import type { AppDeps } from '../app.ts'
import { onceForKey } from '../idempotency.ts'
import { iso } from '../iso.ts'
import { matchesOfPages } from '../match-store.ts'
import { readRisks } from '../queue/risk-store.ts'
import { receiveReport } from '../receive-report.ts'
import { readReportSummary } from '../report-facts-store.ts'
import { pagesOfReport, readFollowedCrawl, readPageWords } from '../report-pages-store.ts'
import { mediaOfPages, visitsOfPages } from '../report-store.ts'
import { ById, Problem, ReceivedReport, Report, ReportBody } from '../schemas.ts'
import { takedownsOfPages } from '../takedown-store.ts'
import type { App } from '../validation.ts'

/** @param isAtOnce  whether a report is looked at at once; else the sweep of the crawler comes to it */
export const reportRoutes =
  (deps: AppDeps, isAtOnce: (request: FastifyRequest) => boolean) => async (app: App) => {
    const { db, crypto, now, enqueue } = deps

    app.post(
      '/v1/reports',
      {
        config: { access: 'report:submit', isNeverLimited: true },
        schema: {
          summary: 'Report an address',
          body: ReportBody,
          response: { 202: ReceivedReport, default: Problem },
        },
      },
      async (request, reply) => {
        const { actor, role, scopes } = principalOf(request)
        const by = { actor, role, scopes: scopes ?? null, at: now() }
        const asked = {
          actor: by.actor,
          key: request.headers['idempotency-key'],
          request: ['POST /v1/reports', request.body],
        }
        const answer = await onceForKey(deps, asked, async (trx) => ({
          status: 202,
          body: await receiveReport(trx, crypto, request.body, by),
        }))
        if (!answer.replayed && isAtOnce(request))
          await enqueue('accept-report', { reportId: answer.body.id })
        return reply.code(202).send(answer.body)
      },
    )

    app.get(
      '/v1/reports/:id',
      {
        config: { access: 'report:read', reads: 'report' },
        schema: {
          summary: 'What became of a report',
          params: ById,
          response: { 200: Report, default: Problem },
        },
      },
      async (request) => {
        const summary = await readReportSummary(db, request.params.id)
        if (!summary) throw new DomainError('not-found', 'not-found', 'Reading a report: none such')
        const { id, state, receivedAt, source, refusedCode, pageLocationId: page } = summary
        const { unseen, again } = summary
        const pageIds = page === null ? [] : await pagesOfReport(db, page)
        const [risk] = await readRisks(db, crypto, id)
        const matches = await matchesOfPages(db, pageIds)
        const media = await mediaOfPages(db, pageIds)
        return iso({
          id,
          state,
          receivedAt,
          source,
          childAtRisk: risk ? { markedAt: risk.markedAt } : null,
          refusal: refusedCode === null ? null : { code: refusedCode },
          unseen: { count: unseen, again },
          visits: await visitsOfPages(db, pageIds),
          media: media.map((one) => ({
            ...one,
            matches: matches.filter(({ mediaId }) => mediaId === one.id),
          })),
          matches,
          takedowns: await takedownsOfPages(db, pageIds),
          crawl: page === null ? null : await readFollowedCrawl(db, page),
          pages: await readPageWords(deps, pageIds),
        })
      },
    )
  }
