import { describe, expect, it } from 'vitest'
import { PERMISSION_MEANINGS } from './permission-meanings.ts'
import { mayDo, PERMISSIONS, ROLES } from './roles.ts'

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`

/** `docs/roles.md`, which `npm test -- packages/contract -u` writes anew. */
const rolesDocument = (): string =>
  [
    '# Roles',
    '',
    'Who may do what. Written from `ROLE_MATRIX` of `packages/contract/src/roles.ts`, which every route and page asks; do not edit it here.',
    '',
    row(['permission', ...ROLES, 'what it lets somebody do']),
    row(['---', ...ROLES.map(() => ':-:'), '---']),
    ...PERMISSIONS.map((permission) =>
      row([
        `\`${permission}\``,
        ...ROLES.map((role) => (mayDo(role, permission) ? 'yes' : '')),
        PERMISSION_MEANINGS[permission],
      ]),
    ),
    '',
    'The police see the lists, submissions and entries of their own authority, a provider the notices to itself: anything else is to',
    'them as if there were none, with the same answer. A second person is asked for by the routes themselves: nobody activates what',
    'they handed in, approves what they proposed or decides a dispute twice. `packages/api/src/role-matrix.int.test.ts` asks every',
    'route as every role for objects of their own, of others and of nobody, and fails for a route that its table does not have.',
    '',
  ].join('\n')

describe('docs/roles.md', () => {
  it('says what the matrix says', async () => {
    await expect(rolesDocument()).toMatchFileSnapshot('../../../docs/roles.md')
  })
})
