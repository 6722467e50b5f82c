import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createSupervisor, lastWords, type RoleSpec } from './supervisor.ts'

const role = (behaviour: string): RoleSpec => ({
  name: behaviour,
  entry: new URL('../fixtures/role.ts', import.meta.url).href,
  env: { BEHAVIOUR: behaviour },
})
const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

let dir: string
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'nightlight-supervisor-'))
})
afterAll(() => rm(dir, { recursive: true, force: true }))

describe('createSupervisor', () => {
  it('hands on what a process says when it is ready, and stops it when disposed', async () => {
    const supervisor = createSupervisor({ logFile: join(dir, 'a.log'), env: {}, say: () => {} })
    const ready = await supervisor.start(role('stays'))
    const pid = Number(ready['pid'])
    expect(isAlive(pid)).toBe(true)
    await supervisor[Symbol.asyncDispose]()
    expect(isAlive(pid)).toBe(false)
  })

  it('starts a process that dies again', async () => {
    const said: string[] = []
    let again: () => void
    const restarted = new Promise<void>((resolve) => (again = resolve))
    const say = (line: string): void => {
      said.push(line)
      if (said.length === 2) again()
    }
    await using supervisor = createSupervisor({ logFile: join(dir, 'b.log'), env: {}, say })
    await supervisor.start(role('dies'))
    await restarted
    expect(said).toEqual(Array(2).fill('dies ended (3); starting it again'))
  })

  it('fails with the last words of a process that never becomes ready', async () => {
    await using supervisor = createSupervisor({
      logFile: join(dir, 'c.log'),
      env: {},
      say: () => {},
    })
    await expect(supervisor.start(role('fails'))).rejects.toMatchObject({
      code: 'fails-not-started',
      message: 'Starting fails: Starting: port 8080 is taken',
    })
  })
})

describe('lastWords', () => {
  it('takes the message of the last error and leaves its stack', () => {
    const words =
      'noise\nDomainError: Reading the environment: PORT is missing\n    at x (y.ts:1)\n'
    expect(lastWords(words)).toBe('Reading the environment: PORT is missing')
  })

  it('points to the log when nothing was said', () => {
    expect(lastWords('')).toMatch(/log/)
  })
})
