import { DomainError } from '@nightlight/contract'
import { newId, writeAudit, type DbOrTransaction } from '@nightlight/runtime'
import { isSamePerson } from '../policies/policy-store.ts'
import type { Person } from '../provider-channel-store.ts'
import { lockProvider, upsertContact } from '../provider-store.ts'
import { isUsableMailbox } from '../recipients/contact.ts'
import { revokeReplyLinks } from '../replies/reply-link-store.ts'
import { noProvider } from './change-provider.ts'

type By = Person & { now: Date }

const audit = (
  db: DbOrTransaction,
  { actor }: Person,
  action: string,
  objectId: string,
  detail: Record<string, string> = {},
) => writeAudit(db, { actor, action, objectType: 'provider', objectId, detail })

/**
 * Proposes a mailbox for the notices to a provider. It counts once another person has approved it.
 *
 * @returns id of the proposal; of the one that waits already, if there is one
 * @throws {DomainError} invalid `mailbox-invalid`; not-found `provider-not-found`
 */
export async function proposeContact(
  db: DbOrTransaction,
  contact: { providerId: string; mailbox: string },
  by: By,
): Promise<string> {
  const mailbox = contact.mailbox.trim().toLowerCase()
  if (!isUsableMailbox(mailbox)) {
    const hint =
      'Proposing a contact: no mail can be sent to it; give an address such as abuse@host.example'
    throw new DomainError('invalid', 'mailbox-invalid', hint)
  }
  const { providerId } = contact
  if (!(await lockProvider(db, providerId))) throw noProvider()
  const waiting = await db
    .selectFrom('contact_proposal')
    .select('id')
    .where('provider_id', '=', providerId)
    .where('mailbox', '=', mailbox)
    .where('state', '=', 'proposed')
    .executeTakeFirst()
  if (waiting) return waiting.id
  const id = newId()
  await db
    .insertInto('contact_proposal')
    .values({
      id,
      provider_id: providerId,
      mailbox,
      state: 'proposed',
      proposed_by: by.actor,
      proposer: by.name,
      proposed_at: by.now,
    })
    .execute()
  await audit(db, by, 'contact-proposed', providerId, { proposal: id })
  return id
}

/**
 * Has a proposed mailbox count: it goes before what the registries name, and takedowns that waited for
 * want of a mailbox are looked at again.
 *
 * @throws {DomainError} not-found `contact-not-found`, forbidden `second-person-needed`
 */
export async function approveContact(
  db: DbOrTransaction,
  { providerId, id }: { providerId: string; id: string },
  by: By,
): Promise<void> {
  const row = await db
    .selectFrom('contact_proposal')
    .select(['mailbox', 'proposed_by', 'proposer'])
    .where('id', '=', id)
    .where('provider_id', '=', providerId)
    .where('state', '=', 'proposed')
    .forUpdate()
    .executeTakeFirst()
  if (!row) throw noContact()
  if (by.actor === row.proposed_by || (await isSamePerson(db, by.name, row.proposer))) {
    const hint = 'Approving a contact: who proposed it cannot; ask somebody else'
    throw new DomainError('forbidden', 'second-person-needed', hint)
  }
  await decideProposal(db, id, 'approved', by)
  // Takedowns before contacts, as whoever notes a bounce locks them.
  await lookAgain(db, providerId, by.now)
  const { mailbox } = row
  // A person vouches for it, so that what it refused before is forgiven at once.
  const contact = { providerId, mailbox, source: 'operator', fetchedAt: by.now } as const
  await upsertContact(db, contact, 0)
  await db
    .updateTable('provider_contact')
    .set({ retired_at: null, refused_at: null })
    .where('provider_id', '=', providerId)
    .where('mailbox', '=', mailbox)
    .execute()
  await audit(db, by, 'contact-approved', providerId, { proposal: id })
}

/**
 * Sends nothing to a mailbox any more, whatever a source names, and ends its links to reply pages; or
 * drops one that was proposed.
 *
 * @throws {DomainError} not-found `contact-not-found`
 */
export async function retireContact(
  db: DbOrTransaction,
  { providerId, id }: { providerId: string; id: string },
  by: By,
): Promise<void> {
  const retired = await db
    .updateTable('provider_contact')
    .set({ retired_at: by.now })
    .where('id', '=', id)
    .where('provider_id', '=', providerId)
    .where('retired_at', 'is', null)
    .executeTakeFirst()
  if (retired.numUpdatedRows > 0n) {
    await revokeReplyLinks(db, { contactId: id }, by.now)
    return audit(db, by, 'contact-retired', providerId, { contact: id })
  }
  const proposal = await db
    .selectFrom('contact_proposal')
    .select('id')
    .where('id', '=', id)
    .where('provider_id', '=', providerId)
    .where('state', '=', 'proposed')
    .forUpdate()
    .executeTakeFirst()
  if (!proposal) throw noContact()
  await decideProposal(db, id, 'dropped', by)
  await audit(db, by, 'contact-dropped', providerId, { proposal: id })
}

/** Settles a mailbox that was proposed and is locked. */
export const decideProposal = (
  db: DbOrTransaction,
  id: string,
  state: 'approved' | 'dropped',
  by: By,
) =>
  db
    .updateTable('contact_proposal')
    .set({ state, decided_by: by.actor, decider: by.name, decided_at: by.now })
    .where('id', '=', id)
    .execute()

/** What waits for want of a mailbox is due now; locked in one order, so that two cannot wait for each other. */
async function lookAgain(db: DbOrTransaction, providerId: string, now: Date): Promise<void> {
  const waiting = await db
    .selectFrom('takedown')
    .select('id')
    .where('attention', 'in', ['no-contact', 'mailbox-refused'])
    .where((eb) =>
      eb.or([
        eb('provider_id', '=', providerId),
        // Nobody is chosen yet for what never had a mailbox.
        eb(
          'id',
          'in',
          eb.selectFrom('host_finding').select('takedown_id').where('provider_id', '=', providerId),
        ),
        eb(
          'id',
          'in',
          eb
            .selectFrom('host_recipient')
            .select('takedown_id')
            .where('provider_id', '=', providerId),
        ),
      ]),
    )
    .orderBy('id')
    .forUpdate()
    .execute()
  if (waiting.length === 0) return
  const ids = waiting.map(({ id }) => id)
  await db.updateTable('takedown').set({ due_at: now }).where('id', 'in', ids).execute()
}

export const noContact = (): DomainError =>
  new DomainError(
    'not-found',
    'contact-not-found',
    'Looking for a contact: the provider has none of this id that counts or waits',
  )
