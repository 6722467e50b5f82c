import type { statisticsEn } from './statistics-en.ts'

export const statisticsNl: Record<keyof typeof statisticsEn, string> = {
  'nav.statistics': 'Cijfers',
  'statistics.title': 'Hoe lang het duurt',
  'measure.removal-after-notice': 'Verwijdering na de eerste kennisgeving',
  'measure.removal-after-report': 'Verwijdering na de melding',
  'measure.decision': 'Van melding tot beslissing',
  'measure.forwarding': 'Van beslissing tot overdracht',
  'measure.authorisation': 'Van overdracht tot toestemming',
  'measure.first-notice': 'Van melding tot eerste kennisgeving',
  'measure.acknowledgement': 'Van eerste kennisgeving tot eerste antwoord',
  'measure-how.removal-after-notice':
    'Vanaf de eerste kennisgeving die werd verzonden tot de eerste controle die de inhoud niet meer vond, zodra dat bevestigd is.',
  'measure-how.removal-after-report':
    'Vanaf de melding tot de eerste controle die de inhoud niet meer vond, zodra dat bevestigd is.',
  'measure-how.decision':
    'Vanaf de melding tot de beslissing waardoor het een verwijdering werd, door een persoon of door de regel van de lijst.',
  'measure-how.forwarding':
    'Vanaf de beslissing tot de overdracht aan de politie of een ander meldpunt.',
  'measure-how.authorisation':
    'Vanaf de overdracht tot het akkoord dat de aanbieder mag worden ingelicht.',
  'measure-how.first-notice': 'Vanaf de melding tot de eerste kennisgeving die werd verzonden.',
  'measure-how.acknowledgement':
    'Vanaf de eerste kennisgeving tot het eerste antwoord van de aanbieder.',
  'statistics.item': 'Eén item is één afbeelding op één pagina bij één hostingaanbieder.',
  'statistics.how':
    'Wat nog open is, telt mee voor zolang het open is (Kaplan-Meier); wie nooit optreedt, lijkt daardoor niet snel.',
  'statistics.gone-stops':
    'Op wat als verdwenen is vastgesteld en niet opnieuw is gezien, wordt niet meer gewacht: het telt als afgesloten.',
  'statistics.one-group':
    'Niet verder uitgesplitst: cijfers van twee indelingen zouden van elkaar kunnen worden afgetrokken tot er weinig items overblijven.',
  'statistics.period': 'Begonnen tussen',
  'statistics.as-of': 'Stand op',
  'statistics.curve': 'Aandeel dat nog open is, naar tijd; de band is het 95 %-interval',
  'statistics.no-curve': 'Nog niets is tot een einde gekomen: er is geen curve te tekenen.',
  'statistics.none': 'Niets in deze periode. Kies een langere, of een andere stap.',
  'statistics.all-groups': 'Alle groepen tonen',
  'statistics.csv': 'Tabel van deze cijfers (CSV)',
  'statistics.not-watched': 'nog niet bekend',
  'statistics.measures': 'Stap',
  'statistics.by': 'Per',
  'statistics.periods': 'Periode',
  'statistics.in-all': 'Samen',
  'statistics.days': '{n} {n|dag|dagen}',
  'statistics.median': 'Mediaan',
  'statistics.show': 'Tonen',
  'statistics.curve-table': 'De curve als tabel',
  'statistics.after': 'Na',
  'statistics.still-open': 'Nog open',
  'statistics.interval': '95 %-interval',
  'statistics.p90': '90 % binnen',
  'statistics.within': 'Binnen {time}',
  'statistics.n': 'Items',
  'statistics.ended': 'Beëindigd',
  'statistics.open': 'Open',
  'statistics.closed': 'Afgesloten zonder einde',
  'statistics.before': 'Eerder al verdwenen, in geen ander cijfer',
  'statistics.gap':
    'Tijd tussen twee controles, mediaan / 90 %: een verwijdering kan zoveel vroeger zijn',
  'statistics.ages': 'Open, naar ouderdom',
  'statistics.none-open': 'Niets is open.',
  'statistics.age-up-to': 'tot {age}',
  'statistics.age-older': 'meer dan {age}',
  'statistics.unknown': 'niet bekend',
  'statistics.no-cdn': 'geen distributienetwerk gezien',
  'statistics.others': 'Verdere groepen: {groups}.',
  'statistics.others-n': 'Samen {n} {n|item|items}.',
  'statistics.too-few':
    'Samen minder dan {n} items: geen cijfers over zo weinig, die weinig zeggen en kunnen tonen over wie het gaat.',
  'statistics.takedowns-only':
    'In deze cijfers staat alleen wat een verwijdering werd: niet wat werd afgewezen, en niet wat nog niemand heeft beslist, hoe lang het ook wacht. Wat de regel van een lijst besliste, telt als beslist zodra het werd gevonden.',
  'statistics.undecided': 'Nog niet beslist, in geen van deze cijfers: {n} {n|treffer|treffers}',
  'statistics.undecided-how':
    'Treffers die op een persoon wachten, naar de tijd sinds ze werden gevonden.',
  'statistics.top': 'Aandeel van de grootste 1, 3 en 10:',
  'dimension.provider': 'Aanbieder',
  'dimension.country': 'Land',
  'dimension.asn': 'Netwerk (AS)',
  'dimension.registrar': 'Registrar',
  'dimension.cdn': 'Distributienetwerk',
  'dimension.list': 'Lijst',
  'dimension.class': 'Klasse',
  'dimension.channel': 'Kanaal van de kennisgeving',
}
