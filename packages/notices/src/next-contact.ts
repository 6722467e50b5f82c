import type { DbOrTransaction } from '@nightlight/runtime'
import type { Patience } from './patience.ts'
import { contactsOf } from './provider-store.ts'
import { choiceFacts } from './recipient.ts'
import { chooseContact } from './recipients/contact.ts'
import { lockTakedown, postponeNotice, setAttention } from './takedown-store.ts'

/**
 * Has takedowns whose mailbox was given up go on to the next one of their provider now. Without one
 * they are looked at at once: whoever else can be told is then looked for, and a person is asked
 * meanwhile.
 *
 * Call it with the takedowns locked.
 */
export async function tryNextContact(
  db: DbOrTransaction,
  deps: { now: () => Date; patience: Patience },
  providerId: string,
  takedownIds: readonly string[],
): Promise<void> {
  const contacts = await contactsOf(db, [providerId])
  const now = deps.now()
  for (const id of takedownIds) {
    const stored = await lockTakedown(db, id)
    // It may have gone to another provider while the mail was on its way.
    if (!stored || stored.providerId !== providerId) continue
    const about = { id, plan: stored.takedown.plan }
    const choice = chooseContact(contacts, await choiceFacts(db, deps, about))
    if (choice.status === 'chosen') await postponeNotice(db, [id], now)
    else await setAttention(db, id, 'mailbox-refused', now)
  }
}
