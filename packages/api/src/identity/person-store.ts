import type { Role } from '@nightlight/contract'
import { nameOfProvider, type DbOrTransaction, type SessionLevel } from '@nightlight/runtime'
import { sql } from 'kysely'

export type PersonState = 'invited' | 'active' | 'deactivated'

/** An account: one name in one role. */
export type Person = {
  id: string
  role: Role
  name: string
  authorityId: string | null
  /** Whom somebody of a provider answers for; null for everybody else. */
  providerId: string | null
  state: PersonState
  requester: string
  /** Another administrator has to agree before the account opens. */
  isWaiting: boolean
}

/** A person as lists show them. */
export type PersonInList = Person & {
  authority: string | null
  provider: string | null
  passkeys: number
  hasCode: boolean
  hasProvider: boolean
  /** Passkeys of which there may be two. */
  suspects: number
  sessions: number
  lastSignInAt: Date | null
  lastLevel: SessionLevel | null
}

const COLUMNS = [
  'person.id',
  'person.role',
  'person.name',
  'person.authority_id',
  'person.provider_id',
  'person.state',
  'person.requester',
  'person.needs_approval',
  'person.approved_at',
] as const

export type PersonRow = {
  id: string
  role: string
  name: string
  authority_id: string | null
  provider_id: string | null
  state: PersonState
  requester: string
  needs_approval: boolean
  approved_at: Date | null
}

export const toPerson = (row: PersonRow): Person => ({
  id: row.id,
  role: row.role as Role,
  name: row.name,
  authorityId: row.authority_id,
  providerId: row.provider_id,
  state: row.state,
  requester: row.requester,
  isWaiting: row.needs_approval && row.approved_at === null,
})

/** Changes of accounts take turns, so that two of them cannot each take the other for the second one. */
export async function lockPeople(db: DbOrTransaction): Promise<void> {
  await sql`select pg_advisory_xact_lock(710428)`.execute(db)
}

export async function findPerson(db: DbOrTransaction, id: string): Promise<Person | null> {
  const row = await db
    .selectFrom('person')
    .select(COLUMNS)
    .where('person.id', '=', id)
    .executeTakeFirst()
  return row ? toPerson(row) : null
}

