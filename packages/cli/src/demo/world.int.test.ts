import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect, createFieldCrypto, createLog, type Db } from '@nightlight/runtime'
import { createTestDatabase } from '@nightlight/runtime/testing'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { ExpectedHost } from './hosts.ts'
import { listenHttp } from './listening.ts'
import { readMails } from './mail-summary.ts'
import { submitMail } from './testing.ts'
import type { Behaviour } from './web/behaviour.ts'
import { startWorld, type World, type WorldFacts } from './world.ts'

const log = createLog('test', { level: 'silent' })
const masterKey = Buffer.alloc(32, 7)
const FROM = 'notices@nightlight.invalid'

let database: Awaited<ReturnType<typeof createTestDatabase>>
let db: Db
let dir: string

beforeAll(async () => {
  database = await createTestDatabase()
  db = connect(database.url)
})

afterAll(async () => {
  await db.destroy()
  await database.drop()
})

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'nightlight-world-'))
  await db.deleteFrom('mail_ledger').execute()
})

afterEach(() => rm(dir, { recursive: true }))

const start = (): Promise<World> => startWorld({ dir, databaseUrl: database.url, masterKey, log })

function hostThat(behaviour: Behaviour, { hosts }: WorldFacts): ExpectedHost {
  const host = hosts.find((candidate) => candidate.behaviour === behaviour)
  if (!host) throw new Error(`no host that ${behaviour}`)
  return host
}

async function statusOf(host: ExpectedHost): Promise<number> {
  const path = host.pictures.find(({ kind }) => kind === 'exact')?.path ?? ''
  const response = await fetch(new URL(path, host.pages[0]))
  await response.arrayBuffer()
  return response.status
}

function notify(facts: WorldFacts, host: ExpectedHost, id: string): Promise<number> {
  return submitMail(facts.smtpUrl, { from: FROM, to: [host.provider.mailbox] }, [
    `From: ${FROM}`,
    `To: ${host.provider.mailbox}`,
    `Message-ID: <${id}@nightlight.invalid>`,
    'Subject: Please remove',
    '',
    'Please remove it.',
  ])
}

describe('startWorld', () => {
  it('takes the mail of every abuse mailbox', async () => {
    await using world = await start()
    for (const host of world.facts.hosts) {
      expect(await notify(world.facts, host, host.name)).toBe(250)
    }
  })

  it('has told the host before the sender hears that a mail was taken', async () => {
    await using world = await start()
    const host = hostThat('removes-at-once', world.facts)
    expect(await statusOf(host)).toBe(200)
    await notify(world.facts, host, 'first')
    expect(await statusOf(host)).toBe(404)
  })

  it('counts a mail that was handed over twice once', async () => {
    await using world = await start()
    const host = hostThat('removes-after-second-notice', world.facts)
    await notify(world.facts, host, 'same')
    expect(await notify(world.facts, host, 'same')).toBe(250)
    expect(await statusOf(host)).toBe(200)
    await notify(world.facts, host, 'other')
    expect(await statusOf(host)).toBe(404)
  })

  it('is at the same places and counts on after a restart', async () => {
    const first = await start()
    const host = hostThat('removes-after-second-notice', first.facts)
    await notify(first.facts, host, 'first')
    await first[Symbol.asyncDispose]()
    await using second = await start()
    expect(second.facts).toEqual(first.facts)
    await notify(second.facts, host, 'second')
    expect(await statusOf(host)).toBe(404)
  })

  it('serves the same bytes after a restart', async () => {
    const bytes = async ({ facts }: World): Promise<string[]> =>
      Promise.all(
        facts.hosts.flatMap(({ pictures, pages }) =>
          pictures.map(async ({ path }) => {
            const response = await fetch(new URL(path, pages[0]))
            return Buffer.from(await response.arrayBuffer()).toString('base64')
          }),
        ),
      )
    const first = await start()
    const before = await bytes(first)
    await first[Symbol.asyncDispose]()
    await using second = await start()
    expect(await bytes(second)).toEqual(before)
  })

  it('forgets the looks that followed notices of another ledger', async () => {
    const first = await start()
    const host = hostThat('returns', first.facts)
    await notify(first.facts, host, 'first')
    for (const _ of [1, 2, 3, 4]) {
      await fetch(host.pages[0] ?? '')
      await statusOf(host)
    }
    await first[Symbol.asyncDispose]()
    await db.deleteFrom('mail_ledger').execute()
    await using second = await start()
    await notify(second.facts, host, 'first')
    expect(await statusOf(host)).toBe(404)
  })

  it('writes the hash list that it speaks of', async () => {
    await using world = await start()
    const { path, good, bad } = world.facts.list
    const lines = (await readFile(path, 'utf8')).trimEnd().split('\n')
    expect(lines).toHaveLength(1 + good + bad)
  })

  it('knows the networks of its hosts', async () => {
    await using world = await start()
    for (const { address, provider } of world.facts.hosts) {
      const response = await fetch(new URL(`ip/${address}`, world.facts.rdapUrl))
      expect(await response.json()).toMatchObject({ country: provider.country })
    }
  })

  it('says so when a port was taken since, and leaves the others free', async () => {
    const first = await start()
    await first[Symbol.asyncDispose]()
    const { hostname, port } = new URL(first.facts.smtpUrl)
    const taken = await listenHttp(() => undefined, { host: hostname, port: Number(port) })
    await expect(start()).rejects.toMatchObject({ code: 'demo-port-taken' })
    await taken[Symbol.asyncDispose]()
    await using again = await start()
    expect(again.facts).toEqual(first.facts)
  })
})

