import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { createApiKey } from '@nightlight/api'
import { DomainError, ROLES } from '@nightlight/contract'
import { connect } from '@nightlight/runtime'
import { callerDirectory } from '../caller-directory.ts'
import { makeInstallation } from '../installation.ts'
import { borrowStation } from '../station.ts'
import { keysOf } from '../keys-of.ts'
import { fileUnreadable } from '../unreadable-file.ts'

/** `nightlight keys create`: an API key, shown once. */
export async function keysCreate(options: {
  data: string
  role: string
  name: string
  authority?: string
  provider?: string
  expiresDays?: number
  scope?: string[]
  network?: string[]
  certificate?: string
  json?: boolean
}): Promise<void> {
  const role = ROLES.find((candidate) => candidate === options.role)
  if (!role) {
    throw new DomainError(
      'invalid',
      'option-invalid',
      `Making a key: --role must be one of ${ROLES.join(', ')}`,
    )
  }
  if (role === 'provider' && options.provider === undefined) {
    throw new DomainError(
      'invalid',
      'provider-missing',
      'Making a key: one of the role provider answers the notices of one provider; name it with --provider, see `providers list`',
    )
  }
  const directory = await makeInstallation(options.data)
  await using station = await borrowStation(directory, process.env)
  const db = connect(station.databaseUrl, { max: 1, name: 'keys create' })
  try {
    const { crypto } = await keysOf(db, station)
    const { name, authority, provider } = options
    const limits = {
      expiresDays: options.expiresDays,
      scopes: options.scope,
      networks: options.network,
      certificate: await certificateIn(options.certificate),
    }
    const request = { role, name, authority, provider, limits, actor: 'command-line' }
    const { id, key } = await createApiKey(db, crypto, request)
    if (options.json) console.log(JSON.stringify({ id, role, name, authority, provider, key }))
    else console.log(key)
    if (!options.json) {
      // beside the key, which may go into a file
      console.error(`Keep it now: it is shown this once. It is for ${directory.path}`)
    }
  } finally {
    await db.destroy()
  }
}

const certificateIn = async (file: string | undefined): Promise<string | undefined> =>
  file === undefined
    ? undefined
    : readFile(resolve(callerDirectory(), file), 'utf8').catch((cause: unknown) => {
        throw fileUnreadable('Making a key: the certificate', cause)
      })
