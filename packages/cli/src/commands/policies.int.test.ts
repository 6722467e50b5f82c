import { readFile, writeFile } from 'node:fs/promises'
import { connect, newId } from '@nightlight/runtime'
import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { installCommand } from './testing-command.ts'

const { at, databaseUrl, keyOf, said } = installCommand('--json')
const rows = (out: string): Record<string, unknown>[] =>
  out
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Record<string, unknown>)

/** A takedown that was routed to the police, without all that leads to one. */
async function routedTakedown(): Promise<string> {
  const db = connect(databaseUrl(), { max: 1 })
  const id = newId()
  const state = { status: 'routed', legalClass: 'csam' }
  const routing = { policyId: null, rule: 'hosted-elsewhere', because: 'of the test', terms: {} }
  const rules = [{ rule: 'hosted-elsewhere', misfits: [] }]
  const plan = ['police-hand-over']
  const data = { policy: 'belgium', country: 'ZW', plan, routing: { ...routing, rules } }
  await db.transaction().execute(async (trx) => {
    // what it points to is not there
    await sql`set local session_replication_role = replica`.execute(trx)
    await sql`
      insert into takedown (id, page_location_id, media_id, match_id, host, status, state, version, opened_at)
      values (${id}, ${id}, ${id}, ${id}, 'host.example', 'routed', ${JSON.stringify(state)}, 2, now())
    `.execute(trx)
    await sql`
      insert into takedown_event values (${id}, 2, 'routed', now(), 'policy', ${JSON.stringify(data)})
    `.execute(trx)
  })
  await db.destroy()
  return id
}

describe('policies', () => {
  it('are proposed, tried on past cases, and activated by a second admin', async () => {
    const [ann, bob] = [await keyOf('ann', 'admin'), await keyOf('bob', 'admin')]
    const [sue, sam] = [await keyOf('sue', 'supervisor'), await keyOf('sam', 'analyst')]
    const policies = (key: string, ...args: string[]) =>
      said('policies', ...args, '--key-file', key)
    const list = async () => rows((await policies(sue, 'list')).out)
    const takedown = await routedTakedown()

    expect(await list()).toEqual([])
    for (const other of [sue, sam]) {
      expect((await policies(other, 'propose', 'belgium')).err).toContain('[not-allowed]')
    }
    expect((await policies(ann, 'propose', 'atlantis')).err).toMatch(
      /with the program: belgium, direct, .*us \[policy-file-unreadable\]/,
    )
    const file = at('own.json')
    const shipped = new URL('../../../../infra/policies/direct.json', import.meta.url)
    const direct = JSON.parse(await readFile(shipped, 'utf8')) as object
    await writeFile(file, JSON.stringify({ ...direct, legal: ['no-such-text'] }))
    expect((await policies(ann, 'propose', file)).err).toContain('[policy-invalid]')
    await writeFile(file, JSON.stringify({ ...direct, id: 'own' }))
    const id = rows((await policies(ann, 'propose', file)).out)[0]!['policy'] as string

    const activate = async (key: string) => policies(key, 'activate', id)
    expect((await activate(bob)).err).toContain('[policy-not-simulated]')
    const counts = { policy: id, cases: 1, differing: 1 }
    const steps = 'provider-notice,upstream-escalation,registrar-escalation'
    // an admin sees no case
    expect(rows((await policies(ann, 'simulate', id)).out)).toMatchObject([
      { ...counts, [`by ${steps}`]: 1 },
    ])
    expect(rows((await policies(sue, 'simulate', id)).out)).toMatchObject([
      { takedown, country: 'ZW', happened: 'police-hand-over', would: steps },
      counts,
    ])
    expect((await policies(sue, 'simulate', id, '--since', 'soon')).err).toContain(
      '[option-invalid]',
    )
    expect((await activate(ann)).err).toContain('[second-person-needed]')
    expect((await activate(sue)).err).toContain('[not-allowed]')
    expect(rows((await activate(bob)).out)).toEqual([{ policy: id, state: 'active' }])
    expect(await list()).toMatchObject([
      {
        policy: id,
        state: 'active',
        isInForce: true,
        standing: 'in-force',
        validFrom: '2024-01-01',
      },
    ])
    expect(rows((await policies(sue, 'show', id)).out)).toMatchObject([
      { policy: id, document: { id: 'own' }, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
    ])

    expect((await policies(ann, 'explain', takedown)).err).toContain('[not-allowed]')
    expect((await policies(sam, 'explain', newId())).err).toContain('[takedown-not-found]')
    expect((await policies(sam, 'explain', takedown, '--language', 'xx')).err).toContain(
      '[option-invalid]',
    )
    const why = rows((await policies(sam, 'explain', takedown, '--language', 'nl')).out)[0]!
    expect(why).toMatchObject({ status: 'routed', country: 'ZW', rule: 'hosted-elsewhere' })
    expect((why['lines'] as string[]).join('\n')).toContain(
      'Regel hosted-elsewhere besliste: of the test',
    )

    const reroute = (key: string, what: string) => policies(key, 'reroute', what)
    expect((await reroute(sam, takedown)).err).toContain('[not-allowed]')
    expect((await reroute(sue, 'this one')).err).toContain('[option-invalid]')
    expect((await reroute(sue, newId())).err).toContain('[takedown-not-found]')

    await policies(ann, 'end', id)
    expect(await list()).toMatchObject([{ policy: id, state: 'ended', isInForce: false }])
  }, 300_000)
})
