import type { AppDeps } from '../app.ts'
import type { Counts } from '../counts.ts'
import { iso } from '../iso.ts'
import { countReleases, waitingReleases } from '../lists/release-store.ts'
import { Problem } from '../schemas.ts'
import { Overview } from './overview-schema.ts'
import type { App } from '../validation.ts'

/** Submissions that are told one by one. */
const TOLD = 100

export const statisticsRoutes =
  ({ db, counts }: AppDeps & { counts: () => Promise<Counts> }) =>
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
      async () => {
        const { asOf, reports, undecided, takedowns, notices } = await counts()
        return iso({
          asOf,
          reports,
          matchesUndecided: undecided,
          takedowns,
          notices,
          toRelease: {
            ...(await countReleases(db)),
            bySubmission: (await waitingReleases(db, { limit: TOLD })).map(
              ({ submissionId, found }) => ({ submissionId, found }),
            ),
          },
        })
      },
    )
  }
