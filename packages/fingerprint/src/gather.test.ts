import { describe, expect, it } from 'vitest'
import { gather } from './gather.ts'
import { digest } from './hash/digests.ts'

const whole = Buffer.from('a picture in three pieces')
const pieces = [whole.subarray(0, 3), whole.subarray(3, 4), whole.subarray(4)]

/** A stream that tells whether it was cancelled. */
function stream(chunks: readonly Uint8Array[], then?: () => Promise<void>) {
  const seen = { isCancelled: false, given: 0 }
  async function* give() {
    try {
      for (const chunk of chunks) {
        seen.given++
        yield chunk
      }
      await then?.()
    } finally {
      seen.isCancelled = true
    }
  }
  return { seen, source: give() }
}

describe('gather', () => {
  it('puts a stream together and hashes it on the way', async () => {
    const { source } = stream(pieces)
    const gathered = await gather(source, { maxBytes: whole.length })
    expect(gathered).toEqual({ status: 'whole', bytes: whole, digests: digest(whole) })
  })

  it('cancels a stream past the limit, and claims no digests of it', async () => {
    const { source, seen } = stream([...pieces, whole])
    const gathered = await gather(source, { maxBytes: whole.length - 1 })
    expect(gathered).toMatchObject({ status: 'refused', code: 'too-large', digests: null })
    expect(seen).toEqual({ isCancelled: true, given: 3 })
  })

  it('gives the digests of a whole file that is too long', async () => {
    const gathered = await gather(whole, { maxBytes: 3 })
    expect(gathered).toMatchObject({ code: 'too-large', digests: digest(whole) })
  })

  it('stops waiting for a stream when the signal is aborted', async () => {
    const stalled = stream(pieces, () => new Promise(() => undefined))
    const giveUp = new AbortController()
    const gathering = gather(stalled.source, { maxBytes: 100, signal: giveUp.signal })
    giveUp.abort(new Error('no longer wanted'))
    await expect(gathering).rejects.toThrow('no longer wanted')
  })

  it('fails as its stream fails', async () => {
    const broken = stream(pieces, () => Promise.reject(new Error('connection lost')))
    await expect(gather(broken.source, { maxBytes: 100 })).rejects.toThrow('connection lost')
  })

  it('takes the digests that were made while the file arrived', async () => {
    const digests = digest(whole)
    const gathered = await gather(whole, { maxBytes: 100, digests })
    expect(gathered).toMatchObject({ status: 'whole', digests })
  })

  it('rejects digests of another length', async () => {
    const digests = digest(whole.subarray(1))
    await expect(gather(whole, { maxBytes: 100, digests })).rejects.toThrow(RangeError)
  })
})
