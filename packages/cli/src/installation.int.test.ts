import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { createTestDatabase } from '@nightlight/runtime/testing'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { nightlight, type Ended } from './commands/testing-command.ts'
import { openDataDirectory, readServiceFile } from './data-directory.ts'

const MAIN = new URL('main.ts', import.meta.url).pathname

let dir: string
let database: Awaited<ReturnType<typeof createTestDatabase>>
let key: string
let list: string
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'nightlight-installation-'))
  key = join(dir, 'person.key')
  list = join(dir, 'list.txt')
  await writeFile(key, 'nl_live_x')
  await writeFile(list, `${'0123456789abcdef'.repeat(2)}\n`)
})
afterAll(() => rm(dir, { recursive: true, force: true }))
// Each has one of its own: a database is of one installation, whose key it knows again.
beforeEach(async () => {
  database = await createTestDatabase()
})
afterEach(() => database.drop())

const said = (...args: string[]): Promise<Ended> => nightlight(args, { DATABASE_URL: database.url })

/** `start` as the process that it is for people: it would go on for the process of the test. */
const started = (...args: string[]): Promise<Ended> =>
  new Promise((resolve) => {
    const env = { ...process.env, DATABASE_URL: database.url }
    execFile(process.execPath, [MAIN, 'start', ...args], { env }, (error, out, err) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : error ? 1 : 0, out, err }),
    )
  })

describe('a command for an installation that is not there', () => {
  it.each([
    ['lists show', () => ['lists', 'show', '--key-file', key]],
    ['lists import by a key', () => importing(list, '--key-file', key)],
    ['people invite', () => ['people', 'invite', '--role', 'analyst', '--name', 'ann']],
    ['report', () => ['report', 'http://host.example/']],
  ])(
    'does not make one: %s',
    async (_what, args) => {
      const data = join(dir, 'missing')
      const { code, err } = await said(...args(), '--data', data)
      expect([code, err]).toEqual([1, expect.stringMatching(/npm start.*\[no-installation\]/)])
      expect(existsSync(data)).toBe(false)
    },
    240_000,
  )

  it.each([
    ['keys create', () => ['keys', 'create', '--role', 'analyst', '--name', 'ann', '--json']],
    ['lists import', () => importing(list, '--json')],
  ])(
    'makes one and says so, where it may be the first: %s',
    async (what, args) => {
      const data = join(dir, what)
      const first = await said(...args(), '--data', data)
      expect(first).toMatchObject({
        code: 0,
        err: expect.stringContaining(`no installation at ${data}`),
      })
      expect(() => JSON.parse(first.out) as unknown).not.toThrow()
      expect((await said(...args(), '--data', data)).err).not.toContain('no installation')
    },
    240_000,
  )
})

const importing = (file: string, ...more: string[]): string[] =>
  `lists import --list l --authority a`.split(' ').concat(file, more)

describe('a path', () => {
  it.each([
    ['a list', () => importing(join(dir, 'none')), () => importing(dir)],
    [
      'a map',
      () => importing(list, '--map', join(dir, 'none')),
      () => importing(list, '--map', dir),
    ],
    [
      'a list to match with',
      () => ['match', list, '--list', join(dir, 'none')],
      () => ['match', list, '--list', dir],
    ],
  ])(
    'that is missing is told from a folder, and nothing is made: %s',
    async (_, none, folder) => {
      const data = join(dir, 'untouched')
      for (const [args, why] of [
        [none(), 'does not exist'],
        [folder(), 'is a folder'],
      ] as const) {
        const { code, err } = await said(...args, '--data', data)
        expect([code, err]).toEqual([1, expect.stringContaining(why)])
        expect(err.trim().split('\n')).toHaveLength(1)
      }
      expect(existsSync(data)).toBe(false)
    },
    240_000,
  )
})

/** Reads on afterwards: a pipe that nobody reads would stop the service. */
const toldAll = (stdout: Readable): Promise<void> =>
  new Promise((resolve) => {
    let out = ''
    stdout.on('data', (chunk) => {
      out += String(chunk)
      if (out.includes('Stop     Ctrl-C')) resolve()
    })
  })

describe('start', () => {
  it('says that the installation runs already, where and as which process', async () => {
    const data = join(dir, 'running')
    const service = spawn(process.execPath, [MAIN, 'start', '--data', data, '--port', '0'], {
      env: { ...process.env, DATABASE_URL: database.url },
    })
    const ended = once(service, 'exit')
    try {
      await Promise.race([toldAll(service.stdout), ended])
      const told = await readServiceFile(await openDataDirectory(data))
      const { port } = new URL(told!.url)
      for (const asked of ['0', port]) {
        const { code, err } = await started('--data', data, '--port', asked)
        expect([code, err]).toEqual([1, expect.stringContaining('[service-running]')])
        expect(err).toContain(`runs already, at ${told!.url} (process ${service.pid})`)
      }
      const other = await started('--data', join(dir, 'other'), '--port', port)
      expect(other.err).toContain('[port-in-use]')
    } finally {
      service.kill('SIGINT')
      await ended
    }
  })
})
