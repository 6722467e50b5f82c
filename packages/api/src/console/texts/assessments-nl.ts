import type { assessmentsEn } from './assessments-en.ts'

export const assessmentsNl: Record<keyof typeof assessmentsEn, string> = {
  'nav.assessments': 'Tweede oordelen',
  'assessments.title': 'Tweede oordelen',
  'assessments.how':
    'Sommige beslissingen over nabije en mogelijke treffers krijgen een oordeel van een tweede persoon. U ziet het eerste niet. Het uwe zet niets in gang; verschillen ze, dan beslist een supervisor.',
  'assessments.asked': 'Uw tweede oordeel wordt gevraagd',
  'assessments.first-yours':
    'Wat over deze treffer is beslist, en hoe dat te wijzigen is, ziet u zodra u zelf een oordeel hebt gegeven.',
  'assessments.soon':
    'Het eerste oordeel kan nog ongedaan worden gemaakt. Zodra het telt, wordt hier om het uwe gevraagd.',
  'assessments.waiting': 'Wacht op een tweede oordeel',
  'assessments.empty': 'Niets wacht op een tweede oordeel van u.',
  'assessments.more': 'Meer tonen',
  'assessments.disagree': 'Twee personen verschillen van mening',
  'assessments.agree': 'Niets te beslechten.',
  'assessments.since': 'Iemand besliste sindsdien over deze treffer, wat deze twee ook zeiden:',
  'assessments.since-how':
    'Dat geldt. Het wordt herzien op de pagina van de treffer, of hier zo gelaten.',
  'assessments.since-asked':
    'Daarover wordt uw tweede oordeel gevraagd: geef het op de pagina van de treffer en kom dan terug.',
  'assessments.to-match': 'Naar de treffer en wat erop rust',
  'assessments.leave': 'Laten zoals sindsdien beslist',
  'done.settled-since': 'Beslecht: wat sindsdien is beslist, geldt.',
  'problem.assessment-overtaken':
    'Iemand besliste over deze treffer na deze twee oordelen, en wat u verstuurde heeft niets beslist. Bekijk op de pagina van de treffer wat geldt en wat erop rust, en beslis daar; het verschil wordt daarna op de pagina van tweede oordelen beslecht.',
  'overview.differing':
    '{n|treffer waarover twee personen verschillen|treffers waarover twee personen verschillen}',
  'assessments.shares': 'Hoe vaak een tweede oordeel wordt gevraagd',
  'assessments.agreement':
    'Laatste 90 dagen: tweede oordelen gegeven: {given}, gelijk aan het eerste: {agreed}.',
  'assessments.usual':
    'Van honderd beslissingen, voor lijsten zonder eigen aandeel: {percent}. Exacte treffers krijgen er geen.',
  'assessments.percent': 'Van honderd beslissingen',
  'assessments.set': 'Voor deze lijst instellen',
  'done.assessed': 'Uw oordeel is bewaard.',
  'done.settled': 'Beslecht. Wat volgt gebeurt vanzelf.',
  'done.share-set': 'Ingesteld. Het geldt voor beslissingen vanaf nu.',
  'problem.assessment-of-own':
    'U hebt al over deze treffer geoordeeld. Iemand anders moet het doen.',
  'problem.assessment-given': 'Iemand anders heeft intussen het tweede oordeel gegeven.',
  'problem.assessment-settled': 'Dit is al beslecht, of niemand verschilt van mening.',
  'problem.second-verdict-asked':
    'Iemand anders heeft over deze treffer beslist nadat u de pagina opende, en uw tweede oordeel wordt gevraagd. Wat u verstuurde heeft niets beslist. Geef uw oordeel op de pagina van de treffer; het andere ziet u daarna.',
  'retention-task.assessment.reason': 'Redenen van tweede oordelen over treffers',
}
