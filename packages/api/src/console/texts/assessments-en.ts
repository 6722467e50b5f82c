export const assessmentsEn = {
  'nav.assessments': 'Second verdicts',
  'assessments.title': 'Second verdicts',
  'assessments.how':
    'Some decisions on near and possible matches get a verdict of a second person. You do not see the first one. Yours begins nothing; where the two differ, a supervisor settles it.',
  'assessments.asked': 'Your second verdict is asked',
  'assessments.first-yours':
    'What was decided about this match, and the way to change it, is shown once you have given a verdict of your own.',
  'assessments.soon':
    'The first verdict can still be undone. Once it counts, yours is asked for here.',
  'assessments.waiting': 'Waiting for a second verdict',
  'assessments.empty': 'Nothing waits for a second verdict of yours.',
  'assessments.more': 'Show more',
  'assessments.disagree': 'Two people differ',
  'assessments.agree': 'Nothing to settle.',
  'assessments.since': 'Somebody decided this match since, whatever these two said:',
  'assessments.since-how':
    'That stands. It is overturned on the page of the match, or left as it is here.',
  'assessments.since-asked':
    'Your second verdict on that is asked: give it on the page of the match, then come back.',
  'assessments.to-match': 'To the match and what rests on it',
  'assessments.leave': 'Leave it as it was decided since',
  'done.settled-since': 'Settled: what was decided since stands.',
  'problem.assessment-overtaken':
    'Somebody decided this match after these two verdicts, and nothing was decided by what you sent. See on the page of the match what stands and what rests on it, and decide it there; what these two said is then settled on the page of second verdicts.',
  'overview.differing':
    '{n|match that two people see differently|matches that two people see differently}',
  'assessments.shares': 'How often a second verdict is asked for',
  'assessments.agreement':
    'Last 90 days: second verdicts given: {given}, the same as the first: {agreed}.',
  'assessments.usual':
    'Of a hundred decisions on lists that have no share of their own: {percent}. Exact matches get none.',
  'assessments.percent': 'Of a hundred decisions',
  'assessments.set': 'Set for this list',
  'done.assessed': 'Your verdict is kept.',
  'done.settled': 'Settled. What follows happens by itself.',
  'done.share-set': 'Set. It holds for decisions from now on.',
  'problem.assessment-of-own': 'You gave a verdict on this match already. Somebody else has to.',
  'problem.assessment-given': 'Somebody else has given the second verdict meanwhile.',
  'problem.assessment-settled': 'This is settled already, or nobody differs.',
  'problem.second-verdict-asked':
    'Another person decided this match after you opened the page, and your second verdict on it is asked. Nothing was decided by what you sent. Give your verdict on the page of the match; theirs is shown to you after that.',
  'retention-task.assessment.reason': 'Reasons of second verdicts on matches',
}
