import {
  accountsOf,
  approvePerson,
  deactivatePerson,
  listPeople,
  OPERATOR,
  reactivatePerson,
  sessionsOf,
  type Account,
} from '@nightlight/api'
import { DomainError, ROLES, type Role } from '@nightlight/contract'
import { connect, type Db } from '@nightlight/runtime'
import { findInstallation } from '../installation.ts'
import { borrowStation } from '../station.ts'

type Options = { data: string; json?: boolean }
type Whose = Options & { name: string; role?: string }

/** Runs on the database of an installation, on the word of whoever has its shell. */
async function withDatabase<Result>(
  data: string,
  run: (db: Db) => Promise<Result>,
): Promise<Result> {
  const directory = await findInstallation(data)
  await using station = await borrowStation(directory, process.env)
  const db = connect(station.databaseUrl, { max: 1, name: 'people' })
  try {
    return await run(db)
  } finally {
    await db.destroy()
  }
}

/** @throws {DomainError} `option-invalid` */
export function roleNamed(text: string): Role {
  const role = ROLES.find((candidate) => candidate === text)
  if (role) return role
  throw new DomainError(
    'invalid',
    'option-invalid',
    `Naming a person: --role must be one of ${ROLES.join(', ')}`,
  )
}

/** `nightlight people list`: every account, with what it signs in with. */
export const peopleList = ({ data, json = false }: Options): Promise<void> =>
  withDatabase(data, async (db) => {
    for (const one of await listPeople(db, new Date())) {
      const { id, name, role, authority, isWaiting, passkeys, sessions, lastLevel } = one
      const state = isWaiting && one.state !== 'deactivated' ? 'waits for approval' : one.state
      const lastSignInAt = one.lastSignInAt?.toISOString() ?? null
      const facts = {
        id,
        name,
        role,
        authority,
        state,
        passkeys,
        sessions,
        lastSignInAt,
        lastLevel,
      }
      if (json) console.log(JSON.stringify(facts))
      else {
        const last =
          lastSignInAt === null ? 'never signed in' : `last ${lastSignInAt} by ${lastLevel}`
        console.log(
          `${role}  ${name}  ${state}  passkeys ${passkeys}  sessions ${sessions}  ${last}`,
        )
      }
    }
  })

/** `nightlight people sessions`: where people are signed in. */
export const peopleSessions = ({ data, name, role, json = false }: Whose): Promise<void> =>
  withDatabase(data, async (db) => {
    for (const account of await accountsNamed(db, name, role)) {
      for (const { level, createdAt, expiresAt } of await sessionsOf(db, account.id, new Date())) {
        const facts = { name: account.name, role: account.role, level, createdAt, expiresAt }
        if (json) console.log(JSON.stringify(facts))
        else
          console.log(
            `${account.role}  ${account.name}  by ${level}  since ${createdAt.toISOString()}`,
          )
      }
    }
  })

const CHANGES = {
  deactivate: { run: deactivatePerson, done: 'deactivated; every session and key has ended' },
  reactivate: { run: reactivatePerson, done: 'reactivated; make a link with `people invite`' },
  approve: { run: approvePerson, done: 'approved' },
} as const

/** `nightlight people deactivate|reactivate|approve`: all accounts of a name, or that of one role. */
export const peopleChange =
  (change: keyof typeof CHANGES) =>
  ({ data, name, role, json = false }: Whose): Promise<void> =>
    withDatabase(data, async (db) => {
      const { run, done } = CHANGES[change]
      for (const account of await accountsNamed(db, name, role)) {
        await run(db, account.id, OPERATOR, new Date())
        if (json) console.log(JSON.stringify({ name: account.name, role: account.role, change }))
        else console.log(`${account.role}  ${account.name}  ${done}`)
      }
    })

async function accountsNamed(db: Db, name: string, role: string | undefined): Promise<Account[]> {
  const found = await accountsOf(db, name, role === undefined ? undefined : roleNamed(role))
  if (found.length > 0) return found
  throw new DomainError(
    'not-found',
    'person-not-found',
    'Looking for an account: there is none of that name; see `people list`',
  )
}
