import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import {
  createDecoder,
  createDecoderAt,
  type Decoder,
  type DecoderLog,
  type DecoderOptions,
} from './decoder.ts'
import { drawPicture } from './drawn-picture.ts'
import { fingerprint } from './fingerprint.ts'

const scene = (number: number) =>
  readFileSync(new URL(`../fixtures/images/scene-${number}.jpg`, import.meta.url))

/** A PNG signature and an order that the misbehaving program obeys. */
const order = (text: string) =>
  Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.from(text)])

type Event = { event: string; fields: Record<string, unknown> }

describe('createDecoder', () => {
  const decoder = createDecoder({}, { maxBytes: 500_000, maxPixels: 2_000_000 })
  afterAll(() => decoder[Symbol.asyncDispose]())

  it('gives the same fingerprint as decoding in this process', async () => {
    expect(await decoder.fingerprint(scene(1))).toEqual(await fingerprint(scene(1)))
  })

  it('keeps outcomes with their pictures under concurrency', async () => {
    const scenes = [1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3].map(scene)
    const outcomes = await Promise.all(scenes.map((bytes) => decoder.fingerprint(bytes)))
    expect(outcomes).toEqual(await Promise.all(scenes.map((bytes) => fingerprint(bytes))))
  })

  it.each([
    ['too-large', Buffer.concat([scene(1), Buffer.alloc(500_000)])],
    ['svg-refused', Buffer.from('<svg/>')],
    ['not-an-image', Buffer.alloc(0)],
    ['damaged', scene(1).subarray(0, 300)],
  ])('refuses %s', async (code, bytes) => {
    expect(await decoder.fingerprint(bytes)).toMatchObject({ status: 'refused', code })
  })

  it('refuses more pixels than allowed', async () => {
    const large = await (await drawPicture(1, 2000, 1001)).jpeg({ quality: 50 }).toBuffer()
    expect(await decoder.fingerprint(large)).toMatchObject({ code: 'too-many-pixels' })
  })

  it('rejects an option that is not a positive whole number', () => {
    expect(() => createDecoder({}, { processes: 0 })).toThrow(RangeError)
  })
})

describe('a decoder process that misbehaves', () => {
  it.each(['crash', 'exit', 'babble', 'flood', 'repeat', 'forge'])(
    'costs its picture an outcome: %s',
    async (behaviour) => {
      await using decoder = misbehaving()
      const outcome = await decoder.fingerprint(order(behaviour))
      expect(outcome).toMatchObject({ status: 'refused', code: 'decoder-crashed' })
    },
  )

  it.each(['crash', 'repeat', 'exit-after'])(
    'costs the next picture nothing: %s',
    async (behaviour) => {
      await using decoder = misbehaving()
      await decoder.fingerprint(order(behaviour))
      expect(await decoder.fingerprint(scene(2))).toEqual(await fingerprint(scene(2)))
    },
  )

  it('is killed when it hangs', async () => {
    await using decoder = misbehaving({ timeoutMs: 300 })
    expect(await decoder.fingerprint(order('hang'))).toMatchObject({ code: 'timeout' })
  })

  it('does not hold up the pictures behind it', async () => {
    await using decoder = misbehaving({ timeoutMs: 3000 })
    const orders = [order('crash'), scene(1), order('flood'), scene(2), scene(3)]
    const outcomes = await Promise.all(orders.map((bytes) => decoder.fingerprint(bytes)))
    expect(outcomes.map(({ status }) => status)).toEqual([
      'refused',
      'fingerprinted',
      'refused',
      'fingerprinted',
      'fingerprinted',
    ])
  })

  it('that never starts is an error, not an outcome', async () => {
    await using decoder = createDecoderAt(program('silent'), () => undefined, {})
    await expect(decoder.fingerprint(scene(1))).rejects.toThrow('start decoder')
  })
})

