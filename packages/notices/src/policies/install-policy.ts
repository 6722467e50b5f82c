import { readdirSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { DomainError } from '@nightlight/contract'
import { newId, writeAudit, type Db } from '@nightlight/runtime'
import { sql } from 'kysely'
import { readLegalFiles } from '../legal-files.ts'
import { parsePolicy, type Policy } from '../routing.ts'
import { policyDigest, proposePolicy, rowOf } from './policy-store.ts'

/** Where the policies lie that come with the program. */
export const POLICIES_DIR = new URL('../../../../infra/policies/', import.meta.url)

/** Names of the policies that come with the program. */
export const shippedPolicies = (): string[] =>
  readdirSync(POLICIES_DIR)
    .filter((name) => name.endsWith('.json'))
    .map((name) => name.slice(0, -'.json'.length))
    .sort()

/**
 * Reads a policy by its name in infra/policies, or by the path of a file that ends in `.json`.
 *
 * @throws {DomainError} `policy-invalid`, `policy-file-unreadable`
 */
export async function readPolicyFile(nameOrPath: string): Promise<Policy> {
  const file = nameOrPath.endsWith('.json')
    ? nameOrPath
    : new URL(`${nameOrPath}.json`, POLICIES_DIR)
  const unreadable = (cause: unknown): never => {
    throw new DomainError(
      'invalid',
      'policy-file-unreadable',
      `Reading a routing policy: there is no such file, or it is no JSON; give a JSON file, or one that comes with the program: ${shippedPolicies().join(', ')}`,
      { cause },
    )
  }
  const text = await readFile(file, 'utf8').catch(unreadable)
  let document: unknown
  try {
    document = JSON.parse(text)
  } catch (cause) {
    return unreadable(cause)
  }
  const policy = parsePolicy(document)
  const texts = readLegalFiles().flatMap((legal) => legal.texts.map(({ id }) => id))
  if (policy.legal?.every((id) => texts.includes(id)) ?? true) return policy
  throw new DomainError(
    'invalid',
    'policy-invalid',
    'Reading a routing policy: /legal names a text that infra/legal does not have',
  )
}

/** `known`: this very policy was proposed before, whatever became of it. */
export type Installed = { status: 'installed' | 'proposed' | 'known' }

/**
 * Brings in the policy that the configuration names: an installation begins with it. When it has
 * another one already, it is a draft like any other and routes nothing before a person activates it.
 */
export async function installPolicy(db: Db, policy: Policy): Promise<Installed> {
  const id = newId()
  const status = await db.transaction().execute(async (trx) => {
    // Of two processes that start at once one installs.
    await sql`lock table routing_policy in share row exclusive mode`.execute(trx)
    const rows = await trx.selectFrom('routing_policy').select('sha256').execute()
    if (rows.some(({ sha256 }) => sha256 === policyDigest(policy))) return 'known'
    if (rows.length > 0) return 'proposed'
    await trx
      .insertInto('routing_policy')
      .values({
        ...rowOf(id, policy),
        state: 'active',
        proposed_by: 'nightlight',
        activated_by: 'configuration',
        activated_at: sql`clock_timestamp()`,
      })
      .execute()
    await writeAudit(trx, {
      actor: 'configuration',
      action: 'policy-activated',
      objectType: 'routing_policy',
      objectId: id,
      detail: { policy: policy.id },
    })
    return 'installed'
  })
  if (status === 'proposed') await proposePolicy(db, policy, { actor: 'configuration', name: '' })
  return { status }
}
