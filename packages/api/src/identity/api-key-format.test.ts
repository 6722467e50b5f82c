import { newId } from '@nightlight/runtime'
import { describe, expect, it } from 'vitest'
import { formatApiKey, newSecret, parseApiKey } from './api-key-format.ts'

const parts = { role: 'analyst', id: newId(), secret: newSecret() } as const

describe('parseApiKey', () => {
  it('reads back what formatApiKey wrote', () => {
    expect(parseApiKey(formatApiKey(parts))).toEqual(parts)
  })

  it('reads back the smallest and the greatest id', () => {
    for (const digit of ['0', 'f']) {
      const id = [8, 4, 4, 4, 12].map((length) => digit.repeat(length)).join('-')
      expect(parseApiKey(formatApiKey({ ...parts, id }))?.id).toBe(id)
    }
  })

  it('refuses a key with any one digit changed', () => {
    const key = formatApiKey(parts)
    for (let index = 0; index < key.length; index++) {
      const other = key[index] === 'x' ? 'y' : 'x'
      expect(parseApiKey(key.slice(0, index) + other + key.slice(index + 1))).toBeNull()
    }
  })

  it('refuses a role that does not exist although the sum fits', () => {
    const role = 'owner' as typeof parts.role
    expect(parseApiKey(formatApiKey({ ...parts, role }))).toBeNull()
  })

  it('refuses what is too short, too long or empty', () => {
    const key = formatApiKey(parts)
    for (const text of ['', key.slice(1), key.slice(0, -1), `${key}0`, ` ${key}`]) {
      expect(parseApiKey(text)).toBeNull()
    }
  })
})
