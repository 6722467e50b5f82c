import { afterAll, describe, expect, it } from 'vitest'
import type { Guard } from '../decoder/guards.ts'
import { createSandboxedProgram, type Surroundings, type Take } from './sandboxed-program.ts'

const never = new AbortController().signal
const create = (surroundings: Surroundings = {}) =>
  createSandboxedProgram(
    () => undefined,
    {
      entry: new URL('../../fixtures/programs/obeying-server.ts', import.meta.url),
      name: 'obeying',
      probe: [process.execPath, '-e', '0'],
      timeoutMs: 1_500,
      maxMessageBytes: 50,
    },
    surroundings,
  )
const program = create()
afterAll(() => program[Symbol.asyncDispose]())

async function run(order: string, take?: Take) {
  const messages: string[] = []
  const ending = await program.run(
    Buffer.from(order),
    take ?? ((message) => void messages.push(message.toString())),
    never,
  )
  return { ending, messages }
}

describe('createSandboxedProgram', () => {
  it('hands on every message in order', async () => {
    expect(await run('say 3')).toEqual({ ending: 'done', messages: ['say0', 'say1', 'say2'] })
  })

  it.each([
    ['crash', 'lost'],
    ['fail', 'lost'],
    ['long', 'lost'],
    ['babble', 'lost'],
    ['hang', 'timeout'],
  ])('outlives a process that does %s', async (order, ending) => {
    expect((await run(order)).ending).toBe(ending)
    expect((await run('say')).ending).toBe('done')
  })

  it('takes its time with a message', async () => {
    const late = () => new Promise<void>((resolve) => setTimeout(resolve, 2_000))
    expect((await run('say', late)).ending).toBe('done')
  })

  it('throws what the taker throws, and goes on', async () => {
    const broken = run('say 9', () => {
      throw new Error('no more')
    })
    await expect(broken).rejects.toThrow('no more')
    expect((await run('say')).ending).toBe('done')
  })

  it('gives a file up when it is told to', async () => {
    const stop = new AbortController()
    const given = program.run(Buffer.from('hang'), () => undefined, stop.signal)
    stop.abort(new Error('enough'))
    await expect(given).rejects.toThrow('enough')
  })

  it('gives no file to a process that finds less than its sandbox promises', async () => {
    const promises: Guard[] = ['no-file', 'no-network']
    await using open = create({ choose: () => ({ name: 'open', command: [], promises }) })
    const given = open.run(Buffer.from('say'), () => undefined, never)
    await expect(given).rejects.toThrow('start obeying: open without no-file, no-network')
  })

  it('ends what is running when it is disposed', async () => {
    const closing = create()
    const given = closing.run(Buffer.from('hang'), () => undefined, never)
    const ended = expect(given).rejects.toThrow('it is closed')
    await closing[Symbol.asyncDispose]()
    await ended
  })
})
