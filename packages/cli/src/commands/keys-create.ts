import { createApiKey } from '@nightlight/api'
import { DomainError, ROLES } from '@nightlight/contract'
import { connect, createFieldCrypto, parseMasterKey } from '@nightlight/runtime'
import { makeInstallation } from '../installation.ts'
import { borrowStation } from '../station.ts'

/** `nightlight keys create`: an API key, shown once. */
export async function keysCreate(options: {
  data: string
  role: string
  name: string
  authority?: string
  provider?: string
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
  const directory = await makeInstallation(options.data)
  await using station = await borrowStation(directory, process.env)
  const db = connect(station.databaseUrl, { max: 1, name: 'keys create' })
  try {
    const crypto = createFieldCrypto(parseMasterKey(station.fieldKey))
    const { name, authority, provider } = options
    const request = { role, name, authority, provider, actor: 'command-line' }
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
