//! The German of every text that findings say, beside the English template.

/// The German template of an English one.
pub(super) fn of(english: &str) -> Option<&'static str> {
    TEXTS
        .iter()
        .find(|(known, _)| *known == english)
        .map(|(_, german)| *german)
}

/// English and German.
const TEXTS: &[(&str, &str)] = &[
    (
        "it is not an area; it was left out",
        "das ist keine Fläche; sie wurde weggelassen",
    ),
    (
        "export the areas as polygons",
        "die Flächen als Polygone ausgeben",
    ),
    (
        "the file names no kind of site",
        "die Datei nennt keine Standortart",
    ),
    (
        "leave `kinds` out to use the shipped ones",
        "`kinds` weglassen, dann gelten die mitgelieferten",
    ),
    (
        "prices are euros from 0, with low ≤ value ≤ high",
        "Preise sind Euro ab 0, mit low ≤ value ≤ high",
    ),
    (
        "write a share such as 0.19",
        "einen Anteil wie 0.19 schreiben",
    ),
    ("write years such as 20.0", "Jahre wie 20.0 schreiben"),
    (
        "write a whole number within these bounds",
        "eine ganze Zahl in diesen Grenzen schreiben",
    ),
    (
        "write the month the prices were valid in, such as 2026-01",
        "den Monat schreiben, für den die Preise gelten, etwa 2026-01",
    ),
    (
        "factors lie between 0 and 1000, values are euros from 0",
        "Faktoren liegen zwischen 0 und 1000, Werte sind Euro ab 0",
    ),
    (
        "rows are named like `trench_per_metre.asphalt`, `equipment.1G` or `leased.1G.per_month`",
        "Zeilen heißen wie `trench_per_metre.asphalt`, `equipment.1G` oder `leased.1G.per_month`",
    ),
    (
        "add the row; data/prices/standard.toml has all of them",
        "die Zeile ergänzen; data/prices/standard.toml hat alle",
    ),
    (
        "unknown policy `{policy_name}`",
        "unbekannter Planungsgrundsatz `{policy_name}`",
    ),
    ("choose one of: {names}", "zur Wahl stehen: {names}"),
    ("write euros from 0", "Euro ab 0 schreiben"),
    (
        "add the row, or name one that exists",
        "die Zeile ergänzen oder eine nennen, die es gibt",
    ),
    (
        "scenario `{name}`: {problem}",
        "Szenario `{name}`: {problem}",
    ),
    (
        "scenario `{name}`: the target {target} is not after the start {as_of}",
        "Szenario `{name}`: das Ziel {target} liegt nicht nach dem Beginn {as_of}",
    ),
    (
        "set `target` to a later date",
        "`target` auf einen späteren Tag setzen",
    ),
    ("street segment", "den Straßenabschnitt"),
    ("existing node", "den Knoten"),
    (
        "`{list}` names the unknown {what} `{id}`; it was not used",
        "`{list}` nennt {what} `{id}`, den es nicht gibt; das blieb ohne Wirkung",
    ),
    (
        "correct the id, or remove it",
        "die Kennung berichtigen oder entfernen",
    ),
    (
        "no list has the site `{id}` that a technology is fixed for",
        "keine Liste kennt den Standort `{id}`, für den eine Technologie festgelegt ist",
    ),
    (
        "correct the id, or remove the decision",
        "die Kennung berichtigen oder die Festlegung entfernen",
    ),
    (
        "site `{id}` is fixed to radio, which is not planned yet: it stays without a connection",
        "Standort `{id}` ist auf Richtfunk festgelegt, der noch nicht geplant wird: er bleibt ohne Anbindung",
    ),
    (
        "fix `fibre` or `leased`, or remove the decision",
        "`fibre` oder `leased` festlegen oder die Festlegung entfernen",
    ),
    (
        "site `{id}` is fixed to fibre and has no position: it stays without a connection",
        "Standort `{id}` ist auf Glasfaser festgelegt und hat keine Lage: er bleibt ohne Anbindung",
    ),
    (
        "add its position to the list or the corrections, or remove the decision",
        "seine Lage in der Liste oder den Korrekturen ergänzen oder die Festlegung entfernen",
    ),
    (
        "scenario `{scenario}`: {message}",
        "Szenario `{scenario}`: {message}",
    ),
    (
        "`{one}` and `{other}` contradict each other; the correction was not used",
        "`{one}` und `{other}` widersprechen sich; die Korrektur blieb ohne Wirkung",
    ),
    (
        "write easting and northing in metres (EPSG:25832), in this order",
        "Rechtswert und Hochwert in Metern (EPSG:25832) schreiben, in dieser Reihenfolge",
    ),
    (
        "it is dropped here and merged into `{into}` elsewhere; neither was done",
        "er wird hier gestrichen und anderswo mit `{into}` vereinigt; beides unterblieb",
    ),
    ("site `{id}`: {what}", "Standort `{id}`: {what}"),
    (
        "decide for one of the two and remove the other",
        "sich für eines entscheiden und das andere entfernen",
    ),
    (
        "a position has two numbers, not {number}; it was not used",
        "eine Lage hat zwei Zahlen, nicht {number}; sie wurde nicht verwendet",
    ),
    (
        "{error}; it was not used",
        "{error}; das wurde nicht verwendet",
    ),
    (
        "the position lies {away} km outside the city; it was not used",
        "die Lage ist {away} km außerhalb der Stadt; sie wurde nicht verwendet",
    ),
    (
        "({easting}, {northing}) lies nowhere in Central Europe; it was not used",
        "({easting}, {northing}) liegt nicht in Mitteleuropa; das wurde nicht verwendet",
    ),
    (
        "unknown reference system `{name}`",
        "unbekanntes Bezugssystem `{name}`",
    ),
    (
        "the .prj file cannot be used: {what}",
        "die .prj-Datei ist nicht brauchbar: {what}",
    ),
    (
        "({x}, {y}) is not a position in {system}",
        "({x}, {y}) ist keine Lage in {system}",
    ),
    (
        "the header of the .dbf file makes no sense: names and numbers are unknown",
        "der Kopf der .dbf-Datei ist unsinnig: Namen und Nummern sind unbekannt",
    ),
    (
        "get the file again; only the geometry was used",
        "die Datei neu beschaffen; nur die Geometrie wurde verwendet",
    ),
    (
        "correct the feature in its source; its coordinates are no numbers",
        "das Objekt in seiner Quelle berichtigen; seine Koordinaten sind keine Zahlen",
    ),
    (
        "these look like metres: name their system with `crs = \"EPSG:25832\"`",
        "das sieht nach Metern aus: das System mit `crs = \"EPSG:25832\"` nennen",
    ),
    (
        "longitude comes first in GeoJSON: swap the two",
        "in GeoJSON steht die Länge vorn: beide tauschen",
    ),
    (
        "these look like degrees: name their system with `crs = \"EPSG:4326\"`",
        "das sieht nach Grad aus: das System mit `crs = \"EPSG:4326\"` nennen",
    ),
    (
        "check the reference system; name it with `crs = \"EPSG:…\"`",
        "das Bezugssystem prüfen und mit `crs = \"EPSG:…\"` nennen",
    ),
    (
        "the file has no features",
        "die Datei enthält keine Objekte",
    ),
    (
        "check that it is the right file and that its export was complete",
        "prüfen, ob es die richtige Datei ist und ihre Ausgabe vollständig war",
    ),
    (
        "no feature has `{column}`, named for the {purpose}",
        "kein Objekt hat `{column}`, genannt für: {purpose}",
    ),
    ("the file has: {list}", "die Datei hat: {list}"),
    (
        "{count} more findings of this kind are not listed",
        "{count} weitere Befunde dieser Art sind nicht aufgeführt",
    ),
    (
        "so many alike usually have one cause: settle the first ones and read again",
        "so viele gleiche haben meist eine Ursache: die ersten klären und neu einlesen",
    ),
    (
        "get the file again; it is damaged or cut off",
        "die Datei neu beschaffen; sie ist beschädigt oder abgeschnitten",
    ),
    (
        "get the file again; if it is whole, split it or export fewer columns",
        "die Datei neu beschaffen; ist sie ganz, sie teilen oder weniger Spalten ausgeben",
    ),
    (
        "correct this place, or export the file again",
        "diese Stelle berichtigen oder die Datei neu ausgeben",
    ),
    (
        "reading stopped: {reason}; {number} features before were used",
        "das Lesen brach ab: {reason}; {number} Objekte davor wurden verwendet",
    ),
    (
        "reading stopped in line {line}, column {column}: {reason}; {number} features before were used",
        "das Lesen brach in Zeile {line}, Spalte {column} ab: {reason}; {number} Objekte davor wurden verwendet",
    ),
    (
        "name the system in the city file: one of {known}",
        "das System in der Stadtdatei nennen, eines von {known}",
    ),
    (
        "there are more than {limit} entries; the rest was not read",
        "es sind mehr als {limit} Einträge; der Rest wurde nicht gelesen",
    ),
    ("keep one row a change", "je Änderung eine Zeile führen"),
    (
        "`{cell}` is not a date; the row was not used",
        "`{cell}` ist kein Datum; die Zeile wurde nicht verwendet",
    ),
    (
        "write YYYY-MM-DD or DD.MM.YYYY",
        "JJJJ-MM-TT oder TT.MM.JJJJ schreiben",
    ),
    (
        "unknown connection `{cell}`; the row was not used",
        "unbekannte Anbindung `{cell}`; die Zeile wurde nicht verwendet",
    ),
    (
        "write open, fibre, radio or leased",
        "open, fibre, radio oder leased schreiben",
    ),
    (
        "no site list has a site `{id}`; the row was not used",
        "keine Standortliste kennt `{id}`; die Zeile wurde nicht verwendet",
    ),
    (
        "correct the id, or add the site to a list",
        "die Kennung berichtigen oder den Standort in eine Liste aufnehmen",
    ),
    (
        "there is no column `{column}` for the {purpose}",
        "es gibt keine Spalte `{column}` für: {purpose}",
    ),
    (
        "the id `{id}` of this {kind} was there before; this one was left out",
        "die Kennung `{id}` kam schon vor ({kind}); dieses Objekt wurde weggelassen",
    ),
    (
        "give every element an id of its own",
        "jedem Objekt eine eigene Kennung geben",
    ),
    (
        "the node has no position; it was left out",
        "der Knoten hat keine Lage; er wurde weggelassen",
    ),
    ("export nodes as points", "Knoten als Punkte ausgeben"),
    (
        "unknown kind of node `{other}`; the node was left out",
        "unbekannte Knotenart `{other}`; der Knoten wurde weggelassen",
    ),
    (
        "write pop, chamber or closure",
        "pop, chamber oder closure schreiben",
    ),
    (
        "the {kind} is not a line; it was left out",
        "das ist keine Linie ({kind}); das Objekt wurde weggelassen",
    ),
    (
        "export cables and ducts as lines",
        "Kabel und Leerrohre als Linien ausgeben",
    ),
    (
        "a part of the {kind} has no length and was left out",
        "ein Teil ({kind}) hat keine Länge und wurde weggelassen",
    ),
    (
        "nothing is lost; remove it from the source",
        "es geht nichts verloren; aus der Quelle entfernen",
    ),
    (
        "`{text}` is not a count; it was taken as not recorded",
        "`{text}` ist keine Anzahl; sie gilt als nicht erfasst",
    ),
    (
        "write a whole number from 0",
        "eine ganze Zahl ab 0 schreiben",
    ),
    (
        "`{rent}` is not a rent per metre and month; the duct was left out",
        "`{rent}` ist keine Miete je Meter und Monat; das Leerrohr wurde weggelassen",
    ),
    (
        "write euros from 0, or leave it out for an own duct",
        "Euro ab 0 schreiben, beim eigenen Leerrohr weglassen",
    ),
    (
        "no street within {limit} m of `{name}`: fibre cannot reach it",
        "im Umkreis von {limit} m um `{name}` liegt keine Straße: Glasfaser kommt nicht hin",
    ),
    (
        "check the position and whether the street file covers it",
        "die Lage prüfen und ob die Straßendatei so weit reicht",
    ),
    (
        "`{name}` lies {away} m from the next street",
        "`{name}` liegt {away} m von der nächsten Straße entfernt",
    ),
    (
        "check the position; beyond `works.longest_drop_m` of the price book no fibre is offered",
        "die Lage prüfen; jenseits von `works.longest_drop_m` im Preisbuch gibt es keine Glasfaser",
    ),
    (
        "the streets at `{name}` are not joined to the rest of the network: fibre cannot reach it",
        "die Straßen bei `{name}` hängen nicht mit dem übrigen Netz zusammen: Glasfaser kommt nicht hin",
    ),
    (
        "close the gap in the street file, or add an existing node there",
        "die Lücke in der Straßendatei schließen oder dort einen Knoten ergänzen",
    ),
    (
        "the streets fall into {pieces} pieces; {outside} of {number} junctions are not in the largest",
        "die Straßen zerfallen in {pieces} Stücke; {outside} von {number} Kreuzungen liegen nicht im größten",
    ),
    (
        "close the gaps in the street file; the sites concerned are listed",
        "die Lücken in der Straßendatei schließen; die betroffenen Standorte sind aufgeführt",
    ),
    ("no site is concerned", "kein Standort ist betroffen"),
    (
        "no existing node has free fibres: no site can get fibre",
        "kein Knoten hat freie Fasern: kein Standort kann Glasfaser bekommen",
    ),
    (
        "add nodes with `free_fibres` under [existing.nodes]",
        "Knoten mit `free_fibres` unter [existing.nodes] ergänzen",
    ),
    (
        "no street within {limit} m of the node `{name}`",
        "im Umkreis von {limit} m um den Knoten `{name}` liegt keine Straße",
    ),
    (
        "check its position and its reference system",
        "seine Lage und sein Bezugssystem prüfen",
    ),
    (
        "the .prj file cannot be read: {error}",
        "die .prj-Datei ist nicht lesbar: {error}",
    ),
    ("the .prj file is missing", "die .prj-Datei fehlt"),
    (
        "{problem}; coordinates were read as {name}",
        "{problem}; die Koordinaten wurden als {name} gelesen",
    ),
    (
        "name the system in the city file: `crs = \"EPSG:25832\"`",
        "das System in der Stadtdatei nennen: `crs = \"EPSG:25832\"`",
    ),
    (
        "the .shx file is missing; records were read one after the other",
        "die .shx-Datei fehlt; die Sätze wurden der Reihe nach gelesen",
    ),
    (
        "nothing was lost; copy the .shx file beside the .shp for other programs",
        "es ging nichts verloren; die .shx-Datei für andere Programme neben die .shp legen",
    ),
    (
        "the file does not begin like a .shp file",
        "die Datei beginnt nicht wie eine .shp-Datei",
    ),
    (
        "name the .shp file itself; if it is one, get it again",
        "die .shp-Datei selbst nennen; ist es eine, sie neu beschaffen",
    ),
    (
        "reading stopped: {error}; {number} records before were used",
        "das Lesen brach ab: {error}; {number} Sätze davor wurden verwendet",
    ),
    (
        "the .dbf file ends before this record: it has no attributes",
        "die .dbf-Datei endet vor diesem Satz: er hat keine Angaben",
    ),
    (
        "the .shp and the .dbf do not belong together, or one is cut off; get both again",
        ".shp und .dbf gehören nicht zusammen, oder eine ist abgeschnitten; beide neu beschaffen",
    ),
    (
        "the file should have {stated} bytes and has {bytes}; {number} records were used",
        "die Datei sollte {stated} Bytes haben und hat {bytes}; {number} Sätze wurden verwendet",
    ),
    (
        "the .dbf file is missing: names and numbers are unknown, only the geometry was used",
        "die .dbf-Datei fehlt: Namen und Nummern sind unbekannt, nur die Geometrie wurde verwendet",
    ),
    (
        "copy the .dbf file of the same name beside the .shp",
        "die .dbf-Datei gleichen Namens neben die .shp legen",
    ),
    (
        "the city file names no list of sites",
        "die Stadtdatei nennt keine Standortliste",
    ),
    (
        "add a `[[sites]]` section",
        "einen Abschnitt `[[sites]]` ergänzen",
    ),
    (
        "there are more than {limit} sites; the rest was not read",
        "es sind mehr als {limit} Standorte; der Rest wurde nicht gelesen",
    ),
    (
        "name the rows that belong to the city with `filter`",
        "mit `filter` die Zeilen nennen, die zur Stadt gehören",
    ),
    (
        "the row has no id; it was not used",
        "die Zeile hat keine Kennung; sie wurde nicht verwendet",
    ),
    (
        "give every site an id of its own",
        "jedem Standort eine eigene Kennung geben",
    ),
    (
        "a site with the id `{id}` was there before ({source}); this row was not used",
        "einen Standort mit der Kennung `{id}` gab es schon ({source}); diese Zeile wurde nicht verwendet",
    ),
    (
        "remove one of the rows; to confirm that the first is right add `keep = true` to the corrections",
        "eine der Zeilen entfernen; um die erste zu bestätigen, `keep = true` in die Korrekturen schreiben",
    ),
    (
        "site `{id}` was left out by a correction{because}",
        "Standort `{id}` wurde durch eine Korrektur weggelassen{because}",
    ),
    ("see {file}", "siehe {file}"),
    (
        "unknown site kind `{name}`; the correction was not used",
        "unbekannte Standortart `{name}`; die Korrektur blieb ohne Wirkung",
    ),
    (
        "it was read as `sonstige`",
        "sie wurde als `sonstige` gelesen",
    ),
    ("the row was not used", "die Zeile wurde nicht verwendet"),
    (
        "unknown site kind `{text}`; {consequence}",
        "unbekannte Standortart `{text}`; {consequence}",
    ),
    (
        "add `\"{text}\" = \"…\"` under [sites.kinds] with one of: {names}",
        "`\"{text}\" = \"…\"` unter [sites.kinds] ergänzen, mit einer von: {names}",
    ),
    (
        "no list has a site `{other}` to merge into `{into}`",
        "keine Liste kennt einen Standort `{other}`, der mit `{into}` zu vereinigen wäre",
    ),
    (
        "correct the id under `merge`, or remove it",
        "die Kennung unter `merge` berichtigen oder entfernen",
    ),
    (
        "site `{other}` ({source}) was merged into `{into}`",
        "Standort `{other}` ({source}) wurde mit `{into}` vereinigt",
    ),
    (
        "pupils and desks were added up",
        "Schüler und Arbeitsplätze wurden zusammengezählt",
    ),
    (
        "site `{other}` should be merged into `{into}`, which is in no list; it was kept",
        "Standort `{other}` soll mit `{into}` vereinigt werden, den keine Liste kennt; er blieb erhalten",
    ),
    ("correct the id", "die Kennung berichtigen"),
    (
        "no list has a site `{id}`",
        "keine Liste kennt einen Standort `{id}`",
    ),
    (
        "remove the correction, or correct its id",
        "die Korrektur entfernen oder ihre Kennung berichtigen",
    ),
    (
        "settled in {file}:{line}{because}",
        "geklärt in {file}:{line}{because}",
    ),
    (
        "`{id}` has the name and place of `{first}` ({source})",
        "`{id}` hat Namen und Ort von `{first}` ({source})",
    ),
    (
        "if they are one site add `merge = [\"{id}\"]` to the corrections of `{first}`, else `keep = true`",
        "sind sie ein Standort, `merge = [\"{id}\"]` in die Korrektur von `{first}` schreiben, sonst `keep = true`",
    ),
    (
        "the city file does not say which column is the id; the list was not used",
        "die Stadtdatei sagt nicht, welche Spalte die Kennung ist; die Liste wurde nicht verwendet",
    ),
    (
        "add `columns = { id = \"…\" }` with one of: {list}",
        "`columns = { id = \"…\" }` ergänzen, mit einer von: {list}",
    ),
    (
        "filter; the list was not used",
        "Filter; die Liste wurde nicht verwendet",
    ),
    (
        "`{text}` is not a count; it was taken as unknown",
        "`{text}` ist keine Anzahl; sie gilt als unbekannt",
    ),
    (
        "unknown connection `{text}`; the site counts as open",
        "unbekannte Anbindung `{text}`; der Standort gilt als offen",
    ),
    (
        "the columns for id and coordinates are not all named; nothing was compared",
        "die Spalten für Kennung und Koordinaten sind nicht alle genannt; nichts wurde verglichen",
    ),
    (
        "name `id` and either `easting` and `northing` or `lon` and `lat`",
        "`id` und entweder `easting` und `northing` oder `lon` und `lat` nennen",
    ),
    (
        "{error}; the row was read as {name}",
        "{error}; die Zeile wurde als {name} gelesen",
    ),
    (
        "correct the row, or name the system with `crs` in the city file",
        "die Zeile berichtigen oder das System mit `crs` in der Stadtdatei nennen",
    ),
    (
        "the position was taken from longitude and latitude",
        "die Lage wurde aus Länge und Breite genommen",
    ),
    (
        "complete easting and northing, or confirm the position in the corrections",
        "Rechtswert und Hochwert ergänzen oder die Lage in den Korrekturen bestätigen",
    ),
    (
        "the site has no position: it can only be leased",
        "der Standort hat keine Lage: für ihn bleibt nur die Mietleitung",
    ),
    (
        "name the columns of its coordinates, or add a position to the corrections",
        "die Spalten seiner Koordinaten nennen oder eine Lage in den Korrekturen ergänzen",
    ),
    (
        "the row's longitude and latitude",
        "Länge und Breite der Zeile",
    ),
    ("{source}", "{source}"),
    (
        "the position lies {away} km outside the city and was used",
        "die Lage ist {away} km außerhalb der Stadt und wurde verwendet",
    ),
    (
        "the position lies {away} km outside the city and was not used",
        "die Lage ist {away} km außerhalb der Stadt und wurde nicht verwendet",
    ),
    (
        "correct the coordinates, or add a position to the corrections",
        "die Koordinaten berichtigen oder eine Lage in den Korrekturen ergänzen",
    ),
    (
        "the position lies {away} m outside the city's boundary; it was kept",
        "die Lage ist {away} m außerhalb der Stadtgrenze; sie blieb erhalten",
    ),
    (
        "check it; to confirm it add `keep = true` to the corrections",
        "prüfen; zur Bestätigung `keep = true` in die Korrekturen schreiben",
    ),
    (
        "{origin} puts the site {apart} m away; the row's own easting and northing were kept",
        "nach anderer Angabe ({origin}) liegt der Standort {apart} m entfernt; Rechtswert und Hochwert der Zeile gelten",
    ),
    (
        "find out which is right and add `keep = true` or a `position` to the corrections",
        "klären, was stimmt, und `keep = true` oder eine `position` in die Korrekturen schreiben",
    ),
    (
        "the site has no coordinates: it can only be leased",
        "der Standort hat keine Koordinaten: für ihn bleibt nur die Mietleitung",
    ),
    (
        "complete them, or add a position to the corrections",
        "sie ergänzen oder eine Lage in die Korrekturen schreiben",
    ),
    (
        "the coordinates are 0/0, which means none: the site can only be leased",
        "die Koordinaten sind 0/0, also keine: für den Standort bleibt nur die Mietleitung",
    ),
    (
        "`{x}` and `{y}` are not two numbers",
        "`{x}` und `{y}` sind keine zwei Zahlen",
    ),
    (
        "correct the cells, or add a position to the corrections",
        "die Zellen berichtigen oder eine Lage in die Korrekturen schreiben",
    ),
    (
        "{x} and {y} only make sense the other way round; they were read so",
        "{x} und {y} ergeben nur vertauscht einen Sinn; sie wurden so gelesen",
    ),
    (
        "swap the two in the source, or confirm with a position in the corrections",
        "beide in der Quelle tauschen oder mit einer Lage in den Korrekturen bestätigen",
    ),
    (
        "these look like degrees: name their columns `lon` and `lat`",
        "das sieht nach Grad aus: die Spalten als `lon` und `lat` nennen",
    ),
    (
        "these are no degrees: name their columns `easting` and `northing`",
        "das sind keine Grad: die Spalten als `easting` und `northing` nennen",
    ),
    (
        "check the reference system of the list (`crs`), or correct the row",
        "das Bezugssystem der Liste (`crs`) prüfen oder die Zeile berichtigen",
    ),
    (
        "the city file names no streets: no trench can be planned",
        "die Stadtdatei nennt keine Straßen: kein Tiefbau kann geplant werden",
    ),
    (
        "add a `[streets]` section",
        "einen Abschnitt `[streets]` ergänzen",
    ),
    (
        "there are more than {limit} segments; the rest was not read",
        "es sind mehr als {limit} Abschnitte; der Rest wurde nicht gelesen",
    ),
    (
        "cut the file to the city and its surroundings",
        "die Datei auf die Stadt und ihre Umgebung zuschneiden",
    ),
    (
        "the segment has no length and was left out",
        "der Abschnitt hat keine Länge und wurde weggelassen",
    ),
    (
        "its geometry cannot be understood; the segment was left out",
        "seine Geometrie ist nicht verständlich; der Abschnitt wurde weggelassen",
    ),
    (
        "it has no geometry; the segment was left out",
        "er hat keine Geometrie; der Abschnitt wurde weggelassen",
    ),
    (
        "it is not a line; the segment was left out",
        "er ist keine Linie; der Abschnitt wurde weggelassen",
    ),
    (
        "correct the feature in its source",
        "das Objekt in seiner Quelle berichtigen",
    ),
    (
        "the segment is longer than 100 km and was left out",
        "der Abschnitt ist länger als 100 km und wurde weggelassen",
    ),
    (
        "one of its coordinates is wrong; correct it in the source",
        "eine seiner Koordinaten ist falsch; sie in der Quelle berichtigen",
    ),
    (
        "unknown surface `{text}`; the default was assumed",
        "unbekannte Oberfläche `{text}`; die vorgegebene wurde angenommen",
    ),
    (
        "add `\"{text}\" = \"asphalt\"` (or paved_footway, unpaved) under [streets.surfaces]",
        "`\"{text}\" = \"asphalt\"` (oder paved_footway, unpaved) unter [streets.surfaces] ergänzen",
    ),
    (
        "unknown crossing `{word}`; it was not counted",
        "unbekannte Querung `{word}`; sie wurde nicht gezählt",
    ),
    (
        "write rail, motorway or river",
        "rail, motorway oder river schreiben",
    ),
    (
        "the file is UTF-16, which is not read",
        "die Datei ist UTF-16, das wird nicht gelesen",
    ),
    ("save it as UTF-8", "als UTF-8 speichern"),
    (
        "the file begins with the mark of UTF-8, and `latin1` is declared; it was read as UTF-8",
        "die Datei beginnt mit der Marke von UTF-8, angegeben ist `latin1`; sie wurde als UTF-8 gelesen",
    ),
    (
        "declare `encoding = \"utf-8\"`, or save the file as what is declared",
        "`encoding = \"utf-8\"` angeben oder die Datei wie angegeben speichern",
    ),
    (
        "the row has {number} of {named} columns",
        "die Zeile hat {number} von {named} Spalten",
    ),
    (
        "compare the row with the header; a line break inside a cell needs quotes",
        "die Zeile mit dem Kopf vergleichen; ein Zeilenumbruch in einer Zelle braucht Anführungszeichen",
    ),
    (
        "the row has {number} cells for {columns} columns",
        "die Zeile hat {number} Zellen für {columns} Spalten",
    ),
    (
        "a cell that contains the separator needs quotes",
        "eine Zelle, die das Trennzeichen enthält, braucht Anführungszeichen",
    ),
    (
        "more than {limit} rows cannot be told apart; the rest was not read",
        "mehr als {limit} Zeilen sind nicht zu trennen; der Rest wurde nicht gelesen",
    ),
    (
        "check that this is a table with one row a line",
        "prüfen, ob das eine Tabelle mit einem Satz je Zeile ist",
    ),
    (
        "a quoted cell never ends; the line was not used",
        "eine Zelle in Anführungszeichen endet nie; die Zeile wurde nicht verwendet",
    ),
    (
        "close the quote, or double quotes that belong to the text",
        "das Anführungszeichen schließen oder solche im Text verdoppeln",
    ),
    (
        "the line is longer than {limit} kB and was not used",
        "die Zeile ist länger als {limit} kB und wurde nicht verwendet",
    ),
    (
        "check that this is a table with one row a line, ended by LF or CR LF",
        "prüfen, ob das eine Tabelle mit einem Satz je Zeile ist, mit LF oder CR LF am Ende",
    ),
    (
        "reading stopped: {error}; the rows before were used",
        "das Lesen brach ab: {error}; die Zeilen davor wurden verwendet",
    ),
    (
        "the text is not UTF-8 here; it was read as Latin-1",
        "der Text ist hier nicht UTF-8; er wurde als Latin-1 gelesen",
    ),
    (
        "if umlauts look right, add `encoding = \"latin1\"`; otherwise save the file as UTF-8",
        "sehen Umlaute richtig aus, `encoding = \"latin1\"` ergänzen; sonst die Datei als UTF-8 speichern",
    ),
    (
        "the file has no header line",
        "die Datei hat keine Kopfzeile",
    ),
    (
        "the first line must name the columns",
        "die erste Zeile muss die Spalten nennen",
    ),
    (
        "price `{row}` is not usable: low {low}, value {value}, high {high}",
        "Preis `{row}` ist nicht brauchbar: low {low}, value {value}, high {high}",
    ),
    (
        "`{row}` must lie between 0 and 1: {value}",
        "`{row}` muss zwischen 0 und 1 liegen: {value}",
    ),
    (
        "`{row}` must lie above 0 and not above 100 years: {value}",
        "`{row}` muss über 0 und nicht über 100 Jahren liegen: {value}",
    ),
    (
        "`{row}` must lie between {least} and {most}: {value}",
        "`{row}` muss zwischen {least} und {most} liegen: {value}",
    ),
    (
        "price date is not a month `YYYY-MM`: `{value}`",
        "der Preisstand ist kein Monat `JJJJ-MM`: `{value}`",
    ),
    (
        "change of `{row}` is not usable: {value}",
        "die Änderung von `{row}` ist nicht brauchbar: {value}",
    ),
    (
        "price book has no row `{row}`",
        "das Preisbuch hat keine Zeile `{row}`",
    ),
    (
        "price book has no row `{row}`, which is needed",
        "dem Preisbuch fehlt die Zeile `{row}`, die gebraucht wird",
    ),
    (
        "policy `{policy}`: the amount of `{group}` is negative: {amount}",
        "Planungsgrundsatz `{policy}`: der Betrag von `{group}` ist negativ: {amount}",
    ),
    (
        "kind `{kind}` names `{row}`, which is not in `{table}`",
        "Standortart `{kind}` nennt `{row}`, das nicht in `{table}` steht",
    ),
    ("id", "Kennung"),
    ("name", "Name"),
    ("kind", "Art"),
    ("address", "Adresse"),
    ("postal code", "Postleitzahl"),
    ("town", "Ort"),
    ("easting", "Rechtswert"),
    ("northing", "Hochwert"),
    ("longitude", "Länge"),
    ("latitude", "Breite"),
    ("pupils", "Schüler"),
    ("desks", "Arbeitsplätze"),
    ("district", "Stadtbezirk"),
    ("project group", "Projektgruppe"),
    ("connection", "Anbindung"),
    ("date", "Datum"),
    ("site", "Standort"),
    ("segment number", "Abschnittsnummer"),
    ("street name", "Straßenname"),
    ("street class", "Straßenklasse"),
    ("surface", "Oberfläche"),
    ("crossings", "Querungen"),
    (
        "mark of forbidden streets",
        "Kennzeichen gesperrter Straßen",
    ),
    ("node", "Knoten"),
    ("cable", "Kabel"),
    ("duct", "Leerrohr"),
];
