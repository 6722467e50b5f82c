import { existsSync } from 'node:fs'
import { createSignInLink } from '@nightlight/api'
import { connect, createFieldCrypto, parseMasterKey, untilStopped } from '@nightlight/runtime'
import { openDataDirectory } from '../data-directory.ts'
import { continueDemo } from '../demo/run-demo.ts'
import { startService, type Service } from '../service.ts'

const LINK_MS = 15 * 60_000

/** `nightlight start`: everything on one machine, until a signal. */
export async function start(options: { data: string; port: number }): Promise<void> {
  const directory = await openDataDirectory(options.data)
  if (existsSync(directory.demo)) return continueDemo(directory, options)
  const say = (line: string): void => console.log(`  ${line}`)
  console.log(`Nightlight starts on ${directory.path}`)
  await using service = await startService(directory, process.env, { port: options.port, say })
  await sayWelcome(service)
  await untilStopped()
  console.log('\nStopping: work in hand is finished first')
}

/** Where the console is, and a link that signs one administrator in, once. */
export async function sayWelcome(service: Service): Promise<void> {
  const db = connect(service.station.databaseUrl, { max: 1 })
  try {
    const crypto = createFieldCrypto(parseMasterKey(service.station.fieldKey))
    const link = await createSignInLink(db, crypto, {
      role: 'supervisor',
      name: 'first sign-in',
      ttlMs: LINK_MS,
      baseUrl: service.url,
    })
    console.log(`\nConsole  ${service.url}`)
    console.log(`Sign in  ${link}`)
    console.log(`         (works once, within ${LINK_MS / 60_000} minutes)`)
    console.log('Stop     Ctrl-C')
  } finally {
    await db.destroy()
  }
}
