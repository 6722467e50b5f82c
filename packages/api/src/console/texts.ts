import { LANGUAGES, type Language } from '@nightlight/contract'
import { addressFilesDe } from './texts/address-files-de.ts'
import { addressFilesEn } from './texts/address-files-en.ts'
import { addressFilesFr } from './texts/address-files-fr.ts'
import { addressFilesNl } from './texts/address-files-nl.ts'
import { assessmentsDe } from './texts/assessments-de.ts'
import { assessmentsEn } from './texts/assessments-en.ts'
import { assessmentsFr } from './texts/assessments-fr.ts'
import { assessmentsNl } from './texts/assessments-nl.ts'
import { auditDe } from './texts/audit-de.ts'
import { auditEn } from './texts/audit-en.ts'
import { auditFr } from './texts/audit-fr.ts'
import { auditNl } from './texts/audit-nl.ts'
import { auditWordsDe } from './texts/audit-words-de.ts'
import { auditWordsEn } from './texts/audit-words-en.ts'
import { auditWordsFr } from './texts/audit-words-fr.ts'
import { auditWordsNl } from './texts/audit-words-nl.ts'
import { caseDe } from './texts/case-de.ts'
import { caseEn } from './texts/case-en.ts'
import { caseExportDe } from './texts/case-export-de.ts'
import { caseHostDe } from './texts/case-host-de.ts'
import { caseExportEn } from './texts/case-export-en.ts'
import { caseHostEn } from './texts/case-host-en.ts'
import { caseExportFr } from './texts/case-export-fr.ts'
import { caseHostFr } from './texts/case-host-fr.ts'
import { caseExportNl } from './texts/case-export-nl.ts'
import { caseHostNl } from './texts/case-host-nl.ts'
import { caseFr } from './texts/case-fr.ts'
import { caseNl } from './texts/case-nl.ts'
import { chasingDe } from './texts/chasing-de.ts'
import { chasingEn } from './texts/chasing-en.ts'
import { chasingFr } from './texts/chasing-fr.ts'
import { chasingNl } from './texts/chasing-nl.ts'
import { countedDe } from './texts/counted-de.ts'
import { countedEn } from './texts/counted-en.ts'
import { countedFr } from './texts/counted-fr.ts'
import { countedNl } from './texts/counted-nl.ts'
import { crawlDe } from './texts/crawl-de.ts'
import { crawlEn } from './texts/crawl-en.ts'
import { crawlFr } from './texts/crawl-fr.ts'
import { crawlNl } from './texts/crawl-nl.ts'
import { de } from './texts/de.ts'
import { deskDe } from './texts/desk-de.ts'
import { deskEn } from './texts/desk-en.ts'
import { deskFr } from './texts/desk-fr.ts'
import { deskNl } from './texts/desk-nl.ts'
import { en } from './texts/en.ts'
import { exportsDe } from './texts/exports-de.ts'
import { exportsEn } from './texts/exports-en.ts'
import { exportsFr } from './texts/exports-fr.ts'
import { exportsNl } from './texts/exports-nl.ts'
import { findDe } from './texts/find-de.ts'
import { findEn } from './texts/find-en.ts'
import { findFr } from './texts/find-fr.ts'
import { findNl } from './texts/find-nl.ts'
import { fr } from './texts/fr.ts'
import { frameDe } from './texts/frame-de.ts'
import { frameEn } from './texts/frame-en.ts'
import { frameFr } from './texts/frame-fr.ts'
import { frameNl } from './texts/frame-nl.ts'
import { keysDe } from './texts/keys-de.ts'
import { keyLimitsDe } from './texts/key-limits-de.ts'
import { keysEn } from './texts/keys-en.ts'
import { keyLimitsEn } from './texts/key-limits-en.ts'
import { keysFr } from './texts/keys-fr.ts'
import { keyLimitsFr } from './texts/key-limits-fr.ts'
import { keysNl } from './texts/keys-nl.ts'
import { keyLimitsNl } from './texts/key-limits-nl.ts'
import { listsDe } from './texts/lists-de.ts'
import { listsEn } from './texts/lists-en.ts'
import { listsFr } from './texts/lists-fr.ts'
import { listsNl } from './texts/lists-nl.ts'
import { liveDe } from './texts/live-de.ts'
import { liveEn } from './texts/live-en.ts'
import { liveFr } from './texts/live-fr.ts'
import { liveNl } from './texts/live-nl.ts'
import { nl } from './texts/nl.ts'
import { operationDe } from './texts/operation-de.ts'
import { healthFactsDe } from './texts/health-facts-de.ts'
import { channelTestsDe } from './texts/channel-tests-de.ts'
import { operationEn } from './texts/operation-en.ts'
import { healthFactsEn } from './texts/health-facts-en.ts'
import { channelTestsEn } from './texts/channel-tests-en.ts'
import { operationFr } from './texts/operation-fr.ts'
import { healthFactsFr } from './texts/health-facts-fr.ts'
import { channelTestsFr } from './texts/channel-tests-fr.ts'
import { operationNl } from './texts/operation-nl.ts'
import { healthFactsNl } from './texts/health-facts-nl.ts'
import { channelTestsNl } from './texts/channel-tests-nl.ts'
import { oversightDe } from './texts/oversight-de.ts'
import { oversightEn } from './texts/oversight-en.ts'
import { oversightFr } from './texts/oversight-fr.ts'
import { oversightNl } from './texts/oversight-nl.ts'
import { peopleDe } from './texts/people-de.ts'
import { peopleEn } from './texts/people-en.ts'
import { peopleFr } from './texts/people-fr.ts'
import { peopleNl } from './texts/people-nl.ts'
import { policeDe } from './texts/police-de.ts'
import { uploadsDe } from './texts/uploads-de.ts'
import { policeEn } from './texts/police-en.ts'
import { uploadsEn } from './texts/uploads-en.ts'
import { policeFr } from './texts/police-fr.ts'
import { uploadsFr } from './texts/uploads-fr.ts'
import { policeNl } from './texts/police-nl.ts'
import { uploadsNl } from './texts/uploads-nl.ts'
import { policiesDe } from './texts/policies-de.ts'
import { policiesEn } from './texts/policies-en.ts'
import { policiesFr } from './texts/policies-fr.ts'
import { policiesNl } from './texts/policies-nl.ts'
import { portalDe } from './texts/portal-de.ts'
import { portalEn } from './texts/portal-en.ts'
import { portalFilesDe } from './texts/portal-files-de.ts'
import { portalFilesEn } from './texts/portal-files-en.ts'
import { portalFilesFr } from './texts/portal-files-fr.ts'
import { portalFilesNl } from './texts/portal-files-nl.ts'
import { portalFr } from './texts/portal-fr.ts'
import { portalNl } from './texts/portal-nl.ts'
import { portalWaysDe } from './texts/portal-ways-de.ts'
import { portalWaysEn } from './texts/portal-ways-en.ts'
import { portalWaysFr } from './texts/portal-ways-fr.ts'
import { portalWaysNl } from './texts/portal-ways-nl.ts'
import { providersDe } from './texts/providers-de.ts'
import { providersEn } from './texts/providers-en.ts'
import { providersFr } from './texts/providers-fr.ts'
import { providersNl } from './texts/providers-nl.ts'
import { queueDe } from './texts/queue-de.ts'
import { queueEn } from './texts/queue-en.ts'
import { queueFr } from './texts/queue-fr.ts'
import { queueNl } from './texts/queue-nl.ts'
import { replyDe } from './texts/reply-de.ts'
import { replyEn } from './texts/reply-en.ts'
import { replyFr } from './texts/reply-fr.ts'
import { replyNl } from './texts/reply-nl.ts'
import { retentionDe } from './texts/retention-de.ts'
import { retentionEn } from './texts/retention-en.ts'
import { retentionFr } from './texts/retention-fr.ts'
import { retentionNl } from './texts/retention-nl.ts'
import { matchFiguresDe } from './texts/match-figures-de.ts'
import { statisticsDe } from './texts/statistics-de.ts'
import { matchFiguresEn } from './texts/match-figures-en.ts'
import { statisticsEn } from './texts/statistics-en.ts'
import { matchFiguresFr } from './texts/match-figures-fr.ts'
import { statisticsFr } from './texts/statistics-fr.ts'
import { matchFiguresNl } from './texts/match-figures-nl.ts'
import { statisticsNl } from './texts/statistics-nl.ts'
import { supervisionDe } from './texts/supervision-de.ts'
import { supervisionEn } from './texts/supervision-en.ts'
import { supervisionFr } from './texts/supervision-fr.ts'
import { supervisionNl } from './texts/supervision-nl.ts'
import { timelineDe } from './texts/timeline-de.ts'
import { timelineEn } from './texts/timeline-en.ts'
import { timelineFr } from './texts/timeline-fr.ts'
import { timelineNl } from './texts/timeline-nl.ts'

