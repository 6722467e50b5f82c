import { describe, expect, it } from 'vitest'
import { createMethodTable } from './method-table.ts'

const table = createMethodTable()
table.add({ method: 'GET', url: '/v1/reports/:id' })
table.add({ method: 'HEAD', url: '/v1/reports/:id' })
table.add({ method: 'POST', url: '/v1/reports' })
table.add({ method: 'POST', url: '/v1/reports/all' })
table.add({ method: 'GET', url: '/tile/*' })
table.add({ method: 'GET', url: '/openapi.json' })

describe('methodsOf', () => {
  it.each([
    ['/v1/reports', ['OPTIONS', 'POST']],
    ['/v1/reports/x', ['GET', 'HEAD', 'OPTIONS']],
    ['/v1/reports/all', ['GET', 'HEAD', 'OPTIONS', 'POST']],
    ['/v1/reports/x/y', []],
    ['/v1/reports/', []],
    ['/tile/1/2', ['GET', 'OPTIONS']],
    ['/openapiXjson', []],
  ])('of %s are %j', (path, methods) => {
    expect(table.methodsOf(path)).toEqual(methods)
  })
})
