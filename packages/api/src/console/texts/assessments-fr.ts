import type { assessmentsEn } from './assessments-en.ts'

export const assessmentsFr: Record<keyof typeof assessmentsEn, string> = {
  'nav.assessments': 'Seconds avis',
  'assessments.title': 'Seconds avis',
  'assessments.how':
    'Certaines décisions sur des correspondances proches ou possibles reçoivent l’avis d’une seconde personne. Vous ne voyez pas le premier. Le vôtre ne déclenche rien ; s’ils diffèrent, un superviseur tranche.',
  'assessments.waiting': 'En attente d’un second avis',
  'assessments.empty': 'Rien n’attend de second avis de votre part.',
  'assessments.more': 'Afficher la suite',
  'assessments.disagree': 'Deux personnes ne sont pas d’accord',
  'assessments.agree': 'Rien à trancher.',
  'assessments.shares': 'À quelle fréquence un second avis est demandé',
  'assessments.agreement':
    '90 derniers jours : seconds avis donnés : {given}, identiques au premier : {agreed}.',
  'assessments.usual':
    'Sur cent décisions, pour les listes sans part propre : {percent}. Les correspondances exactes n’en reçoivent pas.',
  'assessments.percent': 'Sur cent décisions',
  'assessments.set': 'Fixer pour cette liste',
  'done.assessed': 'Votre avis est gardé.',
  'done.settled': 'Tranché. La suite se fait d’elle-même.',
  'done.share-set': 'Fixé. Cela vaut pour les décisions à venir.',
  'problem.assessment-of-own':
    'Vous avez déjà donné un avis sur cette correspondance. Une autre personne doit le faire.',
  'problem.assessment-given': 'Une autre personne a donné le second avis entre-temps.',
  'problem.assessment-settled': 'C’est déjà tranché, ou personne n’est en désaccord.',
  'retention-task.assessment.reason': 'Motifs des seconds avis sur les correspondances',
}