const english = {
  ...en,
  ...addressFilesEn,
  ...assessmentsEn,
  ...auditEn,
  ...auditWordsEn,
  ...caseEn,
  ...caseExportEn,
  ...caseHostEn,
  ...chasingEn,
  ...countedEn,
  ...matchFiguresEn,
  ...crawlEn,
  ...deskEn,
  ...exportsEn,
  ...frameEn,
  ...keysEn,
  ...keyLimitsEn,
  ...listsEn,
  ...liveEn,
  ...operationEn,
  ...healthFactsEn,
  ...channelTestsEn,
  ...oversightEn,
  ...peopleEn,
  ...policeEn,
  ...uploadsEn,
  ...policiesEn,
  ...portalEn,
  ...portalFilesEn,
  ...portalWaysEn,
  ...providersEn,
  ...queueEn,
  ...findEn,
  ...replyEn,
  ...retentionEn,
  ...statisticsEn,
  ...supervisionEn,
  ...timelineEn,
}
export type TextKey = keyof typeof english
export type Translate = {
  (key: TextKey, values?: Record<string, string | number>): string
  /** The text of `group.code`, or the code itself where nobody has written one. */
  code(group: string, code: string, values?: Record<string, string | number>): string
}

export const TEXTS: Record<Language, Record<TextKey, string>> = {
  en: english,
  fr: {
    ...fr,
    ...addressFilesFr,
    ...assessmentsFr,
    ...auditFr,
    ...auditWordsFr,
    ...caseFr,
    ...caseExportFr,
    ...caseHostFr,
    ...chasingFr,
    ...countedFr,
    ...matchFiguresFr,
    ...crawlFr,
    ...deskFr,
    ...exportsFr,
    ...frameFr,
    ...keysFr,
    ...keyLimitsFr,
    ...listsFr,
    ...liveFr,
    ...operationFr,
    ...healthFactsFr,
    ...channelTestsFr,
    ...oversightFr,
    ...peopleFr,
    ...policeFr,
    ...uploadsFr,
    ...policiesFr,
    ...portalFr,
    ...portalFilesFr,
    ...portalWaysFr,
    ...providersFr,
    ...queueFr,
    ...findFr,
    ...replyFr,
    ...retentionFr,
    ...statisticsFr,
    ...supervisionFr,
    ...timelineFr,
  },
  nl: {
    ...nl,
    ...addressFilesNl,
    ...assessmentsNl,
    ...auditNl,
    ...auditWordsNl,
    ...caseNl,
    ...caseExportNl,
    ...caseHostNl,
    ...chasingNl,
    ...countedNl,
    ...matchFiguresNl,
    ...crawlNl,
    ...deskNl,
    ...exportsNl,
    ...frameNl,
    ...keysNl,
    ...keyLimitsNl,
    ...listsNl,
    ...liveNl,
    ...operationNl,
    ...healthFactsNl,
    ...channelTestsNl,
    ...oversightNl,
    ...peopleNl,
    ...policeNl,
    ...uploadsNl,
    ...policiesNl,
    ...portalNl,
    ...portalFilesNl,
    ...portalWaysNl,
    ...providersNl,
    ...queueNl,
    ...findNl,
    ...replyNl,
    ...retentionNl,
    ...statisticsNl,
    ...supervisionNl,
    ...timelineNl,
  },
  de: {
    ...de,
    ...addressFilesDe,
    ...assessmentsDe,
    ...auditDe,
    ...auditWordsDe,
    ...caseDe,
    ...caseExportDe,
    ...caseHostDe,
    ...chasingDe,
    ...countedDe,
    ...matchFiguresDe,
    ...crawlDe,
    ...deskDe,
    ...exportsDe,
    ...frameDe,
    ...keysDe,
    ...keyLimitsDe,
    ...listsDe,
    ...liveDe,
    ...operationDe,
    ...healthFactsDe,
    ...channelTestsDe,
    ...oversightDe,
    ...peopleDe,
    ...policeDe,
    ...uploadsDe,
    ...policiesDe,
    ...portalDe,
    ...portalFilesDe,
    ...portalWaysDe,
    ...providersDe,
    ...queueDe,
    ...findDe,
    ...replyDe,
    ...retentionDe,
    ...statisticsDe,
    ...supervisionDe,
    ...timelineDe,
  },
}

/**
 * Texts of one language. `{name}` in a text is filled from `values`; `{name|item|items}` is the word that fits that
 * number, which may be written with signs that group its digits.
 */
export function translator(language: Language): Translate {
  const texts = TEXTS[language]
  const rules = new Intl.PluralRules(language)
  const isOne = (value: string | number): boolean =>
    rules.select(Number(String(value).replaceAll(/\D/g, ''))) === 'one'
  const fill = (text: string, values: Record<string, string | number>): string =>
    text.replaceAll(
      /\{(\w+)(?:\|([^|}]*)\|([^|}]*))?\}/g,
      (whole, name: string, one?: string, many?: string) => {
        const value = values[name]
        if (value === undefined) return whole
        return one === undefined ? String(value) : isOne(value) ? one : (many ?? '')
      },
    )
  const translate = (key: TextKey, values: Record<string, string | number> = {}): string =>
    fill(texts[key], values)
  const code = (
    group: string,
    name: string,
    values: Record<string, string | number> = {},
  ): string => {
    const key = `${group}.${name}`
    const status = group === 'code' ? /^http-(\d{3})$/.exec(name)?.[1] : undefined
    if (status !== undefined) return translate('code.http', { status })
    return isKey(key) ? fill(texts[key], values) : name
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
