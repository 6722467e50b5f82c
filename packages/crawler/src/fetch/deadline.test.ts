import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createDeadline } from './deadline.ts'
import { FetchStop } from './stop.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

it('ends a fetch when it was last told to', () => {
  const control = new AbortController()
  using deadline = createDeadline(control)
  deadline.set(30)
  vi.advanceTimersByTime(29)
  deadline.set(60)
  vi.advanceTimersByTime(59)
  expect(control.signal.aborted).toBe(false)
  vi.advanceTimersByTime(1)
  expect(control.signal.reason).toBeInstanceOf(FetchStop)
  expect((control.signal.reason as FetchStop).result).toEqual({ status: 'failed', code: 'timeout' })
})

it('ends nothing once it is disposed', () => {
  const control = new AbortController()
  const deadline = createDeadline(control)
  deadline.set(30)
  deadline[Symbol.dispose]()
  vi.advanceTimersByTime(31)
  expect(control.signal.aborted).toBe(false)
})
