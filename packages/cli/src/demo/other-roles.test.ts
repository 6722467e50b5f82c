import { expect, it } from 'vitest'
import { otherRoles } from './other-roles.ts'

it('tells how two officers and somebody of a provider come in', () => {
  const [head, ...lines] = otherRoles("/tmp/it's here", 'p-1').split('\n')
  expect(head).toContain('in another terminal')
  expect(lines.map((line) => line.trim())).toEqual(
    [
      '--role police --name "Inge Peeters" --authority "Demo police"',
      '--role police --name "Jan Maes" --authority "Demo police"',
      '--role provider --name "Pat Host" --provider \'p-1\'',
    ].map((who) => `npm run -s nightlight -- people invite ${who} --data '/tmp/it'\\''s here'`),
  )
})

it('leaves out the provider where there is none', () => {
  expect(otherRoles('/tmp/x', null)).not.toContain('provider')
})
