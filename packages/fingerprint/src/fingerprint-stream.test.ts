import { readFileSync } from 'node:fs'
import { Readable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { fingerprint } from './fingerprint.ts'

const scene = readFileSync(new URL('../fixtures/images/scene-1.jpg', import.meta.url))

describe('fingerprint of a stream', () => {
  it('is that of the whole file', async () => {
    const source = Readable.from([scene.subarray(0, 1000), scene.subarray(1000)])
    expect(await fingerprint(source)).toEqual(await fingerprint(scene))
  })

  it('refuses more bytes than allowed, without digests', async () => {
    const source = Readable.from([scene.subarray(0, 1000), scene.subarray(1000)])
    const outcome = await fingerprint(source, { maxBytes: 1000 })
    expect(outcome).toMatchObject({ status: 'refused', code: 'too-large', digests: null })
  })

  it('decodes in full when the question between the stages fails', async () => {
    const needsFull = () => Promise.reject(new Error('lists not loaded'))
    expect(await fingerprint(scene, { needsFull })).toEqual(await fingerprint(scene))
  })
})
