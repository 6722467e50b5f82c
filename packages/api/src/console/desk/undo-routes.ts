import { Type } from 'typebox'
import { checkForm, principalOf } from '../../access.ts'
import type { AppDeps } from '../../app.ts'
import { ById, Id } from '../../schemas.ts'
import { placeBefore } from '../../queue/next-store.ts'
import { undoTogether } from '../../undo-decision.ts'
import type { App } from '../../validation.ts'
import { fromQueue, placeIn, placePath, placeQuery, QueueQuery } from '../queue/queue-place.ts'
import { TOP } from '../queue/way-on.ts'

const UndoForm = Type.Object({
  form: Type.String({ maxLength: 64 }),
  report: Type.Optional(Id),
  queue: QueueQuery,
})

/**
 * The page on which a match is worked on, after something was done there: that of a report, or all that wait.
 *
 * @param told  `n`: of how many that is said, where it is; `of`: the decision or the takedown that it was done to
 */
export function deskPath(
  { report, queue }: { report?: string | undefined; queue?: string | undefined },
  done: string,
  { n, of }: { n?: number; of?: string | undefined } = {},
): string {
  const told = {
    done,
    ...(n === undefined ? {} : { n: String(n) }),
    ...(of === undefined ? {} : { of }),
  }
  const place = queue === undefined ? null : placeIn(queue)
  return report === undefined
    ? placePath(place ?? TOP, told)
    : fromQueue(`/console/reports/${report}`, place, told)
}

/** Takes back what somebody decided before it had any effect. */
export const undoRoutes = (deps: AppDeps) => async (app: App) => {
  app.post(
    '/console/decisions/:id/undo',
    {
      config: { access: 'match:decide', formOn: '/console/reports/:report' },
      schema: { params: ById, body: UndoForm },
    },
    async (request, reply) => {
      checkForm(request, deps, request.body)
      const by = { actor: principalOf(request).actor }
      const { mediaIds, late } = await deps.db
        .transaction()
        .execute((trx) => undoTogether(trx, request.params.id, by))
      // what stood before may have something to begin
      for (const mediaId of mediaIds) await deps.enqueue('open-takedown', { mediaId })
      const { report, queue } = request.body
      const desk = { report, queue: queue === undefined ? queue : await queueBefore(queue) }
      const to = late > 0 ? deskPath(desk, 'undone-part', { n: late }) : deskPath(desk, 'undone')
      return reply.redirect(to, 303)
    },
  )

  /** Whoever goes back has what they came from before them again. */
  async function queueBefore(queue: string): Promise<string> {
    const place = placeIn(queue)
    return placeQuery({ ...place, at: place.at && (await placeBefore(deps.db, place.at)) })
  }
}
