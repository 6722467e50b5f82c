import { DomainError } from '@nightlight/contract'
import { heldMs, holdsOf, openTasks, readHostFinding } from '@nightlight/notices'
import type { AppDeps } from '../../app.ts'
import { secondsOwed } from '../../assessments/seconds-owed.ts'
import { exportForm } from '../../case-export/export-form.ts'
import { listRecipients } from '../../case-export/recipient-store.ts'
import type { Principal } from '../../identity/principal.ts'
import { keptOfTakedown } from '../../kept-cases/kept-case-store.ts'
import { iccamFilesOf, pageOfTakedown } from '../../report-desk/takedown-address.ts'
import { readTakedownInFull } from '../../routes/takedown-routes.ts'
import { takedownMoments } from '../../takedown-moments-store.ts'
import { html, type Html } from '../html.ts'
import { keepForm } from '../kept-cases/kept-case-fragments.ts'
import { hostSection } from '../pages/host-form.ts'
import type { ShownAddress } from '../pages/takedown-addresses.ts'
import { doneLine, takedownForms } from '../pages/takedown-forms.ts'
import { takedownPage } from '../pages/takedown-page.ts'
import { takingBackForms } from '../pages/taking-back-forms.ts'
import { wordForm } from '../pages/word-form.ts'
import { repliesOfCase } from '../replies/case-reply-routes.ts'
import type { View } from '../view.ts'
import { revealsIn } from './read-report.ts'

/** More than there are codes. */
const TASKS_SHOWN = 50

/**
 * The page of a takedown.
 *
 * @param asked.before  the check before which checks are listed; the newest without
 * @param asked.shown   an address of it that was asked for, this once
 * @throws {DomainError} not-found `not-found`
 */
export async function readTakedownPage(
  deps: AppDeps,
  principal: Principal,
  view: View,
  asked: { id: string; done?: string | null; before?: string | null; shown?: ShownAddress },
): Promise<Html> {
  const { db, now } = deps
  const { id, done = null, before = null, shown = null } = asked
  const takedown = await readTakedownInFull(db, id)
  const found = await takedownMoments(db, id)
  if (!takedown || !found)
    throw new DomainError('not-found', 'not-found', 'Showing a takedown: no such')
  const owed = await secondsOwed(db, principal, found.matchIds)
  const moments = owed.size > 0 ? { ...found, decisions: [] } : found
  const holds = await holdsOf(db, id)
  const held = await heldMs(db, id, now())
  const { host: at, status, clocks, plan } = takedown
  const isTold = clocks.t6 !== null
  const forms = takedownForms(view, { id, host: at, status, plan, isTold, holds, heldMs: held })
  const { part, replies } = await repliesOfCase(deps, view, id)
  const tasks = await openTasks(db, { takedownId: id, limit: TASKS_SHOWN })
  const waiting = tasks.map(({ code }) => code)
  const finding = await readHostFinding(db, id)
  const host = hostSection(view, {
    id,
    status,
    finding,
    waiting: [takedown.attention, ...waiting],
  })
  const recipients = await listRecipients(db)
  const keeping = keepForm(view, id, {
    recipients: recipients.filter(({ hasOfficers }) => hasOfficers),
    kept: await keptOfTakedown(db, id),
  })
  const exporting = exportForm(view, id, recipients)
  // What was just done first, and what they say before what can be done about it.
  const parts = html`${doneLine(view, done)}${part}${wordForm(view, takedown)}${takingBackForms(view, { ...takedown, holds })}${host}${forms}${exporting}${keeping}`
  const places = {
    page: await pageOfTakedown(db, id),
    reveals: await revealsIn(deps, view),
    shown,
    made: await iccamFilesOf(db, id),
  }
  const inFull = { ...takedown, waiting, holds, replies, moments, places }
  return takedownPage(view, inFull, parts, before)
}
