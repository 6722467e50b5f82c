import { countTasks } from '@nightlight/notices'
import { principalOf } from '../access.ts'
import type { AppDeps } from '../app.ts'
import type { Counts } from '../counts.ts'
import { isAllowed } from '../identity/principal.ts'
import { securityHeaders } from '../security-headers.ts'
import type { App } from '../validation.ts'

/**
 * How much waits, for pages that lie open: numbers alone, which say of no case anything.
 *
 * Nobody sits there because their browser asks: a session ends as if nothing had been asked.
 */
export const liveRoutes = (deps: AppDeps & { counts: () => Promise<Counts> }) => async (app: App) =>
  app.get(
    '/console/live',
    { config: { access: 'signed-in', unattended: true } },
    async (request, reply) => {
      const { role } = principalOf(request)
      const matches = isAllowed(role, 'match:read') ? (await deps.counts()).undecided : 0
      const codes = isAllowed(role, 'task:read') ? await countTasks(deps.db) : []
      const tasks = codes.reduce((sum, { count }) => sum + count, 0)
      return reply.headers(securityHeaders('data', deps.secure)).send({ matches, tasks })
    },
  )
