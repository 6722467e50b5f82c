import { readFileSync } from 'node:fs'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { createDecoderAt, type Decoder, type DecoderLog } from './decoder.ts'
import { GUARDS, type Guard } from './decoder/guards.ts'
import { chooseSandbox, findProgram, type FindProgram } from './decoder/sandbox.ts'
import { fingerprint } from './fingerprint.ts'
import { digest } from './hash/digests.ts'

const scene = readFileSync(new URL('../fixtures/images/scene-4.jpg', import.meta.url))
const entry = new URL('decoder-process.ts', import.meta.url)
const limits: Guard[] = [
  'no-file-bytes',
  'no-core-file',
  'no-dumped-memory',
  'bounded-memory',
  'bounded-time',
]

/** The system's programs without some, and with the bubblewrap that the test run has fetched. */
const without =
  (...missing: string[]): FindProgram =>
  (name) => {
    if (missing.includes(name)) return undefined
    return name === 'bwrap' ? process.env['BWRAP_PATH'] : findProgram(name)
  }

describe('a decoder in the sandbox', () => {
  it.each<[string, FindProgram, readonly Guard[]]>([
    ['bubblewrap+limits', without(), GUARDS],
    ['namespaces+limits', without('bwrap'), GUARDS],
    [
      'network-namespace+limits',
      without('bwrap', 'sh'),
      ['no-network', 'no-rights', ...limits.filter((guard) => guard !== 'no-dumped-memory')],
    ],
    ['limits', without('bwrap', 'unshare'), limits],
  ])('%s finds what is promised to hold, and fingerprints as ever', async (name, find, guards) => {
    const { decoder, started } = decodeIn(find)
    await using _decoder = decoder
    expect(decoder.sandbox, refused(name)).toBe(name)
    expect(await decoder.fingerprint(scene)).toEqual(await fingerprint(scene))
    expect(started()).toEqual(expect.arrayContaining([...guards, 'no-spill']))
  })

  it('claims nothing but what the environment does where nothing is installed', async () => {
    const { decoder, started } = decodeIn(() => undefined)
    await using _decoder = decoder
    await decoder.fingerprint(scene)
    expect(decoder.sandbox).toBe('process')
    expect(started()).toContain('no-spill')
    expect(started()).not.toContain('no-network')
    expect(started()).not.toContain('no-file-bytes')
  })

  it('that breaks a promise gets no picture', async () => {
    const choose: typeof chooseSandbox = () => ({
      name: 'namespaces+limits',
      command: [],
      promises: ['no-spill', 'no-network', 'no-file-bytes'],
    })
    await using decoder = createDecoderAt(entry, () => undefined, {}, { choose })
    const outcome = decoder.fingerprint(scene)
    await expect(outcome).rejects.toThrow('namespaces+limits without no-network, no-file-bytes')
  })
})

describe('a decoder short of memory', () => {
  it('refuses a good picture as that, and reads the next one', async () => {
    const file = await memoryHungry()
    const { decoder } = decodeWithin(SHORT_OF_MEMORY)
    await using _decoder = decoder
    expect(await decoder.fingerprint(file)).toMatchObject({
      status: 'refused',
      code: 'out-of-memory',
      digests: digest(file),
    })
    expect(await decoder.fingerprint(scene)).toEqual(await fingerprint(scene))
  })

  it('tries a fresh process where another picture came before', async () => {
    const file = await memoryHungry()
    const { decoder, ends } = decodeWithin(SHORT_OF_MEMORY)
    await using _decoder = decoder
    await decoder.fingerprint(scene)
    await decoder.fingerprint(file)
    await decoder[Symbol.asyncDispose]()
    expect(ends).toEqual(['out-of-memory', 'out-of-memory'])
  })

  it('has enough for the picture by default', async () => {
    const { decoder } = decodeIn(without('bwrap', 'unshare'))
    await using _decoder = decoder
    expect(await decoder.fingerprint(await memoryHungry())).toMatchObject({
      status: 'fingerprinted',
    })
  })
})

/** What Node takes to start, and a little more. */
const SHORT_OF_MEMORY = 850e6

/** Small, and takes 300 MB to decode. */
function memoryHungry(): Promise<Buffer> {
  const flat = { width: 7000, height: 7000, channels: 3, background: '#27c' } as const
  return sharp({ create: flat }).jpeg({ progressive: true, chromaSubsampling: '4:4:4' }).toBuffer()
}

function decodeWithin(bytes: number): { decoder: Decoder; ends: unknown[] } {
  const ends: unknown[] = []
  const log: DecoderLog = (event, { reason }) => {
    if (event === 'decoder ended') ends.push(reason)
  }
  const choose: typeof chooseSandbox = (needs) => {
    const sandbox = chooseSandbox(needs, without('bwrap', 'unshare'))
    const command = sandbox.command.map((word) => word.replace(/^--data=.*/, `--data=${bytes}`))
    return { ...sandbox, command }
  }
  return { decoder: createDecoderAt(entry, log, {}, { choose }), ends }
}

function decodeIn(find: FindProgram): { decoder: Decoder; started: () => unknown } {
  const seen: unknown[] = []
  const log: DecoderLog = (event, { guards }) => {
    if (event === 'decoder started') seen.push(guards)
  }
  const choose: typeof chooseSandbox = (needs) => chooseSandbox(needs, find)
  return { decoder: createDecoderAt(entry, log, {}, { choose }), started: () => seen[0] }
}

function refused(name: string): string {
  return `${name} does not run here: allow user namespaces where the tests run, and PID namespaces with their own /proc`
}