/** Locked until the transaction ends: who signs in and who is deactivated take turns. */
export async function lockPerson(db: DbOrTransaction, id: string): Promise<Person | null> {
  const row = await db
    .selectFrom('person')
    .select(COLUMNS)
    .where('person.id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  return row ? toPerson(row) : null
}

/** All accounts of one human being, by the name. */
export async function accountsOf(
  db: DbOrTransaction,
  name: string,
  role?: Role,
): Promise<Person[]> {
  const rows = await db
    .selectFrom('person')
    .select(COLUMNS)
    .where(sql<string>`person_name(person.name)`, '=', sql<string>`person_name(${name})`)
    .$if(role !== undefined, (query) => query.where('person.role', '=', role!))
    .orderBy('person.role')
    .execute()
  return rows.map(toPerson)
}

/** A name as the database tells two apart: whatever it takes for one counts as one wherever tries are counted. */
export async function foldedName(db: DbOrTransaction, name: string): Promise<string> {
  const { rows } = await sql<{ name: string }>`select person_name(${name}) as name`.execute(db)
  return rows[0]!.name
}

export async function insertPerson(
  db: DbOrTransaction,
  person: Pick<Person, 'id' | 'role' | 'name' | 'authorityId' | 'providerId'>,
  asked: { actor: string; name: string; at: Date; needsApproval: boolean },
): Promise<void> {
  await db
    .insertInto('person')
    .values({
      id: person.id,
      role: person.role,
      name: person.name,
      authority_id: person.authorityId,
      provider_id: person.providerId,
      state: 'invited',
      requested_by: asked.actor,
      requester: asked.name,
      requested_at: asked.at,
      needs_approval: asked.needsApproval,
    })
    .execute()
}

/** Asks for an account anew: for another role or authority, or after it was deactivated. */
export async function askAnew(
  db: DbOrTransaction,
  id: string,
  set: { role?: Role; state: PersonState; authority_id?: string },
  asked: { actor: string; name: string; at: Date; needsApproval: boolean },
): Promise<void> {
  await db
    .updateTable('person')
    .set({
      ...set,
      requested_by: asked.actor,
      requester: asked.name,
      requested_at: asked.at,
      needs_approval: asked.needsApproval,
      approved_by: null,
      approver: null,
      approved_at: null,
      deactivated_at: null,
      deactivated_by: null,
      deactivator: null,
    })
    .where('id', '=', id)
    .execute()
}

/** Whether anybody ever came in by this account. */
export async function hasSignedIn(db: DbOrTransaction, id: string): Promise<boolean> {
  const never = await db
    .selectFrom('person')
    .select('id')
    .where('id', '=', id)
    .where('last_sign_in_at', 'is', null)
    .executeTakeFirst()
  return never === undefined
}

export async function setApproved(
  db: DbOrTransaction,
  id: string,
  by: { actor: string; name: string; at: Date },
): Promise<void> {
  await db
    .updateTable('person')
    .set({ approved_by: by.actor, approver: by.name, approved_at: by.at })
    .where('id', '=', id)
    .execute()
}

export async function setActive(db: DbOrTransaction, id: string, at: Date): Promise<void> {
  await db
    .updateTable('person')
    .set({ state: 'active', activated_at: at })
    .where('id', '=', id)
    .where('state', '=', 'invited')
    .execute()
}

/** Ends an account; what it has to come in with goes by triggers of the same statement. */
export async function setDeactivated(
  db: DbOrTransaction,
  id: string,
  by: { actor: string; name: string; at: Date },
): Promise<void> {
  const ended = { deactivated_by: by.actor, deactivator: by.name, deactivated_at: by.at }
  await db
    .updateTable('person')
    .set({ state: 'deactivated', ...ended })
    .where('id', '=', id)
    .execute()
}

/** Sessions of an account, and keys of its name in any role that were not revoked. */
export async function heldBy(
  db: DbOrTransaction,
  { id, name }: Pick<Person, 'id' | 'name'>,
): Promise<{ sessions: number; keys: number }> {
  const { rows } = await sql<{ sessions: number; keys: number }>`
    select (select count(*)::int from session where person_id = ${id}) as sessions,
           (select count(*)::int from api_key where revoked_at is null
             and person_name(name) = person_name(${name})) as keys`.execute(db)
  return rows[0]!
}

/**
 * Administrators besides one: those who could agree, and those whom this one put out or made something else within the
 * last 30 days, so that nobody gets rid of the second pair of eyes first. The audit log says so; the account itself
 * forgets it when it is opened again.
 */
export async function otherAdmins(
  db: DbOrTransaction,
  by: { actor: string; name: string },
  at: Date,
): Promise<number> {
  const since = new Date(at.getTime() - 30 * 86_400_000)
  const { rows } = await sql<{ n: string }>`
    select count(distinct person_name(name)) as n from person
     where person_name(name) <> person_name(${by.name})
       and ((role = 'admin' and state = 'active' and (not needs_approval or approved_at is not null))
         or exists (select from audit_event e
           where e.object_type = 'person' and e.object_id = person.id::text
             and e.actor = ${by.actor} and e.at > ${since}
             and ((e.action = 'person.deactivated' and e.detail ->> 'role' = 'admin')
               or (e.action = 'person.role-changed' and e.detail ->> 'from' = 'admin'))))
  `.execute(db)
  return Number(rows[0]!.n)
}

/** Active administrators besides one account. */
export async function activeAdminsBesides(db: DbOrTransaction, id: string): Promise<number> {
  const { n } = await db
    .selectFrom('person')
    .select(({ fn }) => fn.countAll<string>().as('n'))
    .where('role', '=', 'admin')
    .where('state', '=', 'active')
    .where('id', '<>', id)
    .where((eb) => eb.or([eb('needs_approval', '=', false), eb('approved_at', 'is not', null)]))
    .executeTakeFirstOrThrow()
  return Number(n)
}

/** What waits for somebody's word first, what is over last. */
const PLACE = sql<number>`case when person.state = 'deactivated' then 2
  when person.needs_approval and person.approved_at is null then 0 else 1 end`
const IN_ORDER = sql`${PLACE}, person_name(person.name), person.role, person.id`

/**
 * Accounts, all or those of one provider.
 *
 * @param page.after  id of the last one of the page before
 */
export async function listPeople(
  db: DbOrTransaction,
  now: Date,
  { providerId, after, limit }: { providerId?: string; after?: string | null; limit?: number } = {},
): Promise<PersonInList[]> {
  const rows = await db
    .selectFrom('person')
    .leftJoin('authority', 'authority.id', 'person.authority_id')
    .leftJoin('provider', 'provider.id', 'person.provider_id')
    .$if(providerId !== undefined, (query) => query.where('person.provider_id', '=', providerId!))
    .$if(typeof after === 'string', (query) =>
      query.where(
        sql<boolean>`(${IN_ORDER}) > (select ${IN_ORDER} from person where id = ${after})`,
      ),
    )
    .$if(limit !== undefined, (query) => query.limit(limit!))
    .select([...COLUMNS, 'authority.name as authority'])
    .select(nameOfProvider('provider').as('provider'))
    .select(['last_sign_in_at', 'last_level'])
    .select((eb) => [
      eb
        .selectFrom('credential')
        .select(({ fn }) => fn.countAll<string>().as('n'))
        .whereRef('person_id', '=', 'person.id')
        .as('passkeys'),
      eb
        .selectFrom('credential')
        .select(({ fn }) => fn.countAll<string>().as('n'))
        .whereRef('person_id', '=', 'person.id')
        .where('suspect_at', 'is not', null)
        .as('suspects'),
      eb
        .selectFrom('session')
        .select(({ fn }) => fn.countAll<string>().as('n'))
        .whereRef('person_id', '=', 'person.id')
        .where('expires_at', '>', now)
        .as('sessions'),
      sql<boolean>`exists (select from totp where person_id = person.id and confirmed_at is not null)`.as(
        'has_code',
      ),
      sql<boolean>`exists (select from oidc_identity where person_id = person.id)`.as(
        'has_provider',
      ),
    ])
    .orderBy(PLACE)
    .orderBy(sql`person_name(person.name)`)
    .orderBy('person.role')
    .orderBy('person.id')
    .execute()
  return rows.map((row) => ({
    ...toPerson(row),
    authority: row.authority,
    provider: row.provider,
    passkeys: Number(row.passkeys),
    suspects: Number(row.suspects),
    sessions: Number(row.sessions),
    hasCode: row.has_code,
    hasProvider: row.has_provider,
    lastSignInAt: row.last_sign_in_at,
    lastLevel: row.last_level,
  }))
}
