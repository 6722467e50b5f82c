import { describe, expect, it } from 'vitest'
import { pageOfForm } from './page-of-form.ts'

const PAGES = ['/console', '/console/tasks', '/console/takedowns/:id', '/reply']
const of = (route: string, params = {}) => pageOfForm(route, params, (one) => PAGES.includes(one))

describe('pageOfForm', () => {
  it('is the nearest page above, with what stands in the address', () => {
    expect(of('/console/takedowns/:id/steps', { id: 'a b' })).toBe('/console/takedowns/a%20b')
    expect(of('/console/tasks/:id/done', { id: '1' })).toBe('/console/tasks')
    expect(of('/console/replies/:id/handled', { id: '1' })).toBe('/console')
    expect(of('/reply/answers')).toBe('/reply')
    expect(of('/sign-in')).toBe('/')
  })
})
