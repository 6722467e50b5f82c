import { keyViews, revokeKey, rotateKey, type KeyView } from '@nightlight/api'
import { DomainError } from '@nightlight/contract'
import { connect, type Db, type FieldCrypto } from '@nightlight/runtime'
import { findInstallation } from '../installation.ts'
import { keysOf } from '../keys-of.ts'
import { borrowStation } from '../station.ts'
import { inWords } from './as-caller.ts'
import { isId } from './caller-key.ts'

type Options = { data: string; json?: boolean }
const ACTOR = 'command-line'
const PAGE = 500

/** Runs what whoever may read the files of an installation may do, by no key. */
export async function onInstallation(
  data: string,
  run: (db: Db, crypto: FieldCrypto) => Promise<void>,
): Promise<void> {
  const directory = await findInstallation(data)
  await using station = await borrowStation(directory, process.env)
  const db = connect(station.databaseUrl, { max: 1, name: 'keys' })
  try {
    await run(db, (await keysOf(db, station)).crypto)
  } finally {
    await db.destroy()
  }
}

/** `nightlight keys list`: every key without its secret. */
export const keysList = ({ data, json = false }: Options): Promise<void> =>
  onInstallation(data, async (db) => {
    let after: string | null = null
    let soon = 0
    do {
      const keys: KeyView[] = await keyViews(db, new Date(), { limit: PAGE, after })
      for (const key of keys) {
        soon += key.state === 'expiring' ? 1 : 0
        console.log(json ? JSON.stringify(key) : inWords(told(key)))
      }
      after = keys.length === PAGE ? keys.at(-1)!.id : null
    } while (after !== null)
    if (soon > 0) {
      console.error(
        `${soon} end within 30 days: put others in their place with \`keys replace\` [key-expiring]`,
      )
    }
  })

/** What the page of keys shows, in its order. */
const told = (key: KeyView) => ({
  id: key.id,
  name: key.name,
  role: key.role,
  authority: key.authority,
  provider: key.provider,
  state: key.state,
  scopes: key.scopes ?? 'everything',
  networks: key.networks.length > 0 ? key.networks : 'everywhere',
  certificate: key.certificate,
  ends: key.expiresAt,
  used: key.lastUsedAt ?? 'never',
})

/** `nightlight keys revoke ID`. */
export const keysRevoke = (id: string, { data, json = false }: Options): Promise<void> =>
  onInstallation(data, async (db) => {
    await revokeKey(db, mustBeId(id), { actor: ACTOR, at: new Date() })
    console.log(json ? JSON.stringify({ id, state: 'revoked' }) : 'revoked')
  })

/** `nightlight keys replace ID`: a key that takes the place of another one, shown once. */
export const keysReplace = (
  id: string,
  { data, json = false, overlapHours }: Options & { overlapHours: number },
): Promise<void> =>
  onInstallation(data, async (db, crypto) => {
    const asked = { id: mustBeId(id), overlapHours }
    const made = await rotateKey(db, crypto, asked, { actor: ACTOR, at: new Date() })
    console.log(json ? JSON.stringify(made) : made.key)
    if (!json)
      console.error(`Keep it now: it is shown this once. The old one goes on for ${overlapHours} h`)
  })

function mustBeId(id: string): string {
  if (isId(id)) return id
  throw new DomainError(
    'invalid',
    'option-invalid',
    'Naming a key: give its id, as `keys list` tells it',
  )
}
