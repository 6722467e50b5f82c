import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'nightlight-measure-'))
  mkdirSync(join(root, 'bench'))
  mkdirSync(join(root, 'trial'))
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

/** A module that returns `result`, with what it was called with among the values. */
function measurement(path: string, result: Record<string, unknown>): void {
  const text = `export const run = async (options) => {
  console.log('chatter')
  return { ...${JSON.stringify(result)}, details: [options], figures: options }
}
`
  writeFileSync(join(root, path), text)
}

function measure(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const program = join(import.meta.dirname, 'measure.ts')
  const env = { ...process.env, MEASURE_ROOT: root }
  return new Promise((resolve) => {
    execFile(process.execPath, [program, ...args], { env }, (error, stdout, stderr) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr }),
    )
  })
}

const bench = { name: 'search', ratios: { against: 4 }, goals: { against: 3 }, held: true }

describe('measure', () => {
  it('prints one JSON object on standard output and nothing else', async () => {
    measurement('bench/search.ts', bench)
    const { code, stdout, stderr } = await measure('bench', 'search', '--json', '--quick')
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ ...bench, figures: { quick: true } })
    expect(stderr).toContain('chatter')
  })

  it('prints a table for people', async () => {
    measurement('bench/search.ts', bench)
    const { stdout } = await measure('bench', 'search')
    expect(stdout).toContain('search: held')
    expect(stdout).toMatch(/ratios\n {2}against {2}4\n/)
  })

  it('fails when a goal was missed', async () => {
    measurement('bench/search.ts', { ...bench, held: false })
    expect((await measure('bench', 'search', '--json')).code).toBe(1)
  })

  it('hands on the size and the seed of a trial', async () => {
    measurement('trial/ssrf.ts', { name: 'ssrf', tried: 5, failed: 0 })
    const { code, stdout } = await measure('trial', 'ssrf', '--json', '--n', '5', '--seed', '7')
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ tried: 5, details: [{ n: 5, seed: 7 }] })
  })

  it.each([
    { tried: 5, failed: 1 },
    { tried: 5, failed: 0, lost: 1 },
    { tried: 5, failed: 0, doubled: 1 },
    { tried: 0, failed: 0 },
  ])('fails a trial with %o', async (counts) => {
    measurement('trial/ssrf.ts', { name: 'ssrf', ...counts })
    expect((await measure('trial', 'ssrf')).code).toBe(1)
  })

  it('says what there is when the name is missing or unknown', async () => {
    measurement('trial/ssrf.ts', { name: 'ssrf' })
    measurement('trial/cloaking.ts', { name: 'cloaking' })
    for (const args of [['trial'], ['trial', 'unknown'], ['trial', 'ssrf', '--loud']]) {
      const { code, stderr } = await measure(...args)
      expect(code).toBe(2)
      expect(stderr).toContain('Names: cloaking, ssrf')
    }
  })
})
