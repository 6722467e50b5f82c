import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRecordSigner } from '@nightlight/runtime'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { nightlight, type Ended } from './testing-command.ts'

const signer = createRecordSigner(Buffer.alloc(32, 3))
const signed = signer.sign({ type: 'nightlight/removal-check', check: { verdict: 'gone' } })

let dir: string
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'nightlight-checks-'))
})
afterAll(() => rm(dir, { recursive: true, force: true }))

async function verify(content: string, publicKey = signer.publicKey): Promise<Ended> {
  const file = join(dir, 'record.json')
  await writeFile(file, content)
  return nightlight(['checks', 'verify', file, '--public-key', publicKey, '--json'])
}

describe('checks export', () => {
  it('says what an id looks like, before it looks for anything', async () => {
    const key = join(dir, 'key')
    await writeFile(key, 'nl_live_none')
    const id = '018f0000-0000-7000-8000-000000000000'
    for (const ids of [
      [id, 'x'],
      ['x', id],
    ]) {
      const { err, code } = await nightlight(['checks', 'export', ...ids, '--key-file', key])
      expect([err, code]).toEqual([expect.stringContaining('[option-invalid]'), 1])
    }
  })
})

describe('checks verify', () => {
  it('believes a record as it was signed, in whatever order and layout', async () => {
    const { out, code } = await verify(JSON.stringify(signed, null, 2))
    expect([JSON.parse(out), code]).toEqual([{ verdict: 'valid' }, 0])
  })

  it('does not believe one that was altered or signed by another key, and exits with 1', async () => {
    const altered = JSON.stringify(signed).replace('"gone"', '"present"')
    expect(await verify(altered)).toMatchObject({ out: '{"verdict":"altered"}\n', code: 1 })
    const other = createRecordSigner(Buffer.alloc(32, 4)).publicKey
    const stranger = await verify(JSON.stringify(signed), other)
    expect(stranger).toMatchObject({ out: '{"verdict":"other-key"}\n', code: 1 })
  })

  it('does not believe one that says a thing twice: readers differ in which of the two they take', async () => {
    const text = JSON.stringify(signed)
    for (const twice of [
      text.replace('"verdict":"gone"', '"verdict":"present","verdict":"gone"'),
      text.replace('"verdict":"gone"', '"\\u0076erdict" : "present", "verdict":"gone"'),
      text.replace('{"record"', '{"record":{"verdict":"present"},"record"'),
    ]) {
      expect(twice).not.toBe(text)
      expect(await verify(twice)).toMatchObject({ out: '{"verdict":"malformed"}\n', code: 1 })
    }
  })

  it('says what is wrong with a key or a file that is none', async () => {
    expect((await verify('{}', 'short')).err).toContain('[public-key-invalid]')
    expect((await verify('no json')).err).toContain('[record-not-json]')
  })
})
