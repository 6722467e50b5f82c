import { expect, it } from 'vitest'
import { ownPurse } from './purse.ts'

const budget = { images: 100, wireBytes: 100e6, decodedBytes: 200e6, totalMs: 60_000 }

it('affords what is left, and no more', async () => {
  await using purse = ownPurse(budget)
  expect(await purse.pay()).toBeNull()
  expect(await purse.afford(60e6)).toBe(60e6)
  purse.received({ wireBytes: 60e6, bodyBytes: 60e6 })
  expect(await purse.afford(41e6)).toBe(40e6)
  expect(await purse.pay()).toBeNull()
})

it('counts both what is received and what that decodes to', async () => {
  await using purse = ownPurse({ ...budget, decodedBytes: 50e6 })
  expect(await purse.afford(60e6)).toBe(50e6)
})

it('affords nothing once more was received than there was', async () => {
  await using purse = ownPurse(budget)
  purse.received({ wireBytes: 101e6, bodyBytes: 101e6 })
  await purse.pay()
  expect(await purse.afford(1)).toBe(0)
})
