import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import {
  findTracer,
  keptInFiles,
  readCalls,
  samplesOf,
  violations,
  watchCommand,
  type SystemCall,
} from '@nightlight/fingerprint/testing-system-calls'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { picture } from '../testing-crawl.ts'
import { createArchiveReader } from './archive-reader.ts'
import { makeRar, makeTar, makeZip } from './testing-archives.ts'

let dir: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'nightlight-calls-'))
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

it(
  'neither an archive nor what is in it is written into a file',
  { timeout: 120_000 },
  async () => {
    const pictures = [picture('scene-1'), picture('scene-1-transparent.png')]
    const drawn = readFileSync(new URL('../../fixtures/archives/drawn.7z', import.meta.url))
    const zip = makeZip(pictures.map((bytes) => ({ bytes })))
    const archives = [
      zip,
      drawn,
      makeRar(pictures),
      gzipSync(makeTar(pictures)),
      zip.subarray(0, zip.length / 2),
      drawn.subarray(0, 9e3),
    ]
    const secrets = [...pictures, ...archives].flatMap((bytes) => samplesOf(bytes))
    const wrapper = watchCommand(findTracer(), join(dir, 'calls'))
    await using reader = createArchiveReader({}, { timeoutMs: 60_000 }, { wrapper })
    let media = 0
    for (const archive of archives) {
      const take = async (): Promise<void> => void media++
      await reader.read(archive, take, new AbortController().signal)
    }
    expect(media).toBe(8)
    const watched = readCalls(join(dir, 'calls'))
    expect(watched).toHaveLength(archives.length)
    for (const calls of watched) {
      const start = calls.findLastIndex(isReader)
      const own = calls.slice(start)
      // What is to be decoded goes to the parent, by its pipe and in no other way.
      const others = own.map((call) => (isToParent(call) ? { ...call, ...UNSEEN } : call))
      expect(violations(others, secrets)).toEqual([])
      expect(keptInFiles(own)).toEqual([])
      expect(own.some((call) => isToParent(call))).toBe(true)
    }
  },
)

/** Stands for what a write to the parent holds. */
const UNSEEN = { args: '1<pipe:[0]>, "", 0', result: '0' }

const isReader = ({ name, args, result }: SystemCall): boolean =>
  name === 'execve' && args.includes('--permission') && result === '0'

const isToParent = ({ name, args }: SystemCall): boolean =>
  /^writev?$/.test(name) && /^1<(?:pipe|socket|UNIX)/.test(args)
