export { createMailGate, type MailGate, type MailLedger } from './channels/mail-gate.ts'
export { bounceNotice } from './bounce-notice.ts'
export { fileSealer, type SealFile } from './channels/seal-file.ts'
export { readVerp, verpOf } from './channels/verp.ts'
export { discloseOrigin, setHostingCountry } from './correct-host.ts'
export {
  createDeadlines,
  ESCALATION_LEVELS,
  REMIND_AFTER_HOURS,
  type Deadlines,
} from './deadline.ts'
export { readHostFinding, type HostFinding } from './finding-store.ts'
export {
  makeHook,
  MAX_SECRET_HOURS,
  pauseHook,
  removeHook,
  resumeHook,
  rotateHookSecret,
  SECRET_HOURS,
  testHook,
  hookNotFound,
  type HookActor,
  type NewHook,
} from './event-hooks/hooks.ts'
export {
  deliveryViews,
  hookViews,
  stoppedHooks,
  type DeliveryView,
  type HookView,
  type StoppedHook,
} from './event-hooks/hook-store.ts'
export { allowNotice, isWordAwaited } from './allow-notice.ts'
export { isStoppedLetter } from './stopped-letter.ts'
export { WORD_FROM, WORD_WAYS, type Word } from './word.ts'
export { enterStep, HAND_STEPS, type HandStep } from './enter-step.ts'
export {
  STEP_WITHDRAW_REASONS,
  withdrawableStep,
  withdrawStep,
  type StepWithdrawReason,
} from './withdraw-step.ts'
export { heldMs, holdsOf, type Hold } from './hold-store.ts'
export {
  HOLD_REASONS,
  holdTakedown,
  RELEASE_REASONS,
  releaseTakedown,
  undoableUntil,
  undoHold,
  type HoldReason,
  type ReleaseReason,
} from './holds.ts'
export { askMailTest, lastMailTests, type MailTest } from './mail-tests/mail-test-store.ts'
export { createMailLedger } from './mail-ledger.ts'
export { MAX_ITEMS } from './notice-store.ts'
export {
  approveChannel,
  channelOf,
  channelOfProvider,
  channelsOf,
  disableChannel,
  noChannel,
  proposeChannel,
  REFUSAL_REASONS,
  refuseChannel,
  type ListedChannel,
  type NewChannel,
} from './provider-channel-store.ts'
export { settleDoubt } from './settle-doubt.ts'
export { createPatience, type Patience } from './patience.ts'
export { readRecipients, type Recipient } from './recipient.ts'
export { composeIccam, type IccamEntry, type IccamInput, type IccamRow } from './documents/iccam.ts'
export type { NoticeDocument } from './documents/notice.ts'
export { documentFiles } from './documents/document-files.ts'
export type { LetterSender } from './documents/letter-text.ts'
export { composeOrder, type OrderInput } from './documents/order.ts'
export { sampleDocuments, type Sample } from './documents/samples.ts'
export { URL_POLICIES, type UrlPolicy } from './documents/url-policy.ts'
export { readSender } from './config.ts'
export { authorityOrder, parseOrder, type AuthorityOrder } from './authority-order.ts'
export { iccamHandOver, makeIccamFiles } from './iccam-hand-over.ts'
export { readLegalFiles } from './legal-files.ts'
export {
  approveProviderKey,
  proposeProviderKey,
  providerNamed,
  refuseProviderKey,
  revokeProviderKey,
  setUrlPolicy,
} from './provider-key-store.ts'
export { installPolicy, readPolicyFile, shippedPolicies } from './policies/install-policy.ts'
export {
  activatePolicy,
  endPolicy,
  idInForce,
  listPolicies,
  noteSimulation,
  proposePolicy,
  readPolicy,
  type StoredPolicy,
} from './policies/policy-store.ts'
export {
  policyCover,
  standingOf,
  type PolicyCover,
  type PolicyStanding,
} from './policies/policy-standing.ts'
export {
  POLICY_PROBLEMS,
  readPolicyText,
  type PolicyProblem,
  type PolicyProblemCode,
} from './policies/policy-problems.ts'
export { explain, type Explanation } from './policies/explain.ts'
export { ROUTE_WORDS } from './policies/words.ts'
export {
  simulateOpen,
  type FirstSteps,
  type OpenExample,
  type ChangedGroup,
  type OpenSimulation,
} from './policies/simulate-open.ts'
export { rerouteTakedown } from './policies/reroute.ts'
export { simulate, type Differing, type Simulation } from './policies/simulate.ts'
export { tellRoute } from './policies/tell-route.ts'
export { toldRoute, type ToldRoute } from './policies/told-route.ts'
export { LADDER_STEPS } from './policies/terms.ts'
export { parsePolicy, route, STEPS, type Policy, type Route, type Step } from './routing.ts'
export {
  countTasks,
  DONE_WITH,
  isSettledByPerson,
  openTasks,
  type DoneWith,
  type Task,
} from './task-store.ts'
export { assignTask } from './assign-task.ts'
export { doTask } from './task-done-store.ts'
export type { Clocks, Takedown, TakedownEvent, TakedownStatus } from './takedown.ts'
export {
  applyReply,
  type Answered,
  type Applied,
  type InboundReply,
  type ReplyDeps,
} from './replies/apply-reply.ts'
export { decideDispute, type DisputeDecided } from './replies/decide-dispute.ts'
export { isBeingDisputedNow, openDisputes, type OpenDispute } from './replies/dispute-store.ts'
export { parseReference, partsOf, readRepliedNotice } from './replies/notice-places.ts'
export { handleReply, readReplies, type Reply } from './replies/reply-store.ts'
export { unmatchedMails, type UnmatchedMails } from './replies/unmatched-store.ts'
export {
  answerOnPage,
  askForCode,
  askForLink,
  askForLinkOnPage,
  isGivenUp,
  newFormId,
  openReplyPage,
  proveMailbox,
  readReplyPage,
  type OpenedLink,
  type OpenPage,
} from './replies/reply-page.ts'
export { defang } from './documents/plain-text.ts'
export { importAnswers, MAX_ANSWERS_BYTES, type ImportedAnswers } from './replies/import-answers.ts'
export { giveAnswers, type GivenAnswer } from './replies/give-answers.ts'
export { sortMail, type SortedMail } from './replies/sort-mail.ts'
export { addWebhookSecret, receiveProviderEvent } from './replies/provider-events.ts'
export { lockProvider } from './provider-store.ts'
export { changeProvider, noProvider, type ProviderChange } from './register/change-provider.ts'
export { approveContact, proposeContact, retireContact } from './register/contact-proposals.ts'
export { NOTICE_ERASURES } from './retention/notice-erasures.ts'
export type { ResponseHistory } from './register/history-store.ts'
export {
  listProviders,
  PROVIDER_KINDS,
  type ListedProvider,
  type ProviderFilter,
} from './register/list-providers.ts'
export type { OpenItems } from './register/open-items.ts'
export { readProvider, type RegisteredProvider } from './register/read-provider.ts'
export type { ResponseTimes } from './register/response-times.ts'
export {
  createFactStore,
  createMatchFactStore,
  type FactStore,
  type MatchFactStore,
} from './statistics/fact-store.ts'
export {
  countMatchCases,
  listMatchCases,
  MATCH_STATES,
  type MatchFilter,
  type MatchState,
} from './statistics/match-cases.ts'
export {
  MATCH_DIMENSIONS,
  MATCH_MEASURE_NAMES,
  MATCH_MEASURES,
  type MatchDimension,
  type MatchMeasureName,
} from './statistics/match-measures.ts'
export { matchTimes, type DecidedCounts, type MatchTimes } from './statistics/match-times.ts'
export {
  AGE_BOUNDS,
  DIMENSIONS,
  FEWEST,
  MEASURE_NAMES,
  MEASURES,
  stopsWhenGone,
  SHARE_HOURS,
  type Dimension,
  type MeasureName,
} from './statistics/measures.ts'
export { isFew } from './statistics/small-numbers.ts'
export { isTold, type Group, type StepTimes } from './statistics/step-times.ts'
export { takedownTimes, type TakedownTimes } from './statistics/takedown-times.ts'
export type { Times } from './statistics/times-of.ts'
export {
  answerItems,
  MOST_ANSWERS,
  type AnsweredItems,
  type ItemAnswer,
} from './portal/answer-items.ts'
export {
  askCheck,
  askTest,
  proposeOwnWebhook,
  testsOf,
  type ChannelTest,
} from './portal/channel-tests.ts'
export {
  endedWays,
  isOfProvider,
  refusedMailboxes,
  withdrawContact,
  withdrawProposal,
  type EndedWay,
  type RefusedMailbox,
} from './portal/own-proposals.ts'
export { openProposals, registeredContacts } from './register/register-parts.ts'
export { answersFile, LINE_CODES, MAX_FILE, readAnswersFile } from './portal/answers-file.ts'
export { checkAnswers, type CheckedAnswers } from './portal/check-answers.ts'
export { plainWord, type AnswerWords } from './replies/answer-rows.ts'
export { clearAddresses } from './portal/item-addresses.ts'
export { ownTimes, type OwnTimes, type TimesWithShare } from './portal/own-times.ts'
export {
  countMatching,
  countTold,
  firstIds,
  firstLot,
  ITEM_STATES,
  MOST_COUNTED,
  openByAge,
  toldItems,
  type ItemCounts,
  type ItemFilter,
  type ItemPlace,
  type ItemState,
  type ToldItem,
} from './portal/told-items.ts'
export {
  readProviderName,
  readToldNotice,
  revealAddresses,
  type ToldNotice,
} from './portal/told-notice.ts'
export {
  CASE_AGES,
  CASE_CLOCKS,
  CASE_GROUPS,
  CASE_STATES,
  casesBy,
  clocksOfCases,
  countCases,
  listCases,
  type CaseAge,
  type CaseClock,
  type CaseCount,
  type CaseFilter,
  type CaseGroup,
  type CaseState,
  type ListedCase,
  type ListedTakedown,
} from './statistics/cases.ts'
export { groupNames } from './statistics/statistics-store.ts'
export {
  deliveries,
  refusingMailboxes,
  type Deliveries,
  type Delivered,
  type RefusingMailbox,
} from './statistics/deliveries.ts'
export { foldFigureDays } from './statistics/figure-days.ts'
export {
  countLetters,
  LETTER_KINDS,
  LETTER_PARTS,
  listLetters,
  type Letter,
  type LetterFilter,
} from './statistics/letters.ts'
export { openAges, withoutFew, type AgeBands, type OpenAges } from './statistics/open-ages.ts'
export {
  ELSEWHERE_DAYS,
  resurfacing,
  RESURFACING_DAYS,
  resurfacingWithoutFew,
  type Resurfacing,
  type SeenWhere,
} from './statistics/resurfacing.ts'
export { reversals, type Reversals } from './statistics/reversals.ts'
export {
  countTurned,
  listTurned,
  TURNED_PARTS,
  type Turned,
  type TurnedFilter,
} from './statistics/turned.ts'
export {
  dsaFigures,
  inhopeFigures,
  providerFigures,
  type DsaFigures,
  type InhopeFigures,
  type ProviderFigures,
} from './exports/figures.ts'
export { FOUND_AT } from './ground-store.ts'
export { isQuarter, isYear, periodOf, type Period } from './exports/period.ts'
export type { FiguresVersion } from './exports/provider-outcome.ts'
export type { Action as ProviderAction } from './exports/outcome-at.ts'
export type { Lasting } from './exports/times-tally.ts'
export type { ToldAddress } from './replies/notice-places.ts'
export { addProvider, type NewProvider } from './register/add-provider.ts'
export { othersTimes, type OthersMedian, type OthersTimes } from './portal/others-median.ts'
