import { randomBytes } from 'node:crypto'
import { Client, escapeIdentifier, escapeLiteral } from 'pg'
import { PROCESS_NAMES, roleOf, type ProcessName } from './access-plan.ts'

/**
 * Gives each process a login of its own to a database that only this program uses, with a new password for each start.
 *
 * @param ownerUrl  of whoever may make roles
 * @returns the URL of each process; null where the roles are missing
 */
export async function processLogins(ownerUrl: string): Promise<Record<ProcessName, string> | null> {
  const client = new Client({ connectionString: ownerUrl, application_name: 'logins' })
  client.on('error', () => undefined)
  await client.connect()
  try {
    const { rows } = await client.query<{ rolname: string }>(
      `select rolname from pg_roles where rolname like 'nightlight\\_%'`,
    )
    const there = new Set(rows.map(({ rolname }) => rolname))
    if (!PROCESS_NAMES.every((name) => there.has(roleOf(name)))) return null
    const logins = PROCESS_NAMES.map((name) => ({
      name,
      password: randomBytes(24).toString('base64url'),
    }))
    await client.query(logins.map((one) => loginOf(one, there)).join(';\n'))
    return Object.fromEntries(
      logins.map(({ name, password }) => [name, urlAs(ownerUrl, userOf(name), password)]),
    ) as Record<ProcessName, string>
  } finally {
    await client.end()
  }
}

const userOf = (name: ProcessName): string => `${roleOf(name)}_login`

function loginOf(
  { name, password }: { name: ProcessName; password: string },
  there: ReadonlySet<string>,
): string {
  const user = escapeIdentifier(userOf(name))
  const how = `login nosuperuser nocreatedb nocreaterole nobypassrls password ${escapeLiteral(password)}`
  return there.has(userOf(name))
    ? `alter role ${user} ${how}`
    : `create role ${user} ${how} in role ${escapeIdentifier(roleOf(name))}`
}

function urlAs(ownerUrl: string, user: string, password: string): string {
  const url = new URL(ownerUrl)
  url.username = user
  url.password = password
  return url.href
}
