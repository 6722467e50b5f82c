import type { assessmentsEn } from './assessments-en.ts'

export const assessmentsFr: Record<keyof typeof assessmentsEn, string> = {
  'nav.assessments': 'Secondes évaluations',
  'assessments.title': 'Secondes évaluations',
  'assessments.how':
    'Certaines décisions sur des correspondances proches ou possibles reçoivent l’évaluation d’une seconde personne. Vous ne voyez pas la première. La vôtre ne déclenche rien ; si elles diffèrent, un superviseur tranche.',
  'assessments.asked': 'Votre seconde évaluation est demandée',
  'assessments.first-yours':
    'Ce qui a été décidé de cette correspondance, et le moyen de le changer, s’affiche une fois votre propre évaluation donnée.',
  'assessments.soon':
    'La première évaluation peut encore être annulée. Dès qu’elle compte, la vôtre est demandée ici.',
  'assessments.waiting': 'En attente d’une seconde évaluation',
  'assessments.empty': 'Rien n’attend de seconde évaluation de votre part.',
  'assessments.more': 'Afficher la suite',
  'assessments.disagree': 'Deux personnes ne sont pas d’accord',
  'assessments.agree': 'Rien à trancher.',
  'assessments.since':
    'Quelqu’un a tranché cette correspondance depuis, quoi qu’aient dit ces deux personnes :',
  'assessments.since-how':
    'C’est ce qui vaut. On y revient sur la page de la correspondance, ou on le laisse ainsi ici.',
  'assessments.since-asked':
    'Votre seconde évaluation de cette décision est demandée : donnez-la sur la page de la correspondance, puis revenez.',
  'assessments.to-match': 'Vers la correspondance et ce qui repose sur elle',
  'assessments.leave': 'Laisser tel que décidé depuis',
  'done.settled-since': 'Tranché : ce qui a été décidé depuis reste valable.',
  'problem.assessment-overtaken':
    'Quelqu’un a tranché cette correspondance après ces deux évaluations, et votre envoi n’a rien décidé. Voyez sur la page de la correspondance ce qui vaut et ce qui repose sur elle, et tranchez-la là ; le désaccord se règle ensuite sur la page des secondes évaluations.',
  'overview.differing':
    '{n|correspondance jugée différemment par deux personnes|correspondances jugées différemment par deux personnes}',
  'assessments.shares': 'À quelle fréquence une seconde évaluation est demandée',
  'assessments.agreement':
    '90 derniers jours : secondes évaluations données : {given}, identiques à la première : {agreed}.',
  'assessments.usual':
    'Sur cent décisions, pour les listes sans part propre : {percent}. Les correspondances exactes n’en reçoivent pas.',
  'assessments.percent': 'Sur cent décisions',
  'assessments.set': 'Fixer pour cette liste',
  'done.assessed': 'Votre évaluation est enregistrée.',
  'done.settled': 'Tranché. La suite se fait d’elle-même.',
  'done.share-set': 'Fixé. Cela vaut pour les décisions à venir.',
  'problem.assessment-of-own':
    'Vous avez déjà évalué cette correspondance. Une autre personne doit le faire.',
  'problem.assessment-given': 'Une autre personne a donné la seconde évaluation entre-temps.',
  'problem.assessment-settled': 'C’est déjà tranché, ou personne n’est en désaccord.',
  'problem.second-verdict-asked':
    'Une autre personne a tranché cette correspondance après que vous avez ouvert la page, et votre seconde évaluation est demandée. Votre envoi n’a rien décidé. Donnez votre évaluation sur la page de la correspondance ; la sienne vous sera montrée ensuite.',
  'retention-task.assessment.reason': 'Motifs des secondes évaluations des correspondances',
}
