import type { assessmentsEn } from './assessments-en.ts'

export const assessmentsDe: Record<keyof typeof assessmentsEn, string> = {
  'nav.assessments': 'Zweite Urteile',
  'assessments.title': 'Zweite Urteile',
  'assessments.how':
    'Manche Entscheidungen über nahe und mögliche Treffer beurteilt eine zweite Person. Das erste Urteil sehen Sie nicht. Ihres löst nichts aus; weichen beide voneinander ab, entscheidet die Leitung.',
  'assessments.asked': 'Ihr zweites Urteil wird gebraucht',
  'assessments.first-yours':
    'Was über diesen Treffer entschieden wurde und wie es sich ändern lässt, sehen Sie, sobald Sie selbst ein Urteil abgegeben haben.',
  'assessments.soon':
    'Das erste Urteil kann noch zurückgenommen werden. Sobald es zählt, wird hier nach Ihrem gefragt.',
  'assessments.waiting': 'Wartet auf ein zweites Urteil',
  'assessments.empty': 'Nichts wartet auf ein zweites Urteil von Ihnen.',
  'assessments.more': 'Mehr zeigen',
  'assessments.disagree': 'Zwei Personen urteilen verschieden',
  'assessments.agree': 'Nichts zu klären.',
  'assessments.since':
    'Seither hat jemand über diesen Treffer entschieden, was auch immer die beiden sagten:',
  'assessments.since-how':
    'Das gilt. Umgestoßen wird es auf der Seite des Treffers, oder Sie lassen es hier dabei.',
  'assessments.since-asked':
    'Darüber wird Ihr zweites Urteil gebraucht: Geben Sie es auf der Seite des Treffers ab, und kommen Sie dann zurück.',
  'assessments.to-match': 'Zum Treffer und was auf ihm beruht',
  'assessments.leave': 'Bei dem belassen, was seither entschieden wurde',
  'done.settled-since': 'Geklärt: Es gilt, was seither entschieden wurde.',
  'problem.assessment-overtaken':
    'Jemand hat nach diesen beiden Urteilen über diesen Treffer entschieden; was Sie gesendet haben, hat nichts entschieden. Sehen Sie auf der Seite des Treffers, was gilt und was auf ihm beruht, und entscheiden Sie dort; der Widerspruch wird danach auf der Seite der zweiten Urteile geklärt.',
  'overview.differing':
    '{n|Treffer, den zwei Personen verschieden sehen|Treffer, die zwei Personen verschieden sehen}',
  'assessments.shares': 'Wie oft ein zweites Urteil verlangt wird',
  'assessments.agreement': 'Letzte 90 Tage: zweite Urteile: {given}, gleich dem ersten: {agreed}.',
  'assessments.usual':
    'Von hundert Entscheidungen, bei Listen ohne eigenen Anteil: {percent}. Exakte Treffer bekommen keines.',
  'assessments.percent': 'Von hundert Entscheidungen',
  'assessments.set': 'Für diese Liste festlegen',
  'done.assessed': 'Ihr Urteil ist aufbewahrt.',
  'done.settled': 'Geklärt. Was folgt, geschieht von selbst.',
  'done.share-set': 'Festgelegt. Es gilt für Entscheidungen ab jetzt.',
  'problem.assessment-of-own':
    'Sie haben über diesen Treffer schon geurteilt. Das muss jemand anderes tun.',
  'problem.assessment-given': 'Inzwischen hat jemand anderes das zweite Urteil abgegeben.',
  'problem.assessment-settled': 'Das ist schon geklärt, oder niemand urteilt anders.',
  'problem.second-verdict-asked':
    'Jemand anders hat über diesen Treffer entschieden, nachdem Sie die Seite geöffnet haben, und Ihr zweites Urteil wird gebraucht. Was Sie gesendet haben, hat nichts entschieden. Geben Sie Ihr Urteil auf der Seite des Treffers ab; das andere sehen Sie danach.',
  'retention-task.assessment.reason': 'Gründe zweiter Urteile über Treffer',
}
