import { countNotices, countTakedowns } from '../counts-store.ts'
import type { AppDeps } from '../app.ts'
import { countReleases, waitingReleases } from '../lists/release-store.ts'
import { countUndecided } from '../match-store.ts'
import { countReports } from '../report-facts-store.ts'
import { Overview, Problem } from '../schemas.ts'
import type { App } from '../validation.ts'

/** Submissions that are told one by one. */
const TOLD = 100

export const statisticsRoutes =
  ({ db }: AppDeps) =>
  async (app: App) => {
    app.get(
      '/v1/statistics/overview',
      {
        config: { access: 'statistics:read' },
        schema: {
          summary: 'How many of everything, by state',
          response: { 200: Overview, default: Problem },
        },
      },
      async () => ({
        reports: await countReports(db),
        matchesUndecided: await countUndecided(db),
        takedowns: await countTakedowns(db),
        notices: await countNotices(db),
        toRelease: {
          ...(await countReleases(db)),
          bySubmission: (await waitingReleases(db, { limit: TOLD })).map(
            ({ submissionId, found }) => ({ submissionId, found }),
          ),
        },
      }),
    )
  }
