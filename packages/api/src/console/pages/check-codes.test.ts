import { expect, it } from 'vitest'
import { checkCodes } from './check-codes.ts'

it('says why the scripts of a page were not run', () => {
  const codes = ['http-404', 'not-rendered']
  const evidence = ['http-404', 'asked-from-page', 'rendering-off']
  expect(checkCodes({ codes, evidence })).toEqual(['http-404', 'not-rendered', 'rendering-off'])
})

it('says nothing of signs otherwise', () => {
  const evidence = ['asked-from-page', 'render-timeout']
  expect(checkCodes({ codes: ['http-404'], evidence })).toEqual(['http-404'])
})
