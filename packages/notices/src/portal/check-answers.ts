import { asTenant, type DbOrTransaction } from '@nightlight/runtime'
import { sql } from 'kysely'
import type { AnswerLine, AnswerWords } from '../replies/answer-rows.ts'
import type { ItemAnswer } from './answer-items.ts'
import { readAnswersFile, type RefusedLine } from './answers-file.ts'

export type CheckedAnswers = {
  /** Lines that can be taken in, each with what it says. */
  lines: AnswerLine[]
  refused: RefusedLine[]
  empty: number
  /** What they say of which item. */
  answers: ItemAnswer[]
}

/**
 * Looks what a file of answers would do; changes nothing. Its items are those of the provider, whatever it names.
 *
 * @throws {DomainError} as `readAnswersFile`
 */
export async function checkAnswers(
  db: DbOrTransaction,
  providerId: string,
  text: string,
  words?: AnswerWords,
): Promise<CheckedAnswers> {
  const { lines, refused, empty } = readAnswersFile(text, words)
  const items = await itemsNamed(db, providerId, [...new Set(lines.map(({ notice }) => notice))])
  const taken: CheckedAnswers = {
    lines: [],
    refused: [...refused],
    empty,
    answers: [],
  }
  const seen = new Set<string>()
  for (const line of lines) {
    const { item, notice, answer, detail, preserved } = line
    const stood = { line: line.line, item: item ?? notice, word: answer }
    const all = items.get(notice) ?? []
    const ids = [
      ...new Set(all.flatMap((one) => (item === null || one.item === item ? one.id : []))),
    ]
    if (ids.length === 0) taken.refused.push({ ...stood, code: 'reply-item-not-found' })
    else if (ids.some((id) => seen.has(id))) {
      taken.refused.push({ ...stood, code: 'item-repeated' })
    } else {
      for (const itemId of ids) {
        seen.add(itemId)
        taken.answers.push({ itemId, answer, detail, preserved })
      }
      taken.lines.push(line)
    }
  }
  taken.refused.sort((a, b) => a.line - b.line)
  return taken
}

/** Items of the provider by the references of notices, each under the names that the letter gave it. */
async function itemsNamed(
  db: DbOrTransaction,
  providerId: string,
  notices: readonly string[],
): Promise<Map<string, { item: string; id: string }[]>> {
  const { rows } = await asTenant(db, { kind: 'provider', id: providerId }, (own) =>
    sql<{ notice: string; n: number; id: string }>`
      select n.reference as notice, l.n, l.takedown_id as id
      from notice n
      join notice_line l on l.notice_id = n.id
        and l.attempt = (select max(attempt) from notice_line m where m.notice_id = n.id)
      join told_item i on i.takedown_id = l.takedown_id and i.provider_id = n.provider_id
      where n.provider_id = ${providerId} and n.state = 'sent' and n.reference = any (${[...notices]}::text[])
      order by n.reference, l.n`.execute(own),
  )
  const named = rows.map(({ notice, n, id }) => ({ notice, item: `${notice}-${n}`, id }))
  return Map.groupBy(named, ({ notice }) => notice)
}
