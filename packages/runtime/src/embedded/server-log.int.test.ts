import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createLog } from '../log.ts'
import { startPostgres } from './postgres.ts'
import { openClient } from './server-process.ts'

const CANARY = 'http://canary.example/picture.jpg'

describe('the log of the embedded server', { timeout: 120_000 }, () => {
  it('holds no value of a statement that failed, whether it was bound, written or broke a rule', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'nightlight-server-log-'))
    const log = createLog('test', { level: 'silent' })
    try {
      await using server = await startPostgres({
        dataDir: join(dir, 'postgres'),
        durable: false,
        log,
      })
      const client = openClient(server.url)
      await client.connect()
      await client.query('create table t (id text primary key check (length(id) < 100))')
      const failing: [string, unknown[]?][] = [
        ['insert into t values ($1), ($1)', [CANARY]],
        ['insert into t values ($1)', [CANARY.repeat(9)]],
        [`select * from t where '${CANARY}' = nowhere`],
        [`selec '${CANARY}'`],
        ['select $1::text::uuid', [CANARY]],
        ['select pg_sleep(0.2), $1::text', [CANARY]],
      ]
      await client.query(`set statement_timeout = 100`)
      for (const [statement, values] of failing) {
        await expect(client.query(statement, values)).rejects.toThrow()
      }
      await client.end()
      await server.stop()
      const text = await readFile(join(dir, 'postgres.log'), 'utf8')
      expect(text).toContain('ready to accept connections')
      expect(text).not.toContain('canary.example')
    } finally {
      await rm(dir, { recursive: true, force: true })
    }
  })
})
