import type { uploadsEn } from './uploads-en.ts'

export const uploadsNl: Record<keyof typeof uploadsEn, string> = {
  'upload.progress': 'Deel van het bestand dat hier is',
  'upload.pause': 'Pauzeren',
  'upload.cancel': 'Annuleren en weggooien',
  'upload.chosen': '{name}, {size}. Bekeken: het is geen afbeelding en geen archief.',
  'upload.begins': 'Het bestand wordt hier gezocht.',
  'upload.resumed':
    'Hiervan is al {done} hier. Dat wordt eerst vergeleken, daarna gaat het vandaar verder.',
  'upload.sent': '{percent} % is hier: {done} van {all}. Resterende tijd: {left}.',
  'upload.reading':
    'Alles is hier. Het wordt doorgegeven om te lezen; daarna kunt u deze pagina sluiten.',
  'upload.failed':
    'Dat lukte niet. Probeer het opnieuw; blijft het zo, meld het tijdstip dan aan de systeembeheerder.',
  'upload.changed':
    'Het bestand is niet meer te lezen: het is veranderd, verplaatst of de schijf is weg. Kies het opnieuw; het gaat vandaar verder.',
  'upload.retrying':
    'Geen antwoord. Het wordt vanzelf opnieuw geprobeerd en gaat verder met wat hier is. U hoeft niets te doen.',
  'upload.signin':
    'Uw sessie is beëindigd. Wat kwam, is bewaard. Meld u aan in een ander venster en laat dit open: het gaat vanzelf verder.',
  'upload.goeson': 'Weer aangemeld. Het gaat verder.',
  'upload.paused':
    'Gepauzeerd. Wat kwam, is bewaard: ga verder, of kies hetzelfde bestand op een andere dag.',
  'upload.cancelled': 'Geannuleerd. Er is niets van bewaard.',
  'upload.stillkept':
    'Niet weggegooid: er kwam geen antwoord. Wat van het bestand aankwam, is nog bewaard. Druk nog eens op ‘Annuleren en weggooien’.',
  'upload.again': 'Verdergaan',
  'upload.one': 'Sleep één bestand tegelijk.',
  'hand-in.kept-hint':
    'Een lang bestand mag op elk moment onderbroken worden: laptop dicht, verbinding weg, sessie voorbij. Wat kwam, blijft drie dagen versleuteld bewaard, en hetzelfde bestand gaat vandaar verder.',
  'begun.title': 'Deze bestanden zijn nog niet helemaal binnen',
  'begun.how':
    'Kies hieronder hetzelfde bestand, en het gaat vandaar verder. Na drie dagen zonder vervolg wordt het weggegooid.',
  'begun.part': '{done} van {all} is hier',
  'begun.begun': 'Begonnen',
  'begun.last': 'laatste deel',
  'begun.drop': 'Weggooien wat kwam',
  'kept-uploads.title': 'Bestanden van deze autoriteit die niet helemaal binnen zijn',
  'kept-uploads.how':
    'Er worden er maar enkele tegelijk bewaard, voor u allen samen. Alleen wie een bestand begon, gaat ermee verder door het opnieuw te kiezen; ieder van u kan het weggooien.',
  'kept-uploads.list': 'Lijst',
  'kept-uploads.by': 'Begonnen door',
  'kept-uploads.size': 'Omvang',
  'kept-uploads.last': 'Laatste deel',
  'kept-uploads.reading': 'wordt gelezen',
  'done.dropped': 'Weggegooid.',
  'done.sent':
    'Het hele bestand is hier. Het wordt gelezen; u kunt deze pagina sluiten en terugkomen.',
  'done.known': 'U had precies dit bestand al ingediend: dit kwam ervan. Er is niets toegevoegd.',
  'problem.try-too-large':
    'Een proef neemt bestanden tot 1 GiB; van dit bestand is niets verzonden. Dien het in: dat maakt het alleen klaar, en u kunt het weggooien. Of laat de systeembeheerder het op de machine proberen: “nightlight lists import BESTAND --dry-run”.',
  'problem.upload-not-found':
    'Wat van dit bestand was gekomen, is niet meer hier. Verzend het opnieuw.',
  'problem.uploads-too-many':
    'Er wachten zoveel bestanden van uw autoriteit op vervolg als er bewaard worden. Maak er een af, of gooi er een weg: ze staan hieronder, ook die van collega’s.',
  'problem.uploads-full':
    'Er is nu geen ruimte voor een bestand van deze omvang. Probeer het later, of vraag het de systeembeheerder.',
  'problem.upload-file-differs':
    'Dit bestand begint anders dan het begonnen bestand. Kies dat bestand.',
  'problem.upload-not-receiving':
    'Dit bestand is al helemaal gekomen. Kijk onder Lijsten wat ervan is geworden.',
  'problem.upload-being-read': 'Het wordt al gelezen. Gooi in plaats daarvan de inzending weg.',
  'failure.upload-part-lost':
    'Een deel van het bestand ging hier verloren nadat het was aangekomen. Dien hetzelfde bestand opnieuw in.',
  'failure.file-too-large':
    'Het bestand is langer dan hier wordt aangenomen. Dien het in als meerdere bestanden.',
  'failure.digest-wrong':
    'Wat kwam, is niet het verzonden bestand: het veranderde tijdens het verzenden.',
  'police-work.title': 'Wat op u wacht',
  'police-work.none': 'Er wacht niets op u.',
  'police-work.under-way': 'Onderweg',
  'police-work.what': 'Wat',
  'police-work.about': 'Hoe het ervoor staat',
  'police-work.since': 'Sinds',
  'police-work.hand-over': 'Bevestig dat u {reference} hebt',
  'police-work.word': 'Uw akkoord ontbreekt: {reference}',
  'police-work.cases': '{n} {n|zaak|zaken}',
  'police-work.activate': 'Activeer een bestand voor {list}',
  'police-work.map': 'Zeg wat de codes betekenen: {list}',
  'police-work.again': 'Hetzelfde bestand opnieuw indienen: {list}',
  'police-work.empty': 'Niets werd aanvaard, opnieuw in te dienen: {list}',
  'police-work.expired': 'Einddatum voorbij, opnieuw in te dienen: {list}',
  'police-work.list-expired': 'Lijst is verlopen, in te dienen bij een andere: {list}',
  'police-work.go-on': 'Ga verder met een bestand dat niet helemaal kwam',
  'police-work.read': 'Een bestand wordt in {list} gelezen',
  'police-work.with-others': 'Een collega moet activeren: {list}',
  'police-work.more-words': 'Meer dan {n} wachten op uw akkoord: allemaal',
  'police-work.more': 'Meer dan {n} wachten: alle overdrachten',
  'sample.line': 'regel {n}',
  'sample.media': 'medium {n}',
  'sample.entry': 'vermelding {n}',
  'sample.row': 'rij {n}',
  'hand-overs.entered': 'met de hand',
  'hand-overs.none-entered': 'Er is niets met de hand overgedragen.',
  'hand-overs.entered-how':
    'Het meldpunt droeg deze over zonder mail, bijvoorbeeld per telefoon of op papier. Er valt niets te bevestigen; van wat op uw akkoord wacht, zegt u hier dat de aanbieder bericht mag krijgen. Dat kan niet worden teruggenomen.',
  'hand-overs.earlier': 'Eerdere',
  'kept-case.title': 'Zaken die voor u zijn klaargemaakt',
  'kept-case.how':
    'Ondertekende archieven met exacte adressen en bewijzen, nooit een afbeelding. Versleuteld bewaard, 30 dagen; elke download staat in het logboek.',
  'kept-case.file': 'Bestand',
  'kept-case.made': 'Klaargemaakt',
  'kept-case.read': 'Laatst gedownload',
  'kept-case.not-read': 'nog niet gedownload',
  'kept-case.download': 'Zaak {id} downloaden',
  'kept-case.encrypted': 'versleuteld met uw sleutel',
  'kept-case.keep': 'Klaarzetten voor de politie',
  'kept-case.keep-how':
    'Klaargemaakt als het bestand hierboven en hier 30 dagen versleuteld bewaard. Politieambtenaren van de autoriteit downloaden het bij hun overdrachten.',
  'kept-case.withdraw': 'Terugnemen',
  'done.case-kept': 'Klaargezet voor de politie.',
  'done.case-taken-back': 'Teruggenomen.',
  'problem.recipient-without-officers':
    'Aan deze politie is nog geen autoriteit gekoppeld. Een supervisor zegt welke.',
  'refusal-do.wrong-length':
    'Maak de hashes opnieuw en kijk of elke kolom het genoemde algoritme bevat.',
  'refusal-do.wrong-alphabet':
    'Maak de hashes opnieuw en kijk of elke kolom het genoemde algoritme bevat.',
  'refusal-do.digest-of-empty-file': 'Niets te doen: het zou onschuldige bestanden treffen.',
  'refusal-do.digest-of-blank-file': 'Niets te doen: het zou onschuldige bestanden treffen.',
  'refusal-do.pdq-bits-out-of-range':
    'Laat hem weg; de andere hashes van de afbeelding kunnen zonder deze worden ingediend.',
  'refusal-do.pdq-degenerate':
    'Laat hem weg; de andere hashes van de afbeelding kunnen zonder deze worden ingediend.',
  'refusal-do.blockhash-degenerate':
    'Laat hem weg; de andere hashes van de afbeelding kunnen zonder deze worden ingediend.',
  'refusal-do.no-hash':
    'Exporteer de rij met MD5, SHA-1, SHA-256 of PDQ; noem bij een CSV de kolommen onder “Hoe het bestand gelezen wordt”.',
  'refusal-do.no-reference': 'Laat de bron het nummer vermelden van wat ze intrekt.',
  'refusal-do.row-too-long': 'Exporteer zonder lange notities of paden in de rij.',
  'refusal-do.unknown-type': 'Gebruik MD5, SHA-1, SHA-256, PDQ of blockhash, of laat de rij weg.',
  'refusal-do.not-json':
    'Laat het programma het bestand opnieuw schrijven; de regel breekt af of is beschadigd.',
  'refusal-do.photodna-only': 'Exporteer ook MD5, SHA-1 of PDQ.',
  'refusal-do.category-not-mapped':
    'Dien hetzelfde bestand opnieuw in via de console en zeg daar wat de code betekent.',
  'refusal-do.category-missing':
    'Dien hetzelfde bestand opnieuw in via de console en zeg daar wat rijen zonder code zijn.',
  'refusal-do.on-negative-list':
    'Bent u er zeker van, vraag een supervisor: de lijst die het onschuldig noemt, gaat voor.',
  'refusal-do.flooded':
    'Bekijk de vermelding: twee mensen die haar bevestigen, brengen haar terug; dien ze dan opnieuw in.',
  'refusal-do.revoked-before':
    'Niets te doen als dat klopte; dien het anders in bij een andere lijst.',
}
