/** What a caller can do about each code of cases: hosts, holds, steps, tasks and the log of what was done. */
export const CASE_DETAILS: Readonly<Record<string, string>> = {
  'report-no-address': 'Give one address of a page, such as http://host/page',
  'takedown-not-found': 'There is no such takedown',
  'takedown-closed': 'The takedown is closed',
  'invalid-country': 'A country is two capitals, such as NL',
  'invalid-origin': 'An origin is an IP address that is reached from everywhere',
  'hold-in-the-past': 'Its end has passed: name a later one',
  'time-not-there': 'No clock of that zone shows the time: it is skipped, or the day is none',
  'hold-too-long':
    'It is longer than the policy allows: choose an earlier end and hold it again then',
  'takedown-hold-impossible': 'A takedown that is removed or closed cannot be held',
  'takedown-release-impossible': 'The status of the takedown does not allow it to be released',
  'takedown-already-held':
    'It is held until then or longer: name a later end to prolong it, or release it',
  'takedown-not-held': 'It is not held',
  'takedown-hold-changed':
    'Another hold keeps it back now: read its holds again, and name that one in `hold` or none',
  'takedown-allow-notice-impossible':
    'Nobody has the case, or it is held or over: see its status and T4',
  'word-at-wrong-time': 'It was said before the case was handed over, or later than now: see T4',
  'hold-of-another': 'Another account placed the hold: only a supervisor ends it before its time',
  'hold-prolonged': 'It prolongs a hold before it: a supervisor ends it before its time',
  'hold-undo-too-late': 'Ten minutes are over: a supervisor ends the hold before its time',
  'step-not-entered': 'No such step was entered, or it was taken back: see the reference',
  'step-has-followed':
    'A notice was authorised, somebody answered or another step followed: it stays as it was entered',
  'step-at-wrong-time':
    'The step was done before the takedown was opened, or later than now: see its time',
  'step-not-planned': 'The step is neither in the plan of the takedown nor open to it now',
  'takedown-step-impossible': 'The status of the takedown does not allow the step',
  'decided-meanwhile':
    'Another person decided the match since you looked: see `decided`, and send its id as `seen` to decide it anew',
  'second-verdict-asked':
    'Another person decided the match, and your second verdict on it is asked: give that one first',
  'assessment-of-own': 'You gave one of the verdicts on this match: another person has to',
  'assessment-given': 'Another person has given the second verdict',
  'assessment-settled': 'This is settled already, or nobody differs',
  'assessment-overtaken':
    'Another decision on the match was made after the two verdicts: decide it on the page of the match',
  'reveal-needs-reason': 'More addresses were shown than a shift needs: say why in reason',
  'nothing-to-enter':
    'The last look saw the content gone, or nobody may be told of the takedown now: look at its page',
  'together-changed':
    'Some of the matches no longer wait there, or another person decided them: nothing was decided, read them again',
  'together-probable': 'Possible matches are confirmed one by one: nothing was decided',
  'together-none': 'No match was named: nothing was decided',
  'not-at-risk': 'The report is not marked, or another person took the mark back',
  'task-not-found': 'There is no such task that waits',
  'task-of-another':
    'Another person sees to the task: say in `from` who, as GET /v1/tasks has it in `assignedTo`',
  'task-settles-with-its-case': 'The task is settled by what is decided on its takedown',
  'reply-not-found': 'There is no such reply',
  'audit-not-signed': 'No checkpoint of the log is signed yet: try again in a minute',
  'exports-busy': 'As many cases are being exported as are exported at once: try again in a minute',
  'audit-not-sequenced': 'No checkpoint covers the event yet: try again in a minute',
}
