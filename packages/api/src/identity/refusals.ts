import { safeError, writeAudit, type Db, type FieldCrypto, type Log } from '@nightlight/runtime'
import { networkOf } from './sign-in-limit.ts'

/** One try that was refused: to get in, to be let in with a key, or with a signature. */
export type Refusal = {
  /** `system` where nobody has shown who they are. */
  actor: string
  action: 'sign-in.refused' | 'key.refused' | 'signature.refused'
  objectType: string
  objectId: string
  /** A stable code; what is counted apart. */
  code: string
  /** Address that it came from; kept as an HMAC of its network. */
  address: string
}

export type Refusals = {
  note(refusal: Refusal): void
  /** Writes what was counted since the last time, and begins anew. */
  write(): Promise<void>
}

/** Events of one minute: those of the networks that were refused most, and one for all others. */
export const NAMED_AT_MOST = 20
/** Networks that are told apart within a minute, so that memory is bounded. */
const APART_AT_MOST = 1_000
/** Where what came from too many networks is counted. */
const OTHERS = 'others'

type Group = Omit<Refusal, 'code' | 'address'> & { network: string; codes: Map<string, number> }

const sumOf = ({ codes }: Group): number => [...codes.values()].reduce((sum, n) => sum + n, 0)

/**
 * Counts refusals, so that whoever is refused a million times fills no log: at most `NAMED_AT_MOST + 3` events each time
 * that they are written. Until then they are in memory; a process that is killed forgets those of its last minute.
 *
 * The HMAC of a network is another one each day, which is as long as an attack is followed by it.
 */
export function createRefusals(deps: {
  db: Db
  crypto: FieldCrypto
  now: () => Date
  log: Log
}): Refusals {
  const { db, crypto, now, log } = deps
  let groups = new Map<string, Group>()
  const add = (group: Omit<Group, 'codes'>, codes: Iterable<readonly [string, number]>): void => {
    const { actor, action, objectType, objectId, network } = group
    const name = [action, actor, objectType, objectId, network].join('\n')
    const known = groups.get(name) ?? { ...group, codes: new Map<string, number>() }
    groups.set(name, known)
    for (const [code, n] of codes) known.codes.set(code, (known.codes.get(code) ?? 0) + n)
  }
  const pseudonym = (address: string): string => {
    const day = now().toISOString().slice(0, 10)
    return crypto
      .blindIndex('refused-network', `${day} ${networkOf(address)}`)
      .toString('hex')
      .slice(0, 16)
  }
  const addToOthers = ({ action, objectType }: Omit<Group, 'codes'>, codes: Group['codes']) =>
    add({ actor: 'system', action, objectType, objectId: 'all', network: OTHERS }, codes)

  return {
    note({ code, address, ...refusal }) {
      const group = { ...refusal, network: pseudonym(address) }
      if (groups.size < APART_AT_MOST) add(group, [[code, 1]])
      else addToOthers(group, new Map([[code, 1]]))
    },
    async write() {
      const counted = [...groups.values()].sort((a, b) => sumOf(b) - sumOf(a))
      groups = new Map()
      const named = counted.filter(({ network }) => network !== OTHERS).slice(0, NAMED_AT_MOST)
      for (const group of counted) if (!named.includes(group)) addToOthers(group, group.codes)
      const written = [...named, ...groups.values()]
      groups = new Map()
      try {
        await db.transaction().execute(async (trx) => {
          for (const { codes, network, ...event } of written) {
            await writeAudit(trx, { ...event, detail: { network, ...Object.fromEntries(codes) } })
          }
        })
      } catch (error) {
        log.error({ error: safeError(error) }, 'refusals not written yet')
        for (const { codes, ...group } of written) add(group, codes)
      }
    },
  }
}
