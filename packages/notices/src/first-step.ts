import type { DbOrTransaction } from '@nightlight/runtime'
import type { Deadlines } from './deadline.ts'
import type { Host } from './find-host.ts'
import { upsertContact, upsertProvider } from './provider-store.ts'
import { applyCommand, setAttention, storeTakedown, type StoredTakedown } from './takedown-store.ts'

type Deps = { deadlines: Deadlines; now: () => Date; policeMailbox: string | null }

/**
 * Begins the first step of a routed takedown's plan, or says what a person has to do.
 *
 * A provider notice that the policy has switched on is thereby authorised, by the policy as actor.
 */
export async function takeFirstStep(
  db: DbOrTransaction,
  deps: Deps,
  stored: StoredTakedown,
  facts: { host: Host; actor: string },
): Promise<StoredTakedown> {
  const [step] = stored.takedown.plan
  if (step === 'provider-notice') return noticeToHost(db, deps, stored, facts)
  if (step === 'police-hand-over') return handOverToPolice(db, deps, stored)
  await setAttention(db, stored.id, step === 'iccam-hand-over' ? 'enter-in-iccam' : 'step-by-hand')
  return stored
}

async function noticeToHost(
  db: DbOrTransaction,
  { deadlines, now }: Deps,
  stored: StoredTakedown,
  { host, actor }: { host: Host; actor: string },
): Promise<StoredTakedown> {
  if (host.status !== 'found' || !host.hasMailbox) {
    await setAttention(db, stored.id, 'no-contact')
    return stored
  }
  await setAttention(db, stored.id, null)
  return applyCommand(
    db,
    { ...stored, providerId: host.providerId },
    { type: 'authorise', at: now(), actor },
    deadlines,
  )
}

async function handOverToPolice(
  db: DbOrTransaction,
  { deadlines, now, policeMailbox }: Deps,
  stored: StoredTakedown,
): Promise<StoredTakedown> {
  if (policeMailbox === null) {
    await setAttention(db, stored.id, 'police-mailbox-missing')
    return stored
  }
  const providerId = await upsertProvider(
    db,
    { handle: 'police', kind: 'police', name: 'Police', country: null, language: 'en' },
    now(),
  )
  await upsertContact(db, {
    providerId,
    mailbox: policeMailbox,
    source: 'configuration',
    fetchedAt: now(),
  })
  await setAttention(db, stored.id, null)
  const notifyAt = new Date(now().getTime() + deadlines.groupWindowMs)
  const waiting: StoredTakedown = { ...stored, providerId, notifyAt }
  await storeTakedown(db, waiting, now(), deadlines)
  return waiting
}
