import type { DbOrTransaction } from '@nightlight/runtime'
import { askToRetract, clearAttention, RETRACT } from './attention-store.ts'
import { NOT_ACCEPTED_LIMIT, type Ended } from './ended.ts'
import { attemptsNotAccepted, type NoticeHead } from './notice-store.ts'
import { refuseContact, usableContact } from './provider-store.ts'
import { redirect } from './retraction-store.ts'

/**
 * What follows from how an attempt to send a retraction ended. Its takedowns are closed, so their
 * state does not change: a person is asked where the mail cannot tell whoever was told.
 *
 * Call it with the takedowns locked and the attempt ended.
 */
export async function settleRetraction(
  db: DbOrTransaction,
  head: NoticeHead,
  takedownIds: readonly string[],
  ended: Ended,
  at: Date,
): Promise<void> {
  switch (ended.status) {
    case 'accepted':
    case 'recovered':
    case 'withdrawn':
      return clearAttention(db, takedownIds, [RETRACT])
    case 'unsendable':
    case 'doubtful':
      return askToRetract(db, takedownIds)
    case 'refused': {
      if (ended.stage !== 'recipient') {
        if ((await attemptsNotAccepted(db, head.id)) < NOT_ACCEPTED_LIMIT) return
        return askToRetract(db, takedownIds)
      }
      await refuseContact(db, head.contactId, at, { kind: 'refused', noticeId: head.id })
      const other = await usableContact(db, head.providerId)
      return other ? redirect(db, head.id, other.id) : askToRetract(db, takedownIds)
    }
    case 'deferred':
    case 'in-doubt':
    case 'turned-away':
    case 'fallen-back':
  }
}
