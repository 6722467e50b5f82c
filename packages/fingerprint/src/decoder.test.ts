import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { Readable } from 'node:stream'
import { afterAll, describe, expect, it } from 'vitest'
import {
  createDecoder,
  createDecoderAt,
  type Decoder,
  type DecoderLog,
  type DecoderOptions,
} from './decoder.ts'
import { chooseSandbox, type Sandbox } from './decoder/sandbox.ts'
import { drawPicture } from './drawn-picture.ts'
import { fingerprint } from './fingerprint.ts'
import { digest } from './hash/digests.ts'
import { isPartial, PARTIAL_VERSION, type NeedsFull } from './outcome.ts'

const scene = (number: number) =>
  readFileSync(new URL(`../fixtures/images/scene-${number}.jpg`, import.meta.url))

/** A PNG signature and an order that the misbehaving program obeys. */
const order = (text: string) =>
  Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.from(text)])

const cut = (bytes: Buffer, size: number) =>
  Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) =>
    bytes.subarray(i * size, (i + 1) * size),
  )

let chosen: Sandbox | undefined

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
    ['unsupported', Buffer.from('ff0a7a0f', 'hex')],
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
  it.each(['crash', 'exit', 'babble', 'flood', 'announce', 'repeat', 'forge', 'ready', 'ask'])(
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

describe('a file of which only the first frame can be read', () => {
  it.each(['first-and-crash', 'first-and-hang', 'first-and-fail', 'first-twice'])(
    'keeps that frame: %s',
    async (behaviour) => {
      await using decoder = misbehaving({ timeoutMs: 500 })
      const outcome = await decoder.fingerprint(order(behaviour))
      expect(outcome).toMatchObject({
        fingerprint: { frames: 2, sampledFrames: [], pipelineVersion: PARTIAL_VERSION },
      })
    },
  )

  it('is tried again in a fresh process, and costs the next picture nothing', async () => {
    const ends: unknown[] = []
    await using decoder = misbehaving({}, (event, { reason }) => {
      if (event === 'decoder ended') ends.push(reason)
    })
    await decoder.fingerprint(scene(1))
    await decoder.fingerprint(order('first-and-crash'))
    expect(await decoder.fingerprint(scene(2))).toEqual(await fingerprint(scene(2)))
    expect(ends).toEqual(['lost', 'lost'])
  })

  it('keeps nothing when it does not wait to be asked for more', async () => {
    await using decoder = misbehaving()
    const outcome = await decoder.fingerprint(order('first-unasked'))
    expect(outcome).toMatchObject({ code: 'decoder-crashed' })
  })

  it('is told from a whole one', async () => {
    const whole = await fingerprint(scene(1))
    if (whole.status === 'refused') throw new Error(whole.code)
    expect(isPartial(whole.fingerprint)).toBe(false)
    expect(isPartial({ pipelineVersion: PARTIAL_VERSION })).toBe(true)
  })
})

describe('the two stages', () => {
  it('end after the first when the quick hashes say enough', async () => {
    await using decoder = misbehaving()
    const outcome = await decoder.fingerprint(order('ask-and-go-on'), { needsFull: () => false })
    expect(outcome).toMatchObject({ fingerprint: { depth: 'quick', mime: 'image/png' } })
  })

  it('leave the process ready for the next picture', async () => {
    const started: string[] = []
    await using decoder = misbehaving({}, (event) => {
      if (event === 'decoder started') started.push(event)
    })
    for (const answer of [false, true, false]) {
      await decoder.fingerprint(order('ask-and-go-on'), { needsFull: () => answer })
    }
    expect(await decoder.fingerprint(scene(2))).toEqual(await fingerprint(scene(2)))
    expect(started.length).toBe(1)
  })

  it.each<[string, NeedsFull]>([
    ['is answered with yes', () => Promise.resolve(true)],
    [
      'throws',
      () => {
        throw new Error('lists not loaded')
      },
    ],
    ['fails', () => Promise.reject(new Error('lists not loaded'))],
    ['is never answered', () => new Promise(() => undefined)],
  ])('go on when the question %s', async (_, needsFull) => {
    await using decoder = misbehaving({ needsFullTimeoutMs: 200 })
    const outcome = await decoder.fingerprint(order('ask-and-go-on'), { needsFull })
    expect(outcome).toMatchObject({ fingerprint: { depth: 'full' } })
  })

  it('do not count the time of the question against the picture', async () => {
    await using decoder = misbehaving({ timeoutMs: 1000, needsFullTimeoutMs: 1500 })
    const outcome = await decoder.fingerprint(order('ask-and-go-on'), {
      needsFull: () => new Promise(() => undefined),
    })
    expect(outcome).toMatchObject({ fingerprint: { depth: 'full' } })
  })

  it.each(['ask-and-crash', 'ask-twice'])('cost the picture an outcome: %s', async (behaviour) => {
    await using decoder = misbehaving()
    const outcome = await decoder.fingerprint(order(behaviour), { needsFull: () => true })
    expect(outcome).toMatchObject({ code: 'decoder-crashed' })
  })

  it('reject with the reason of the signal while the question is open', async () => {
    await using decoder = misbehaving()
    const giveUp = new AbortController()
    const needsFull = () => {
      giveUp.abort(new Error('no longer wanted'))
      return new Promise<boolean>(() => undefined)
    }
    const outcome = decoder.fingerprint(order('ask'), { needsFull, signal: giveUp.signal })
    await expect(outcome).rejects.toThrow('no longer wanted')
  })

  it('spare a large JPEG the full decode when the quick hashes say enough', async () => {
    const jpeg = await (await drawPicture(3, 1600, 1200)).jpeg({ quality: 90 }).toBuffer()
    await using decoder = createDecoder()
    const outcome = await decoder.fingerprint(jpeg, { needsFull: () => false })
    expect(outcome).toEqual(await fingerprint(jpeg, { needsFull: () => false }))
    expect(outcome).toMatchObject({ fingerprint: { depth: 'quick' } })
  })

  it('give the same fingerprint as the full decode when asked to go on', async () => {
    const jpeg = await (await drawPicture(3, 900, 700)).jpeg({ quality: 90 }).toBuffer()
    await using decoder = createDecoder()
    const outcome = await decoder.fingerprint(jpeg, { needsFull: () => true })
    expect(outcome).toEqual(await fingerprint(jpeg))
  })
})

describe('a stream', () => {
  it('is fingerprinted as the whole file', async () => {
    await using decoder = createDecoder()
    const outcome = await decoder.fingerprint(Readable.from(cut(scene(3), 1000)))
    expect(outcome).toEqual(await fingerprint(scene(3)))
  })

  it('gives the digests that came with the bytes', async () => {
    await using decoder = createDecoder()
    const digests = digest(scene(3))
    const outcome = await decoder.fingerprint(scene(3), { digests })
    expect(outcome).toMatchObject({ fingerprint: digests })
  })

  it('is cancelled past the limit', async () => {
    await using decoder = createDecoder({}, { maxBytes: 2000 })
    const source = Readable.from(cut(scene(3), 1000))
    const outcome = await decoder.fingerprint(source)
    expect(outcome).toMatchObject({ code: 'too-large', digests: null })
    expect(source.destroyed).toBe(true)
  })
})

describe('giving up', () => {
  it('rejects with the reason of the signal while the picture is decoded', async () => {
    const giveUp = new AbortController()
    const abort = () => giveUp.abort(new Error('no longer wanted'))
    await using decoder = misbehaving({}, (event) => {
      if (event === 'decoder started') setImmediate(abort)
    })
    const outcome = decoder.fingerprint(order('hang'), { signal: giveUp.signal })
    await expect(outcome).rejects.toThrow('no longer wanted')
  })

  it('rejects with the reason of the signal while the picture waits, and serves the others', async () => {
    await using decoder = misbehaving()
    const giveUp = new AbortController()
    const first = decoder.fingerprint(scene(1))
    const second = decoder.fingerprint(order('hang'), { signal: giveUp.signal })
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
    const started = events.find(({ event }) => event === 'decoder started')
    const processId = Number(started?.fields['processId'])
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

function program(name: string): URL {
  return new URL(`../fixtures/programs/${name}.ts`, import.meta.url)
}

function misbehaving(options: DecoderOptions = {}, log: DecoderLog = () => undefined): Decoder {
  return createDecoderAt(program('misbehaving'), log, options, { choose: chooseOnce })
}

/** The choice takes longer than most tests here, and is the same for all programs. */
function chooseOnce(needs: Parameters<typeof chooseSandbox>[0]): Sandbox {
  chosen ??= chooseSandbox(needs)
  return chosen
}
