import { afterEach, describe, expect, it, vi } from 'vitest'
import { uuidOf } from '../fixtures/synthetic.ts'
import { EntryStore } from './entry-store.ts'

describe('EntryStore', () => {
  afterEach(() => vi.unstubAllGlobals())

  it.each(['Uint32Array', 'Uint8Array', 'Int32Array'] as const)(
    'has nothing of an entry for which there is no memory, %s, and goes on',
    (failing) => {
      const entries = new EntryStore()
      const full = 64
      for (let n = 0; n < full; n++) entries.add(uuidOf(`entry ${n}`), n)
      const real = globalThis[failing]
      const grown = new Proxy(real, {
        construct: () => {
          throw new RangeError('Array buffer allocation failed')
        },
      })
      // whatever list must grow for the next entry asks its own array for the type
      const constructor = (value: unknown): void =>
        void Object.defineProperty(real.prototype, 'constructor', { value, configurable: true })
      constructor(grown)
      vi.stubGlobal(failing, grown)
      expect(() => entries.add(uuidOf('one more'), 7)).toThrow(RangeError)
      constructor(real)
      vi.unstubAllGlobals()
      expect([entries.size, entries.count]).toEqual([full, full])
      expect(entries.find(uuidOf('one more'))).toBeUndefined()
      const number = entries.add(uuidOf('another'), 9)
      expect(entries.find(uuidOf('another'))).toBe(number)
      expect([entries.idOf(number), entries.listOf(number)]).toEqual([uuidOf('another'), 9])
      expect(entries.find(uuidOf('entry 5'))).toBe(5)
    },
  )
})
