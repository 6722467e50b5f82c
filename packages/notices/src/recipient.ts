import { PLANNED_ONCE, type DbOrTransaction } from '@nightlight/runtime'
import { sql } from 'kysely'
import { otherRecipients } from './finding-store.ts'
import type { Patience } from './patience.ts'
import { contactsOf, type StoredContact } from './provider-store.ts'
import {
  chooseContact,
  type ChoiceFacts,
  type ContactChoice,
  type ContactSource,
  type PassedOverReason,
} from './recipients/contact.ts'
import type { Step } from './routing.ts'
import type { Takedown } from './takedown.ts'
import { siteDomainsOf } from './tip-off.ts'

type About = { id: string; plan: readonly Step[] }
type Deps = { now: () => Date; patience: Patience }

/** Sources that stand for somebody whom a plan must name before they are told. */
const BY_STEP: readonly { step: Step; sources: readonly ContactSource[] }[] = [
  { step: 'registrar-escalation', sources: ['registrar', 'registry'] },
  { step: 'upstream-escalation', sources: ['upstream'] },
]

/** Their letters tell of a host that was told and did not act. */
const AFTER_HOST: readonly ContactSource[] = ['registrar', 'registry']

type Known = { siteDomains: readonly string[]; wasTold: boolean }

/** What bears on the choice of a mailbox for one takedown. */
export const choiceOf = (
  { now, patience }: Deps,
  plan: readonly Step[],
  { siteDomains, wasTold }: Known,
): ChoiceFacts => ({
  siteDomains,
  closed: BY_STEP.filter(({ step }) => !plan.includes(step)).flatMap(({ sources }) => sources),
  early: wasTold ? [] : AFTER_HOST,
  staleBefore: new Date(now().getTime() - patience.staleMs),
})

/** What `choiceOf` asks for, as the database has it, of some takedowns. */
export async function knownOf(
  db: DbOrTransaction,
  ids: readonly string[],
): Promise<(id: string) => Known> {
  const siteDomains = await siteDomainsOf(db, ids)
  const told = await toldOf(db, ids)
  return (id) => ({ siteDomains: siteDomains.get(id) ?? [], wasTold: told.has(id) })
}

export async function choiceFacts(
  db: DbOrTransaction,
  deps: Deps,
  { id, plan }: About,
): Promise<ChoiceFacts> {
  return choiceOf(deps, plan, (await knownOf(db, [id]))(id))
}

/** Takedowns of which somebody other than the police has a notice that neither came back nor was taken back. */
async function toldOf(db: DbOrTransaction, ids: readonly string[]): Promise<Set<string>> {
  const { rows } = await sql<{ id: string }>`${PLANNED_ONCE}
    select distinct i.takedown_id as id from notice_item i
    -- from the few items, also while nobody has counted how many notices are sent
    cross join lateral (
      select * from notice where id = i.notice_id and state = 'sent' and kind <> 'retraction'
        and bounced_at is null offset 0) n
    join provider p on p.id = n.provider_id and p.kind <> 'police'
    where i.takedown_id = any(${[...ids]}::uuid[]) and not exists (
      select 1 from retraction r
      where r.notice_id = n.id and r.takedown_id = i.takedown_id)`.execute(db)
  return new Set(rows.map(({ id }) => id))
}

/**
 * Chooses who is told of a takedown: its host by whatever contact is left, else whoever stands behind
 * the host or the domain, as far as the plan provides for them.
 *
 * @returns the mailbox with its provider, and why each other one was passed over
 */
export async function chooseRecipient(
  db: DbOrTransaction,
  deps: Deps,
  about: About,
  hostId: string,
): Promise<ContactChoice<StoredContact>> {
  const others = await otherRecipients(db, about.id)
  const contacts = await contactsOf(db, [hostId, ...others.map(({ providerId }) => providerId)])
  return chooseContact(contacts, await choiceFacts(db, deps, about))
}

/** One mailbox that a takedown could be told to, as it stands. */
export type Recipient = {
  providerId: string
  mailbox: string
  source: ContactSource
  observedAt: Date
  refusedAt: Date | null
  /** `chosen`, or why it is not. */
  standing: 'chosen' | PassedOverReason
}

/**
 * Every mailbox that is known for a takedown, the chosen one first, and why each other one is not.
 *
 * @returns empty before the host was looked for
 */
export async function readRecipients(
  db: DbOrTransaction,
  deps: Deps,
  takedownId: string,
): Promise<Recipient[]> {
  const row = await db
    .selectFrom('host_finding')
    .innerJoin('takedown', 'takedown.id', 'host_finding.takedown_id')
    .select(['host_finding.provider_id', 'takedown.state'])
    .where('takedown_id', '=', takedownId)
    .executeTakeFirst()
  if (!row) return []
  const { plan } = row.state as Takedown
  const choice = await chooseRecipient(db, deps, { id: takedownId, plan }, row.provider_id)
  const chosen = choice.status === 'chosen' ? [toRecipient(choice.contact, 'chosen')] : []
  return [
    ...chosen,
    ...choice.passedOver.map(({ candidate, reason }) => toRecipient(candidate, reason)),
  ]
}

const toRecipient = (
  { providerId, email, source, observedAt, refusedAt }: StoredContact,
  standing: Recipient['standing'],
): Recipient => ({ providerId, mailbox: email, source, observedAt, refusedAt, standing })