describe('readMails', () => {
  it('summarises a mail with its machine-readable parts', async () => {
    await using world = await start()
    const to = ['abuse@attic.nightlight-demo.invalid']
    const part = (type: string, body: string): string[] => [
      '--b',
      `Content-Type: ${type}`,
      '',
      body,
    ]
    await submitMail(world.facts.smtpUrl, { from: FROM, to }, [
      'Message-ID: <n-1@nightlight.invalid>',
      'Subject: Notice NL-1',
      'X-Notice-Id: 0199-1',
      'MIME-Version: 1.0',
      'Content-Type: multipart/mixed; boundary=b',
      '',
      ...part('text/plain', 'Please remove it.'),
      ...part('application/json; name=xarf-1.json', '{"xarf_version":"4.0.0"}'),
      ...part('application/json; name=xarf-2.json', '{"xarf_version":"4.0.0"}'),
      ...part('application/json; name=other.json', '{"a":1}'),
      '--b--',
    ])
    const [mail, ...others] = await readMails(db, createFieldCrypto(masterKey))
    expect(others).toEqual([])
    expect(mail).toEqual({
      messageId: '<n-1@nightlight.invalid>',
      to,
      subject: 'Notice NL-1',
      noticeId: '0199-1',
      parts: ['text/plain', 'application/json', 'application/json', 'application/json'],
      xarfObjects: 2,
      acceptedAt: expect.any(Date) as Date,
      copiesDropped: 0,
    })
  })

  it('counts the copies that were dropped', async () => {
    await using world = await start()
    const host = hostThat('moves', world.facts)
    for (const _ of [1, 2, 3]) await notify(world.facts, host, 'same')
    const mails = await readMails(db, createFieldCrypto(masterKey))
    expect(mails.map(({ copiesDropped }) => copiesDropped)).toEqual([2])
  })
})

describe('the process of the world', () => {
  async function launch(): Promise<{ child: ChildProcess; facts: WorldFacts }> {
    const child = fork(join(import.meta.dirname, 'world-process.ts'), {
      env: {
        ...process.env,
        DATABASE_URL: database.url,
        FIELD_KEY: masterKey.toString('hex'),
        DEMO_DIR: dir,
        LOG_LEVEL: 'silent',
      },
    })
    const [{ type, ...facts }] = (await once(child, 'message')) as [WorldFacts & { type: string }]
    expect(type).toBe('ready')
    return { child, facts }
  }

  it('is killed and goes on where it was', async () => {
    const first = await launch()
    const host = hostThat('returns', first.facts)
    await notify(first.facts, host, 'first')
    for (const _ of [1, 2, 3]) {
      await fetch(host.pages[0] ?? '')
      expect(await statusOf(host)).toBe(404)
    }
    first.child.kill('SIGKILL')
    await once(first.child, 'exit')
    const second = await launch()
    expect(second.facts).toEqual(first.facts)
    await fetch(host.pages[0] ?? '')
    expect(await statusOf(host)).toBe(200)
    second.child.disconnect()
    expect(await once(second.child, 'exit')).toEqual([0, null])
  })
})
