import type { DbOrTransaction } from '@nightlight/runtime'
import type { Principal } from '../../identity/principal.ts'
import { decidedAs, undoableBy, type DecidedAs, type Undoable } from '../../undo-decision.ts'
import { flash, shortId } from '../fragments.ts'
import { html, type Html } from '../html.ts'
import { defanged } from '../masked-text.ts'
import type { QueuePlace } from '../queue/queue-place.ts'
import type { View } from '../view.ts'
import { undoLine } from './undo-line.ts'

/** What was done just before a page was asked for, as its address says. */
export type Asked = {
  /** As a code. */
  done?: string | undefined
  /** To how many, where that is said. */
  n?: number | undefined
  /** The decision that was made, or the takedown that something was done to. */
  of?: string | undefined
}

/** The same as it is told, and what of all they decided whoever looks can still take back. */
export type DoneLately = {
  /** Null where nothing was done, and where the way to undo it says so. */
  done: string | null
  n: number
  of: string | null
  /** What was decided and counts already, as it is called. */
  decided: DecidedAs | null
  undoable: Undoable[]
  /** That of them which was decided just before. */
  newest: string | null
}

const VERDICTS: readonly string[] = ['confirm', 'reject']

export async function readDoneLately(
  db: DbOrTransaction,
  principal: Pick<Principal, 'actor'> | null,
  { done, n, of }: Asked,
): Promise<DoneLately> {
  const undoable = principal ? await undoableBy(db, principal.actor) : []
  const lately = {
    done: done ?? null,
    n: n ?? 0,
    of: of ?? null,
    decided: null,
    undoable,
    newest: null,
  }
  if (!principal || done === undefined || of === undefined || !VERDICTS.includes(done)) {
    return lately
  }
  // told beside the way to undo it, and not twice
  const newest = undoable.find(({ decisionId }) => decisionId === of.toLowerCase())
  if (newest) return { ...lately, done: null, newest: newest.decisionId }
  return { ...lately, decided: await decidedAs(db, of, principal.actor) }
}

type Desk = {
  /** The report on whose page it was done, to come back to. */
  reportId?: string | null
  /** From where in the queue that was. */
  place?: QueuePlace | null
  /** Those on the page, by one of which it may be called. */
  takedowns?: readonly { id: string; host: string }[]
}

/** What was done just before, and what can be taken back; each is called by what it is of. */
export const doneLately = (view: View, lately: DoneLately, desk: Desk = {}): Html =>
  html`${doneLine(view, lately, desk)}
  ${undoLine(view, lately.undoable, { ...desk, newest: lately.newest })}`

function doneLine(view: View, lately: DoneLately, { takedowns = [] }: Desk): Html | null {
  const { done, n, of, decided } = lately
  if (done === null) return null
  const takedown = takedowns.find(({ id }) => id === of?.toLowerCase())
  const what =
    (decided &&
      named(view, `/console/matches/${decided.matchId}`, decided.matchId, decided.host)) ??
    (takedown && named(view, `/console/takedowns/${takedown.id}`, takedown.id, takedown.host))
  return flash(view.t.code('done', done, { n }), what ?? null)
}

const named = ({ t }: View, path: string, id: string, host: string | null): Html =>
  html`<a href="${path}"
      >${host === null ? t('report.no-host') : defanged(host)}
      <span class="id">${shortId(id)}</span></a
    >:`
