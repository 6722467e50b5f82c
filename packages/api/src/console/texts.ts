import { LANGUAGES, type Language } from '@nightlight/contract'
import { caseDe } from './texts/case-de.ts'
import { caseEn } from './texts/case-en.ts'
import { caseFr } from './texts/case-fr.ts'
import { caseNl } from './texts/case-nl.ts'
import { caseExportDe } from './texts/case-export-de.ts'
import { caseExportEn } from './texts/case-export-en.ts'
import { caseExportFr } from './texts/case-export-fr.ts'
import { caseExportNl } from './texts/case-export-nl.ts'
import { chasingDe } from './texts/chasing-de.ts'
import { chasingEn } from './texts/chasing-en.ts'
import { chasingFr } from './texts/chasing-fr.ts'
import { chasingNl } from './texts/chasing-nl.ts'
import { crawlDe } from './texts/crawl-de.ts'
import { crawlEn } from './texts/crawl-en.ts'
import { crawlFr } from './texts/crawl-fr.ts'
import { crawlNl } from './texts/crawl-nl.ts'
import { de } from './texts/de.ts'
import { en } from './texts/en.ts'
import { fr } from './texts/fr.ts'
import { keysDe } from './texts/keys-de.ts'
import { keysEn } from './texts/keys-en.ts'
import { keysFr } from './texts/keys-fr.ts'
import { keysNl } from './texts/keys-nl.ts'
import { listsDe } from './texts/lists-de.ts'
import { listsEn } from './texts/lists-en.ts'
import { listsFr } from './texts/lists-fr.ts'
import { listsNl } from './texts/lists-nl.ts'
import { nl } from './texts/nl.ts'
import { oversightDe } from './texts/oversight-de.ts'
import { oversightEn } from './texts/oversight-en.ts'
import { oversightFr } from './texts/oversight-fr.ts'
import { oversightNl } from './texts/oversight-nl.ts'
import { peopleDe } from './texts/people-de.ts'
import { peopleEn } from './texts/people-en.ts'
import { peopleFr } from './texts/people-fr.ts'
import { peopleNl } from './texts/people-nl.ts'
import { providersDe } from './texts/providers-de.ts'
import { providersEn } from './texts/providers-en.ts'
import { providersFr } from './texts/providers-fr.ts'
import { providersNl } from './texts/providers-nl.ts'
import { replyDe } from './texts/reply-de.ts'
import { replyEn } from './texts/reply-en.ts'
import { replyFr } from './texts/reply-fr.ts'
import { replyNl } from './texts/reply-nl.ts'
import { retentionDe } from './texts/retention-de.ts'
import { retentionEn } from './texts/retention-en.ts'
import { retentionFr } from './texts/retention-fr.ts'
import { retentionNl } from './texts/retention-nl.ts'
import { statisticsDe } from './texts/statistics-de.ts'
import { statisticsEn } from './texts/statistics-en.ts'
import { statisticsFr } from './texts/statistics-fr.ts'
import { statisticsNl } from './texts/statistics-nl.ts'

export type Texts = Record<keyof typeof en, string>
export type ListTexts = Record<keyof typeof listsEn, string>
export type CrawlTexts = Record<keyof typeof crawlEn, string>
export type CaseTexts = Record<keyof typeof caseEn, string>
export type CaseExportTexts = Record<keyof typeof caseExportEn, string>
export type ChasingTexts = Record<keyof typeof chasingEn, string>
export type StatisticsTexts = Record<keyof typeof statisticsEn, string>
export type ReplyTexts = Record<keyof typeof replyEn, string>
export type PeopleTexts = Record<keyof typeof peopleEn, string>
export type OversightTexts = Record<keyof typeof oversightEn, string>
export type KeysTexts = Record<keyof typeof keysEn, string>
export type RetentionTexts = Record<keyof typeof retentionEn, string>
export type ProviderTexts = Record<keyof typeof providersEn, string>
export type TextKey =
  | keyof Texts
  | keyof ListTexts
  | keyof CrawlTexts
  | keyof ReplyTexts
  | keyof StatisticsTexts
  | keyof CaseTexts
  | keyof CaseExportTexts
  | keyof ProviderTexts
  | keyof KeysTexts
  | keyof OversightTexts
  | keyof PeopleTexts
  | keyof ChasingTexts
  | keyof RetentionTexts
export type Translate = {
  (key: TextKey, values?: Record<string, string | number>): string
  /** The text of `group.code`, or the code itself where nobody has written one. */
  code(group: string, code: string): string
}

export const TEXTS: Record<Language, Record<TextKey, string>> = {
  en: {
    ...en,
    ...listsEn,
    ...crawlEn,
    ...replyEn,
    ...caseEn,
    ...caseExportEn,
    ...chasingEn,
    ...providersEn,
    ...peopleEn,
    ...keysEn,
    ...oversightEn,
    ...retentionEn,
    ...statisticsEn,
  },
  fr: {
    ...fr,
    ...listsFr,
    ...crawlFr,
    ...replyFr,
    ...caseFr,
    ...caseExportFr,
    ...chasingFr,
    ...providersFr,
    ...peopleFr,
    ...keysFr,
    ...oversightFr,
    ...retentionFr,
    ...statisticsFr,
  },
  nl: {
    ...nl,
    ...listsNl,
    ...crawlNl,
    ...replyNl,
    ...caseNl,
    ...caseExportNl,
    ...chasingNl,
    ...providersNl,
    ...peopleNl,
    ...keysNl,
    ...oversightNl,
    ...retentionNl,
    ...statisticsNl,
  },
  de: {
    ...de,
    ...listsDe,
    ...crawlDe,
    ...replyDe,
    ...caseDe,
    ...caseExportDe,
    ...chasingDe,
    ...providersDe,
    ...peopleDe,
    ...keysDe,
    ...oversightDe,
    ...retentionDe,
    ...statisticsDe,
  },
}

/** Texts of one language; `{name}` in a text is filled from `values`. */
export function translator(language: Language): Translate {
  const texts = TEXTS[language]
  const translate = (key: TextKey, values: Record<string, string | number> = {}): string =>
    texts[key].replaceAll(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole))
  const code = (group: string, name: string): string => {
    const key = `${group}.${name}`
    const status = group === 'code' ? /^http-(\d{3})$/.exec(name)?.[1] : undefined
    if (status !== undefined) return translate('code.http', { status })
    return isKey(key) ? texts[key] : name
  }
  return Object.assign(translate, { code })
}

const isKey = (key: string): key is TextKey => Object.hasOwn(TEXTS.en, key)

const isLanguage = (text: string): text is Language => LANGUAGES.some((name) => name === text)

/**
 * The first language that was asked for and is there, English else.
 *
 * @param chosen  of the query or the cookie, which go first
 * @param header  Accept-Language
 */
export function chooseLanguage(
  chosen: readonly (string | undefined)[],
  header: string | undefined,
): Language {
  const accepted = (header ?? '').split(',').map((part) => {
    const [tag = '', ...parameters] = part.trim().toLowerCase().split(';')
    const weight = parameters.find((text) => text.trim().startsWith('q='))
    return { tag: tag.split('-')[0] ?? '', weight: Number(weight?.trim().slice(2) ?? 1) }
  })
  const byWeight = accepted
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight)
    .map(({ tag }) => tag)
  return (
    ([...chosen, ...byWeight].find((tag) => tag !== undefined && isLanguage(tag)) as Language) ??
    'en'
  )
}
