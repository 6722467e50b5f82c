import { connect, newId } from '@nightlight/runtime'
import { sql } from 'kysely'
import { beforeAll, describe, expect, it } from 'vitest'
import { inUnits } from './tasks.ts'
import { installCommand } from './testing-command.ts'

const { databaseUrl, keyOf, said } = installCommand()
const takedownId = newId()
let keyFile: string
beforeAll(async () => {
  keyFile = await keyOf('al', 'analyst')
  const db = connect(databaseUrl(), { max: 1 })
  await db.transaction().execute(async (trx) => {
    // A takedown alone, without all that it points to.
    await sql`set local session_replication_role = replica`.execute(trx)
    await sql`
      insert into takedown (id, page_location_id, media_id, match_id, host, status, state, version, opened_at)
      values (${takedownId}, ${newId()}, ${newId()}, ${newId()}, 'site.example', 'routed', '{}', 1, now())`.execute(
      trx,
    )
    await sql`
      insert into task (takedown_id, code, since)
      values (${takedownId}, 'enter-in-iccam', now() - interval '90 minutes'),
             (${takedownId}, 'stuck', now())`.execute(trx)
  })
  await db.destroy()
})

describe('tasks list', () => {
  it('has the oldest first with its age, and no address', async () => {
    const { out } = await said('tasks', 'list', '--key-file', keyFile, '--json')
    const rows = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>)
    expect(rows).toMatchObject([
      { takedownId, code: 'enter-in-iccam', ageHours: 1.5, assignedTo: null },
      { takedownId, code: 'stuck', ageHours: 0 },
    ])
    expect(out).not.toContain('site.example')
  })

  it('has one kind only, in words', async () => {
    const { out } = await said('tasks', 'list', '--code', 'stuck', '--key-file', keyFile)
    const told = out.trim().split(/\s{2,}/)
    expect(told).toEqual([
      '0 min',
      'stuck',
      expect.stringMatching(/^task \S{36}$/),
      `takedown ${takedownId}`,
    ])
    const none = await said('tasks', 'list', '--code', 'none', '--key-file', keyFile)
    expect(none).toEqual({ code: 0, out: '', err: 'None\n' })
  })
})

describe('tasks take and done', () => {
  it('are for the one task that is named, and not for what its case settles', async () => {
    const run = (...args: string[]) => said('tasks', ...args, '--key-file', keyFile)
    const { out } = await run('list', '--json')
    const [byCase, byHand] = out
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { id: string }).id)
    expect((await run('take', byHand!)).out).toContain('state yours')
    expect((await run('list', '--code', 'stuck')).out).toMatch(/seen to by key:/)
    const other = ['--key-file', await keyOf('bo', 'supervisor')]
    const asOther = (...args: string[]) => said('tasks', ...args, ...other)
    expect((await asOther('take', byHand!)).err).toContain('[task-of-another]')
    const [, from] = /seen to by (\S+)/.exec((await run('list', '--code', 'stuck')).out) ?? []
    const freed = await asOther('give-back', byHand!, '--from', from!)
    expect(freed.out).toContain(`takenFrom ${from}`)
    expect((await run('done', byHand!, 'something')).err).toContain('[option-invalid]')
    expect((await run('done', 'stuck', 'looked-at')).err).toContain('[option-invalid]')
    expect((await run('done', byCase!, 'looked-at')).err).toContain('[task-settles-with-its-case]')
    expect((await run('done', byHand!, 'looked-at')).out).toContain('with looked-at')
    expect((await run('take', byHand!)).err).toContain('[task-not-found]')
  })
})

describe('inUnits', () => {
  it('says minutes, hours and days', () => {
    expect([0.3, 1.5, 47.9, 48, 100].map(inUnits)).toEqual(['18 min', '1 h', '47 h', '2 d', '4 d'])
  })
})
