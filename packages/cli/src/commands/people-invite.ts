import { createSignInLink } from '@nightlight/api'
import { DomainError } from '@nightlight/contract'
import { connect } from '@nightlight/runtime'
import { readServiceFile } from '../data-directory.ts'
import { findInstallation } from '../installation.ts'
import { borrowStation } from '../station.ts'
import { roleNamed } from './people.ts'
import { keysOf } from '../keys-of.ts'

const LINK_MS = 24 * 3_600_000

/**
 * `nightlight people invite`: a link that signs one person in, once, within a day.
 *
 * @param options.again  for somebody who lost every passkey: ends those and every session first
 */
export async function peopleInvite(options: {
  data: string
  role: string
  name: string
  authority?: string
  provider?: string
  again?: boolean
  json?: boolean
}): Promise<void> {
  const role = roleNamed(options.role)
  const directory = await findInstallation(options.data)
  const service = await readServiceFile(directory)
  if (!service) {
    throw new DomainError(
      'conflict',
      'service-not-running',
      'Inviting: no service runs on this data directory; start it with "npm start"',
    )
  }
  await using station = await borrowStation(directory, process.env)
  const db = connect(station.databaseUrl, { max: 1, name: 'people invite' })
  try {
    const { crypto } = await keysOf(db, station)
    const { name, authority, provider, again = false } = options
    const link = await createSignInLink(db, crypto, {
      role,
      name,
      authority,
      provider,
      again,
      ttlMs: LINK_MS,
      baseUrl: service.url,
    })
    if (options.json) console.log(JSON.stringify({ role, name, authority, link }))
    else
      console.log(`${link}\n\nHand it over in person or by a safe way: it works once, within a day`)
  } finally {
    await db.destroy()
  }
}