describe('giving up', () => {
  it('rejects with the reason of the signal while the picture is decoded', async () => {
    const giveUp = new AbortController()
    const abort = () => giveUp.abort(new Error('no longer wanted'))
    await using decoder = misbehaving({}, () => setImmediate(abort))
    const outcome = decoder.fingerprint(order('hang'), giveUp.signal)
    await expect(outcome).rejects.toThrow('no longer wanted')
  })

  it('rejects with the reason of the signal while the picture waits, and serves the others', async () => {
    await using decoder = misbehaving()
    const giveUp = new AbortController()
    const first = decoder.fingerprint(scene(1))
    const second = decoder.fingerprint(order('hang'), giveUp.signal)
    const third = decoder.fingerprint(scene(1))
    giveUp.abort(new Error('no longer wanted'))
    await expect(second).rejects.toThrow('no longer wanted')
    expect(await Promise.all([first, third])).toMatchObject([
      { status: 'fingerprinted' },
      { status: 'fingerprinted' },
    ])
  })

  it('rejects what is running and waiting when the decoder is disposed', async () => {
    const decoder = misbehaving()
    const outcomes = Promise.allSettled(
      [order('hang'), scene(1)].map((bytes) => decoder.fingerprint(bytes)),
    )
    await decoder[Symbol.asyncDispose]()
    expect((await outcomes).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  })

  it('rejects after disposal', async () => {
    const decoder = createDecoder()
    await decoder[Symbol.asyncDispose]()
    await expect(decoder.fingerprint(scene(1))).rejects.toThrow('closed')
  })
})

describe('the life of a decoder process', () => {
  it('ends with its decoder, leaving no zombie', async () => {
    const events: Event[] = []
    const decoder = createDecoder({ log: (event, fields) => events.push({ event, fields }) })
    await decoder.fingerprint(scene(5))
    await decoder[Symbol.asyncDispose]()
    const processId = Number(events[0]?.fields['processId'])
    expect(() => process.kill(processId, 0)).toThrow('ESRCH')
  })

  it('is over after the pictures it may serve', async () => {
    const events: Event[] = []
    const log = (event: string, fields: Record<string, unknown>) => events.push({ event, fields })
    await using decoder = createDecoder({ log }, { recycleAfter: 2 })
    for (const bytes of [scene(5), scene(5), scene(5)]) await decoder.fingerprint(bytes)
    const started = events.filter(({ event }) => event === 'decoder started')
    expect(started.length).toBe(2)
  })

  it('ends by itself when its input closes', async () => {
    const entry = new URL('decoder-process.ts', import.meta.url).pathname
    const child = spawn(process.execPath, [entry, '1000'], { stdio: ['pipe', 'ignore', 'ignore'] })
    child.stdin.end()
    expect(await once(child, 'exit')).toEqual([0, null])
  })
})

describe('the sandbox', () => {
  it('holds what its name says', async () => {
    const server = createServer((socket) => socket.end()).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    await using decoder = misbehaving()
    const file = join(tmpdir(), `decoder-escape-${process.pid}`)
    const outcome = await decoder.fingerprint(order(`escape ${port} ${file} `))
    server.close()
    const report = outcome.status === 'refused' ? outcome.message : ''
    expect(report).toMatch(
      /^file (ERR_ACCESS_DENIED|EFBIG|EROFS), network [A-Z]+, limit (0|none), environment (3|4)$/,
    )
    expect(report).toMatch(promise(decoder.sandbox))
  })
})

/** What an escape must meet, by the record of the isolation in force; an own loopback refuses. */
function promise(sandbox: string): RegExp {
  const isCutOff = /bubblewrap|namespaces/.test(sandbox)
  const network = isCutOff ? '(ENETUNREACH|ECONNREFUSED)' : 'CONNECTED'
  return new RegExp(`network ${network}, limit ${sandbox.endsWith('limits') ? '0' : 'none'}`)
}

function program(name: string): URL {
  return new URL(`../fixtures/programs/${name}.ts`, import.meta.url)
}

function misbehaving(options: DecoderOptions = {}, log: DecoderLog = () => undefined): Decoder {
  return createDecoderAt(program('misbehaving'), log, options)
}
