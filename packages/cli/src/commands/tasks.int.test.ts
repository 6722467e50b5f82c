import { writeFile } from 'node:fs/promises'
import { connect, newId } from '@nightlight/runtime'
import { sql } from 'kysely'
import { beforeAll, describe, expect, it } from 'vitest'
import { installCommand } from './testing-command.ts'

const { at, databaseUrl, said } = installCommand()
const takedownId = newId()
let keyFile: string
beforeAll(async () => {
  const { out } = await said('keys', 'create', '--role', 'analyst', '--name', 'al')
  keyFile = at('al.key')
  await writeFile(keyFile, out)
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
}, 120_000)

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
    expect(out.trim().split(/\s{2,}/)).toEqual(['0 h', 'stuck', takedownId])
  })
})
