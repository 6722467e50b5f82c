import { describe, expect, it } from 'vitest'
import { pageOfForm, pathOf } from './page-of-form.ts'

const PAGES = ['/console', '/console/tasks', '/console/takedowns/:id', '/reply']
const of = (route: string, params = {}) => pageOfForm(route, params, (one) => PAGES.includes(one))

describe('pageOfForm', () => {
  it('is the nearest page above, with what stands in the address', () => {
    const id = '019ade4e-b6f1-7000-8000-000000000005'
    expect(of('/console/takedowns/:id/steps', { id })).toBe(`/console/takedowns/${id}`)
    expect(of('/console/tasks/:id/done', { id: '1' })).toBe('/console/tasks')
    expect(of('/console/replies/:id/handled', { id: '1' })).toBe('/console')
    expect(of('/reply/answers')).toBe('/reply')
    expect(of('/sign-in')).toBe('/')
  })

  it('is no page whose address would repeat what is no id', () => {
    expect(of('/console/takedowns/:id/steps', { id: 'https://host.example/' })).toBe('/console')
  })
})

describe('pathOf', () => {
  it('writes ids into the query as well, and nothing else', () => {
    const link = '019ade4e-b6f1-7000-8000-000000000005'
    const pattern = '/reply/notice?link=:link'
    expect(pathOf(pattern, { link })).toBe(`/reply/notice?link=${link}`)
    expect(pathOf(pattern, { link: 'a&b=c' })).toBeNull()
    expect(pathOf(pattern, {})).toBeNull()
  })
})
