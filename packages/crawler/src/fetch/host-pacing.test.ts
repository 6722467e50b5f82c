import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createHostPacing } from './host-pacing.ts'

const now = () => new Date()

function deferred() {
  const { promise, resolve } = Promise.withResolvers<void>()
  return { promise, resolve }
}

describe('createHostPacing', () => {
  beforeEach(() => {
    vi.useFakeTimers()
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  it('returns what the work returns and throws what it throws', async () => {
    const pacing = createHostPacing({ now }, { perHost: 1, minGapMs: 0 })
    await expect(pacing.run('a', async () => 7)).resolves.toBe(7)
    await expect(pacing.run('a', () => Promise.reject(new RangeError('no')))).rejects.toThrow('no')
    await expect(pacing.run('a', async () => 8)).resolves.toBe(8)
  })

  it('runs at most perHost at once', async () => {
    const pacing = createHostPacing({ now }, { perHost: 2, minGapMs: 0 })
    const gates = [deferred(), deferred(), deferred()]
    const started: number[] = []
    const runs = gates.map((gate, index) =>
      pacing.run('a', () => {
        started.push(index)
        return gate.promise
      }),
    )
    await vi.advanceTimersByTimeAsync(1)
    expect(started).toEqual([0, 1])
    gates[1]?.resolve()
    await vi.advanceTimersByTimeAsync(1)
    expect(started).toEqual([0, 1, 2])
    for (const gate of gates) gate.resolve()
    await Promise.all(runs)
  })

  it('keeps the gap between starts, in order of arrival', async () => {
    const pacing = createHostPacing({ now }, { perHost: 2, minGapMs: 100 })
    const startedMs = Date.now()
    const starts: number[] = []
    const runs = [0, 1, 2].map(() =>
      pacing.run('a', async () => {
        starts.push(Date.now() - startedMs)
      }),
    )
    await vi.advanceTimersByTimeAsync(300)
    await Promise.all(runs)
    expect(starts).toEqual([0, 100, 200])
  })

  it('counts the gap from the start itself, not from when its turn came', async () => {
    let atMs = 0
    const pacing = createHostPacing({ now: () => new Date(atMs) }, { perHost: 2, minGapMs: 100 })
    const starts: number[] = []
    const start = async () => void starts.push(atMs)
    const runs = [pacing.run('a', start), pacing.run('a', start)]
    // the processor was elsewhere between the turn and the start
    atMs = 50
    for (const at of [50, 100, 149, 150]) {
      await vi.advanceTimersByTimeAsync(at - atMs)
      atMs = at
    }
    atMs = 150
    await vi.advanceTimersByTimeAsync(100)
    await Promise.all(runs)
    expect(starts).toEqual([50, 150])
  })

  it('keeps the gap after an idle host', async () => {
    const pacing = createHostPacing({ now }, { perHost: 1, minGapMs: 100 })
    await pacing.run('a', async () => undefined)
    const started = vi.fn(async () => undefined)
    const second = pacing.run('a', started)
    await vi.advanceTimersByTimeAsync(99)
    expect(started).not.toHaveBeenCalled()
    await vi.advanceTimersByTimeAsync(1)
    expect(started).toHaveBeenCalledOnce()
    await second
  })

  it('lets one host run while another is stuck', async () => {
    const pacing = createHostPacing({ now }, { perHost: 1, minGapMs: 1_000 })
    const gate = deferred()
    const stuck = [1, 2, 3].map(() => pacing.run('stuck', () => gate.promise))
    await expect(pacing.run('free', async () => 'done')).resolves.toBe('done')
    gate.resolve()
    await vi.advanceTimersByTimeAsync(3_000)
    await Promise.all(stuck)
  })

  it('gives up a turn that is aborted while waiting', async () => {
    const pacing = createHostPacing({ now }, { perHost: 1, minGapMs: 0 })
    const gate = deferred()
    const first = pacing.run('a', () => gate.promise)
    const control = new AbortController()
    const work = vi.fn(async () => undefined)
    const second = pacing.run('a', work, control.signal)
    const third = pacing.run('a', async () => 'third')
    control.abort(new Error('stopped'))
    await expect(second).rejects.toThrow('stopped')
    gate.resolve()
    await expect(third).resolves.toBe('third')
    await first
    expect(work).not.toHaveBeenCalled()
  })

  it('refuses a signal that is aborted already', async () => {
    const pacing = createHostPacing({ now }, { perHost: 1, minGapMs: 0 })
    const aborted = AbortSignal.abort(new Error('stopped'))
    await expect(pacing.run('a', async () => 1, aborted)).rejects.toThrow('stopped')
  })

  it('leaves no timer behind once the gap has passed', async () => {
    const pacing = createHostPacing({ now }, { perHost: 1, minGapMs: 100 })
    await pacing.run('a', async () => undefined)
    await vi.advanceTimersByTimeAsync(100)
    expect(vi.getTimerCount()).toBe(0)
  })

  it('waits no longer than the gap when the clock is set back', async () => {
    const pacing = createHostPacing({ now }, { perHost: 1, minGapMs: 100 })
    await pacing.run('a', async () => undefined)
    vi.setSystemTime(Date.now() - 3_600_000)
    const second = pacing.run('a', async () => 'done')
    await vi.advanceTimersByTimeAsync(300)
    await expect(second).resolves.toBe('done')
  })
})
