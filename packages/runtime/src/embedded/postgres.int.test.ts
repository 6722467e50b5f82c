import { chmod, mkdtemp, readFile, readdir, rm, watch, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createLog } from '../log.ts'
import {
  endSupervisors,
  kill9,
  spawnSupervisor,
  urlOf,
  withoutLeash,
} from './fixtures/spawn-supervisor.ts'
import { startPostgres, type PostgresOptions } from './postgres.ts'
import { processStart } from './process-identity.ts'
import type { RunningServer } from './running-server.ts'

const log = createLog('test', { level: 'silent' })
let dir: string
/** Made by the first test that starts it; the tests after that go on with it. */
let dataDir: string

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'nightlight-postgres-'))
  dataDir = join(dir, 'kept', 'postgres')
})
afterEach(endSupervisors)
afterAll(() => rm(dir, { recursive: true, force: true }))

const start = (options: Partial<PostgresOptions> = {}): Promise<RunningServer> =>
  startPostgres({ dataDir, durable: false, log, ...options })

async function ask(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url })
  client.on('error', () => undefined)
  await client.connect()
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows
  } finally {
    await client.end()
  }
}

/** Writes one row, to be found again by `rows`. */
async function writeRow(url: string, name: string): Promise<void> {
  await ask(url, 'create table if not exists kept (name text)')
  await ask(url, `insert into kept values ('${name}')`)
}

async function rows(url: string): Promise<unknown[]> {
  return (await ask(url, 'select name from kept')).map((row) => row['name'])
}

async function serverPid(): Promise<number> {
  return Number.parseInt(await readFile(join(dataDir, 'postmaster.pid'), 'utf8'), 10)
}

