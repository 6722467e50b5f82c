import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { chooseSandbox, findProgram, type FindProgram } from '../decoder/sandbox.ts'
import {
  findTracer,
  keptInFiles,
  readCalls,
  samplesOf,
  violations,
  watchCommand,
  type SystemCall,
} from '../testing-system-calls.ts'
import { damageVideo, drawVideo, frameOf, MP4 } from './testing-videos.ts'
import { createVideoReader } from './video-reader.ts'

const findFetched: FindProgram = (name) =>
  name === 'bwrap' ? process.env['BWRAP_PATH'] : findProgram(name)

let dir: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'nightlight-calls-'))
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

it.each<[string, Parameters<typeof createVideoReader>[2]]>([
  ['the sandbox of this machine', {}],
  ['bubblewrap', { choose: (needs) => chooseSandbox(needs, findFetched) }],
])(
  'neither a video nor a frame of it is written into a file in %s',
  async (_, surroundings) => {
    const seeds = [61, 62]
    const atEnd = await drawVideo({ ...MP4, seeds })
    const webm = await drawVideo({
      ending: 'webm',
      coding: ['-c:v', 'libvpx', '-b:v', '2M'],
      seeds,
    })
    const secrets = [atEnd, webm, ...seeds.map((seed) => frameOf(seed, 320, 240))].flatMap((data) =>
      samplesOf(data),
    )
    const wrapper = watchCommand(findTracer(), join(dir, 'calls'))
    const options = { ffmpeg: process.env['FFMPEG'], timeoutMs: 60_000 }
    await using reader = createVideoReader({}, options, { ...surroundings, wrapper })
    const files = [atEnd, webm, damageVideo(atEnd, 3), atEnd.subarray(0, atEnd.length / 2)]
    const outcomes = []
    for (const file of files) outcomes.push(await reader.fingerprint(file))
    expect(outcomes.slice(0, 2).map(({ status }) => status)).toEqual([
      'fingerprinted',
      'fingerprinted',
    ])
    const watched = readCalls(join(dir, 'calls'))
    expect(watched).toHaveLength(files.length)
    for (const calls of watched) {
      expect(faultsOf(calls, secrets)).toEqual([])
      expect(calls.some(isFfmpeg)).toBe(true)
      // It did go from the one process to the other.
      expect(calls.some((call) => holdsOne(call, secrets))).toBe(true)
    }
  },
  240_000,
)

it.each<[string, boolean, Parameters<typeof createVideoReader>[2]]>([
  [
    'is caught outside any sandbox',
    true,
    { choose: () => ({ name: 'process', command: [], promises: [] }) },
  ],
  ['cannot in the sandbox of this machine', false, {}],
])(
  'an ffmpeg that keeps a video %s',
  async (_, isKept, surroundings) => {
    const program = join(dir, 'ffmpeg')
    writeFileSync(program, `#!/bin/sh\n[ "$1" = -version ] && exit\ncat > ${dir}/kept\n`, {
      mode: 0o755,
    })
    const video = await drawVideo({ ...MP4, seeds: [63] })
    const wrapper = watchCommand(findTracer(), join(dir, 'calls'))
    await using reader = createVideoReader({}, { ffmpeg: program }, { ...surroundings, wrapper })
    expect(await reader.fingerprint(video)).toMatchObject({ code: 'damaged' })
    const [calls = []] = readCalls(join(dir, 'calls'))
    expect(faultsOf(calls, samplesOf(video)).length > 0).toBe(isKept)
    expect(calls.some(({ args }) => args.includes('kept'))).toBe(true)
  },
  240_000,
)

/** As `violations`, but that bytes may go from the one process to the other by pipe. */
function faultsOf(calls: readonly SystemCall[], secrets: readonly string[]): string[] {
  const start = calls.findLastIndex(isReader)
  const id = calls[start]?.process
  const own = calls.slice(start)
  const isInner = (call: SystemCall): boolean => call.process !== id && isPiped(call)
  const leaks = own.filter(
    (call) => call.process === id && isPiped(call) && holdsOne(call, secrets),
  )
  return [
    ...violations(
      calls.filter((call) => !isInner(call)),
      [],
    ),
    ...keptInFiles(own),
    ...leaks.map(({ name }) => `${name}: wrote the video to the parent`),
  ]
}

/** On standard output, which is no file. */
const isPiped = ({ name, args }: SystemCall): boolean =>
  /^writev?$/.test(name) && /^1<(?:pipe|socket|UNIX)/.test(args)

const isReader = ({ name, args, result }: SystemCall): boolean =>
  name === 'execve' && args.includes('--permission') && result === '0'

const isFfmpeg = ({ name, args, result }: SystemCall): boolean =>
  name === 'execve' && args.includes('image2pipe') && result === '0'

const holdsOne = ({ args }: SystemCall, secrets: readonly string[]): boolean =>
  secrets.some((secret) => args.includes(secret))
