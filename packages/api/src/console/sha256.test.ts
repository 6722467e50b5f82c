import { createHash, randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { runInNewContext } from 'node:vm'
import { expect, it } from 'vitest'

type Sha256 = { update: (bytes: Uint8Array) => void; hex: () => string }
const source = readFileSync(new URL('assets/sha256.js', import.meta.url), 'utf8')
const create = runInNewContext(`${source}\ncreateSha256`) as () => Sha256

it.each([0, 1, 55, 56, 63, 64, 65, 119, 120, 1_000, 100_003])(
  'the digest of %i bytes in pieces is the one that everybody has',
  (length) => {
    const bytes = randomBytes(length)
    const digest = create()
    for (let at = 0; at < length; at += 777) digest.update(bytes.subarray(at, at + 777))
    expect(digest.hex()).toBe(createHash('sha256').update(bytes).digest('hex'))
  },
)
