import { describe, expect, it } from 'vitest'
import { actionsIn, auditedActions } from '../../fixtures/audited-actions.ts'
import { auditWordsEn } from '../texts/audit-words-en.ts'
import { addressFilesEn } from '../texts/address-files-en.ts'
import { ACTIONS_ASKED, IN_NO_QUESTION, QUESTIONS } from './questions.ts'

const asked = QUESTIONS.flatMap((question) => ACTIONS_ASKED[question])

describe('actionsIn', () => {
  it.each([
    [`writeAudit(db, { actor, action: 'a.done', objectType })`, ['a.done']],
    [`action: mine ? 'task-taken' : 'task-given-back',`, ['task-taken', 'task-given-back']],
    [`action: kind === 'x-y' ? 'x.made' : 'x.kept',`, ['x.made', 'x.kept']],
    [`await note(db, by, 'person.invited', id, { role: 'a-b' })`, ['person.invited']],
    ['action: `file.${what}`, }) ; note(trx, by, `x`, isIt ? "" : \'taken\', id)', ['file.taken']],
    [`auditHook(db, 'nightlight', 'paused', id)`, ['event-hook.paused']],
    [`apply(db, deps, stored, { type: 'hold-on' }, 'hold-begun', {})`, ['hold-begun']],
  ])('reads %s', (source, actions) => {
    expect(actionsIn(source)).toEqual(actions)
  })
})

describe('the questions that are often asked of the log', () => {
  it('are answered by all that the sources write: a new action goes into a question or into IN_NO_QUESTION', () => {
    const known = new Set([...asked, ...IN_NO_QUESTION])
    expect(auditedActions().filter((action) => !known.has(action))).toEqual([])
  })

  it('ask for nothing that no source writes, and for nothing twice', () => {
    const written = new Set(auditedActions())
    const isLook = (action: string) => action.endsWith('.read')
    expect(
      [...asked, ...IN_NO_QUESTION].filter((one) => !isLook(one) && !written.has(one)),
    ).toEqual([])
    expect(new Set([...asked, ...IN_NO_QUESTION]).size).toBe(asked.length + IN_NO_QUESTION.length)
  })

  it('have words for each of their answers', () => {
    const words: object = { ...auditWordsEn, ...addressFilesEn }
    expect(asked.filter((action) => !(`audit-action.${action}` in words))).toEqual([])
  })
})
