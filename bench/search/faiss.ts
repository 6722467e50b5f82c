import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { HashIndex } from '../../packages/matcher/src/index/hash-index.ts'
import { percentile, queryAt, RADIUS, type SearchCase } from './lists.ts'
import { capital, type Measured } from './one-index.ts'

// Debian's own Python, for which python3-faiss is packaged.
const PYTHON = '/usr/bin/python3'
const PROGRAM = fileURLToPath(new URL('faiss-server.py', import.meta.url))
const ROUNDS = 7
const EACH = { flat: 5, multiHash: 20 } as const
const EACH_OWN = 256

/**
 * Absent queries against FAISS in turns: `IndexBinaryFlat`, and `IndexBinaryMultiHash(256, 16, 16)` with one
 * bit turned over, which is exact to 31 bits and what ThreatExchange uses.
 *
 * @throws {Error} FAISS is not installed, or finds other results
 */
export async function measureFaiss(index: HashIndex, one: SearchCase): Promise<Measured> {
  const folder = mkdtempSync(join(tmpdir(), 'nightlight-faiss-'))
  const size = one.hashes.length / 32
  writeFileSync(join(folder, 'hashes.bin'), one.hashes)
  writeFileSync(join(folder, 'queries.bin'), one.absent)
  const child = spawn(PYTHON, [PROGRAM, folder, String(size)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const next = async (): Promise<Answer> => {
    const { value, done } = await lines.next()
    if (done === true) throw new Error('ask FAISS: it ended; install python3-faiss')
    return JSON.parse(value) as Answer
  }
  const ask = (name: string, first: number, count: number): Promise<Answer> => {
    child.stdin.write(`${name} ${first} ${count}\n`)
    return next()
  }
  try {
    await next()
    return await takeTurns(index, one, ask)
  } finally {
    child.kill()
    rmSync(folder, { recursive: true, force: true })
  }
}

type Answer = { us: number[]; results: number }
type Ask = (name: string, first: number, count: number) => Promise<Answer>

async function takeTurns(
  index: HashIndex,
  { name, absent }: SearchCase,
  ask: Ask,
): Promise<Measured> {
  const measured: Measured = { figures: {}, ratios: {} }
  for (const kind of ['flat', 'multiHash'] as const) {
    const times: number[] = []
    const quotients: number[] = []
    for (let round = 0; round < ROUNDS; round++) {
      const first = round * EACH_OWN
      const own = Array.from({ length: EACH_OWN }, (_, at) => {
        const startedAt = performance.now()
        index.search(queryAt(absent, first + at), RADIUS)
        return (performance.now() - startedAt) * 1000
      })
      const theirs = await ask(kind, first, EACH[kind])
      let results = 0
      for (let at = first; at < first + EACH[kind]; at++) {
        results += index.search(queryAt(absent, at), RADIUS).length
      }
      if (results !== theirs.results) throw new Error(`compare with FAISS: ${results} results`)
      times.push(...theirs.us)
      quotients.push(percentile(theirs.us, 0.5) / percentile(own, 0.5))
    }
    measured.figures[`${name}${capital(kind)}Us`] = percentile(times, 0.5)
    measured.ratios[`${name}AbsentTo${capital(kind)}`] = percentile(quotients, 0.5)
  }
  return measured
}
