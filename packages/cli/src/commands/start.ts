import { existsSync } from 'node:fs'
import { createSignInLink } from '@nightlight/api'
import { DomainError } from '@nightlight/contract'
import { connect, untilStopped } from '@nightlight/runtime'
import { openDataDirectory } from '../data-directory.ts'
import { continueDemo } from '../demo/run-demo.ts'
import { startService, type Service } from '../service.ts'
import { keysOf } from '../keys-of.ts'

const LINK_MS = 15 * 60_000

/** `nightlight start`: everything on one machine, until a signal. */
export async function start(options: { data: string; port: number }): Promise<void> {
  const directory = await openDataDirectory(options.data)
  if (existsSync(directory.demo)) return continueDemo(directory, options)
  const say = (line: string): void => console.log(`  ${line}`)
  console.log(`Nightlight starts on ${directory.path}`)
  await using service = await startService(directory, process.env, { port: options.port, say })
  await sayWelcome(service, 'admin')
  console.log('People   npm run -s nightlight -- people invite --role analyst --name NAME')
  await untilOver(service)
}

/**
 * Waits for a signal.
 *
 * @throws {DomainError} `database-ended` when the embedded database is gone: nothing works without
 */
export async function untilOver(service: Service): Promise<void> {
  const how = await Promise.race([
    untilStopped(),
    service.station.databaseEnded.then(() => 'database-ended' as const),
  ])
  if (how !== 'database-ended') {
    console.log('\nStopping: work in hand is finished first')
    return
  }
  throw new DomainError(
    'conflict',
    'database-ended',
    'Running: the embedded database ended by itself; see postgres.log in the data directory, then start again',
  )
}

/** Where the console is, and a link that signs one person in, once. */
export async function sayWelcome(service: Service, role: 'admin' | 'supervisor'): Promise<void> {
  const db = connect(service.station.databaseUrl, { max: 1 })
  try {
    const { crypto } = await keysOf(db, service.station)
    const link = await createSignInLink(db, crypto, {
      role,
      name: `first ${role}`,
      ttlMs: LINK_MS,
      baseUrl: service.url,
    }).catch((error: unknown) => {
      if (error instanceof DomainError && NO_LINK.includes(error.code)) return null
      throw error
    })
    console.log(`\nConsole  ${service.url}`)
    if (link === null)
      console.log(`Sign in  with a passkey; for the first ${role} no link is made any more`)
    else {
      console.log(`Sign in  ${link}`)
      console.log(`         (as ${role}; works once, within ${LINK_MS / 60_000} minutes)`)
    }
    console.log('Stop     Ctrl-C')
  } finally {
    await db.destroy()
  }
}

/** The first account has a passkey by now, or was deactivated once there were others. */
const NO_LINK = ['person-has-credential', 'person-deactivated']