describe('startPostgres', () => {
  it('makes a database with checksums and UTC', async () => {
    await using server = await start()
    const settings = await ask(
      server.url,
      `select current_database() as name, current_setting('data_checksums') as checksums,
         current_setting('timezone') as zone, current_setting('max_connections') as connections`,
    )
    expect(settings).toEqual([
      { name: 'nightlight', checksums: 'on', zone: 'UTC', connections: '300' },
    ])
  })

  it('lets nobody in without the password of the data directory', async () => {
    await using server = await start()
    const wrong = new URL(server.url)
    wrong.password = 'guess'
    await expect(ask(wrong.href, 'select 1')).rejects.toMatchObject({ code: '28P01' })
  })

  it('writes neither statements nor values nor the words of an error to its log', async () => {
    await using server = await start()
    await ask(server.url, 'create table unique_name (name text primary key)')
    const insert = `insert into unique_name values ('kept-out-of-the-log')`
    await ask(server.url, insert)
    await expect(ask(server.url, insert)).rejects.toMatchObject({ code: '23505' })
    const words = await readFile(`${dataDir}.log`, 'utf8')
    expect(words).not.toContain('duplicate key')
    expect(words).not.toContain('kept-out-of-the-log')
    expect(words).not.toContain('insert into')
  })

  it('finds every row again after a stop', async () => {
    {
      await using server = await start()
      await writeRow(server.url, 'before a stop')
    }
    await using server = await start()
    expect(await rows(server.url)).toContain('before a stop')
  })

  it('finds every row again after the server was killed', async () => {
    const server = await start({ durable: true })
    await writeRow(server.url, 'before a kill')
    process.kill(await serverPid(), 'SIGKILL')
    await server.stop()
    await using again = await start({ durable: true })
    expect(await rows(again.url)).toContain('before a kill')
  })

  it('finds every row again after its supervisor was killed, and leaves no server', async () => {
    const supervisor = spawnSupervisor('postgres', dataDir)
    await writeRow(await urlOf(supervisor), 'before the supervisor was killed')
    const orphan = await serverPid()
    await kill9(supervisor)
    await using server = await start()
    expect(await rows(server.url)).toContain('before the supervisor was killed')
    expect(await processStart(orphan)).toBeUndefined()
  })

  it('stops a server that outlived its supervisor', async () => {
    const supervisor = spawnSupervisor('postgres', dataDir, await withoutLeash(dir))
    await writeRow(await urlOf(supervisor), 'by an orphan')
    const orphan = await serverPid()
    await kill9(supervisor)
    expect(await processStart(orphan)).toBeDefined()
    await using server = await start()
    expect(await rows(server.url)).toContain('by an orphan')
    expect(await processStart(orphan)).toBeUndefined()
  })

  it('refuses a directory that this process uses', async () => {
    await using server = await start()
    await expect(start()).rejects.toMatchObject({ code: 'data-directory-in-use' })
    expect(await ask(server.url, 'select 1 as one')).toEqual([{ one: 1 }])
  })

  it('refuses a directory that another process uses, and names it', async () => {
    const supervisor = spawnSupervisor('postgres', dataDir)
    await urlOf(supervisor)
    await expect(start()).rejects.toMatchObject({
      code: 'data-directory-in-use',
      message: `Opening the data directory: process ${supervisor.pid} uses it already; stop that one or choose another --data`,
    })
    await kill9(supervisor)
  })

  it('starts when another process has the number of a server that is gone', async () => {
    await (await start()).stop()
    await writeFile(join(dataDir, 'postmaster.pid'), `${process.pid}\n${dataDir}\n`)
    await using server = await start()
    expect(await ask(server.url, 'select 1 as one')).toEqual([{ one: 1 }])
  })

  it('waits for a client to leave before it stops', async () => {
    const server = await start()
    const client = new Client({ connectionString: server.url })
    const lost: Error[] = []
    client.on('error', (error) => lost.push(error))
    await client.connect()
    const stopped = server.stop()
    expect((await client.query('select pg_sleep(0.3)')).rowCount).toBe(1)
    await client.end()
    await stopped
    expect(lost).toEqual([])
  })

  it('says what to do when the disk is nearly full', async () => {
    await expect(start({ minFreeMb: 1e12 })).rejects.toMatchObject({
      code: 'disk-full',
      message: expect.stringMatching(
        /^Starting Postgres: only \d+ MB free in the data directory, 1000000000000 MB are needed; free some space or choose another --data$/,
      ),
    })
  })

  it('says what is wrong when the password is lost', async () => {
    const lost = join(dir, 'lost', 'postgres')
    await (await start({ dataDir: lost })).stop()
    await rm(join(lost, 'password'))
    await expect(start({ dataDir: lost })).rejects.toMatchObject({ code: 'password-missing' })
  })

  it('begins anew after a kill while the directory was being made', async () => {
    const parent = await mkdtemp(join(dir, 'killed-'))
    const supervisor = spawnSupervisor('postgres', join(parent, 'postgres'))
    for await (const { filename } of watch(parent)) {
      if (filename?.startsWith('postgres.init-')) break
    }
    await kill9(supervisor)
    expect(await readdir(parent)).not.toContain('postgres')
    await using server = await start({ dataDir: join(parent, 'postgres') })
    expect(await ask(server.url, 'select 1 as one')).toEqual([{ one: 1 }])
    expect((await readdir(parent)).sort()).toEqual(['lock', 'postgres', 'postgres.log'])
  })

  it('runs where user namespaces are denied', async () => {
    const publicDir = await mkdtemp(join(tmpdir(), 'nightlight-public-'))
    await chmod(publicDir, 0o755)
    const options = { dataDir: join(dir, 'denied', 'postgres'), namespaces: false, publicDir }
    try {
      // a user that the system knows by number only has no other way, and is told so
      const first = await start(options).catch((error: { code?: unknown }) => error)
      if (!('stop' in first)) return expect(first.code).toBe('no-account')
      await first.stop()
      await using server = await start(options)
      expect(await ask(server.url, 'select 1 as one')).toEqual([{ one: 1 }])
    } finally {
      await rm(publicDir, { recursive: true, force: true })
    }
  })
})
