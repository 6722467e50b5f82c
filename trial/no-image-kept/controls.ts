import { spawnSync } from 'node:child_process'
import {
  closeSync,
  mkdtempSync,
  openSync,
  rmSync,
  unlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { createDecoderAt } from '../../packages/fingerprint/src/decoder.ts'
import {
  findTracer,
  keptInFiles,
  readCalls,
  violations,
  watchCommand,
} from '../../packages/fingerprint/src/testing-system-calls.ts'
import { searchFiles, searchUnnamed, type Needles } from './search.ts'

/**
 * Plants every form of the marker in every place, in a file and in one that has lost its name.
 *
 * @returns one sentence for each that the search does not find
 */
export function checkTheSearch(places: readonly string[], needles: Needles): string[] {
  return places.flatMap((place) =>
    needles.flatMap(({ form, text }) => [
      ...missed(`a file in ${place}`, form, findNamed(place, text, needles)),
      ...missed(`an unnamed file of ${place}`, form, findUnnamed(place, text, needles)),
    ]),
  )
}

function missed(where: string, form: string, found: readonly string[]): string[] {
  return found.includes(form) ? [] : [`control: ${form} was not found in ${where}`]
}

function findNamed(place: string, text: string, needles: Needles): string[] {
  const dir = mkdtempSync(join(place, 'nightlight-control-'))
  try {
    writeFileSync(join(dir, 'planted'), surround(text))
    return searchFiles(dir, 0, needles, []).map(({ form }) => form)
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}

function findUnnamed(place: string, text: string, needles: Needles): string[] {
  const path = join(place, `nightlight-control-${process.pid}`)
  const file = openSync(path, 'wx')
  try {
    unlinkSync(path)
    writeSync(file, surround(text))
    return searchUnnamed([process.pid], needles).map(({ form }) => form)
  } finally {
    closeSync(file)
  }
}

/** Far into the file, across the edge of what is read at once. */
function surround(text: string): Buffer {
  return Buffer.concat([Buffer.alloc(4 * 2 ** 20 - 7, '.'), Buffer.from(text, 'latin1')])
}

/**
 * Lets a decoder outside any sandbox keep a picture, under the eyes of strace.
 *
 * @returns one sentence for each of its doings that is not seen
 */
export async function checkTheWatch(dir: string, marker: Buffer): Promise<string[]> {
  const order = `\x89PNG\r\n\x1a\nkeep ${dir} `
  const picture = Buffer.concat([Buffer.from(order, 'latin1'), Buffer.alloc(1000, marker)])
  const log = join(dir, 'control')
  const program = '../../packages/fingerprint/fixtures/programs/misbehaving.ts'
  {
    await using decoder = createDecoderAt(
      new URL(program, import.meta.url),
      () => undefined,
      {},
      {
        choose: () => ({ name: 'process', command: [], promises: [] }),
        wrapper: watchCommand(findTracer(), log),
      },
    )
    await decoder.fingerprint(picture)
  }
  const seen = readCalls(log).flatMap((calls) => violations(calls, [marker.toString('latin1')]))
  const expected = ['openat: opened a file for writing', 'write: wrote picture bytes']
  return expected
    .filter((fault) => !seen.includes(fault))
    .map((fault) => `control: strace did not show "${fault}"`)
}

/** Lets a command put one byte into a file, under the eyes of strace. */
export function checkTheCommandWatch(dir: string): string[] {
  const log = join(dir, 'command-control')
  const [program = '', ...args] = watchCommand(findTracer(), log, 0)
  spawnSync(program, [...args, 'sh', '-c', 'printf x > "$0"', join(dir, 'planted')])
  const seen = readCalls(log).flatMap((calls) => keptInFiles(calls))
  return seen.length > 0 ? [] : ['control: strace did not show what a command wrote']
}
