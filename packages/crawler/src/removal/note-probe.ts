import { insertUnread, insertVisit } from '../sighting-store.ts'
import { failureOf, isAnswer, type LookDeps, type VisitFor } from '../visit-location.ts'
import type { NoteProbe } from './probe.ts'

/** Records probes: their addresses are nobody's, so each stands with the one that it is compared with. */
export const noteProbes =
  ({ db }: Pick<LookDeps, 'db'>, visitFor: VisitFor): NoteProbe =>
  async (locationId, came) => {
    const at = { ...visitFor, locationId }
    if (typeof came === 'string') return insertUnread(db, { ...at, code: came })
    const observation = { ...came.observation, purpose: 'probe' as const }
    const { outcome, code } = isAnswer(came)
      ? ({ outcome: 'other', code: 'probe' } as const)
      : failureOf(came)
    return insertVisit(db, { ...at, outcome, code, mediaId: null, observation })
  }
