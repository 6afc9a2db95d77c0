/**
 * What the protocol promises and where the promise ends, worded once for every page that gives it. A limit
 * is never said without its promise, nor a promise without its limit.
 */
export const promises = {
  sums: 'Der Modelleigner erfährt nur Summen über alle Dateneigner, außer wenn jeder andere Dateneigner ihm seine Geheimnisse mitteilt oder von ihm erfunden ist (dagegen hilft der Teilnehmercode).',
  few: 'Bei einem einzigen Dateneigner sind die Summen seine eigenen; bei zweien erfährt jeder der beiden zusammen mit dem Modelleigner die Summen des anderen.',
  sumsForModelOwner:
    'Ihr Schlüssel öffnet nur Summen über alle Dateneigner: Einzelne Antworten sind maskiert, außer wenn jeder andere Dateneigner Ihnen seine Geheimnisse mitteilt. Bei einem einzigen Dateneigner sind die Summen seine eigenen; bei zweien erfährt jeder der beiden zusammen mit Ihnen die Summen des anderen.',
  notOnlyTheModel:
    'Dass nur das fertige Modell bekannt wird: Genaue Antworten verraten die Summen, auf denen es beruht, mit gezielt konstruierten Fragen früher.',
  served:
    'Wer diese Seite ausliefert, könnte ihren Code ändern: Beziehen Sie sie von einer Stelle, der Sie vertrauen.',
};
