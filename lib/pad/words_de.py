"""Deutsch. Was jede Zeile ist und wie lang sie sein darf, steht in pad.words."""

letters = "äae öoe üue ÄAe ÖOe ÜUe ßss"

display = """\
FUESSE ANSEHEN
FERTIG. ANSEHEN:
1 FUSS WAERMER
FUESSE OK?
START = JA
3 S HALTEN: NEIN
TEST
BITTE WARTEN

START = STOPP
GESTOPPT
START = WEITER
GESPERRT
BITTE JEMANDEN,
FUESSE ANZUSEHEN
START 5 S HALTEN
STOERUNG
ZU VIELE
NEUSTARTS
STECKER ZIEHEN
STOERUNG %d
%d MIN
START
PAUSE
DANACH START
HANDY KOPPELN
WARM: MAX %d MIN
WARM AUS
WARM 1
WARM 2
WARM 3
WAERME 0
TEMPO %d
ANLAUF
AUSLAUF
WELLE
RUHIGER
SANFT
STANDARD
EIGENES
STETIG
WELLE
WARM+RUHIGER
ERSTER EINSATZ
ALLES GUT?"""

sentences = """\
,
Bereit. START beginnt %d Minuten (%s, %s).
Die Füße wurden seit der letzten Sitzung nicht angesehen.
Bitte das Gerät reinigen: Stecker ziehen, feucht abwischen.
Einige Einstellungen waren nicht lesbar: Es gelten sichere.
Pause für die Füße: %d min, danach START.
Bereit. Eine Minute lang kann ein Handy gekoppelt werden.
Füße ansehen. START: alles gut. START 3 s halten: etwas stimmt nicht.
Nicht bei Wunden, Geschwüren, Thrombose, entzündeter, geschwollener Haut. Arzt fragen. Insulin: Zucker kann sinken. \
Füße gut? START. Nein: 3 s halten.
Das Gerät nicht benutzen bei offenen Wunden, Geschwüren, Thrombose, entzündeter oder geschwollener Haut. Erst den Arzt \
fragen. Bei Insulin: Massage kann den Blutzucker senken. Haben Sie Ihre Füße angesehen?
Sitzung %d in sieben Tagen. Zwei bis drei pro Woche genügen.
Das Gerät prüft sich.
Massage: Tempo %d von %d%s, %s, noch %d min.
Gestoppt. START macht weiter, ohne Wärme.
Fertig. Füße ansehen. START: alles gut. START 3 s halten: etwas stimmt nicht.
Gesperrt: Mit den Füßen stimmte etwas nicht. Bitte jemand nachsehen lassen. Zum Entsperren START 5 s halten.
Sicherer Zustand: Das Gerät startete immer wieder neu. Stecker ziehen.
Störung %d: %s %s Dann START 5 s halten.
keine Wärme
wenig Wärme
mittlere Wärme
viel Wärme
sanft
Standard
eigenes
stetig
Welle
warm und ruhiger
Linker Fuß an zwei Tagen wärmer (%s). Bitte Pflege oder Arzt sagen.
Rechter Fuß an zwei Tagen wärmer (%s). Bitte Pflege oder Arzt sagen.
Ein Fuß war an zwei Tagen wärmer. Bitte Pflege oder Arzt sagen.
Füße nicht verglichen: %s.
Die Wärme kam zuerst
Wärme in den letzten 12 Stunden
Unbekannt, wann zuletzt Wärme war
Die Sitzung war zu kurz
Die Temperatur schwankte
Nicht auf beiden Seiten ein Fuß bemerkt
Die Fühler waren nicht lesbar
, %d gewählt"""

faults = """
0 Im Gerät stimmt etwas nicht. | Stecker ziehen, wieder einstecken.
1 Linker Fühler ist nicht verbunden (#mV). | Stecker und Kabel des Fühlers prüfen.
2 Linker Fühler hat Kurzschluss (#mV). | Stecker und Kabel des Fühlers prüfen.
3 Linker Fühler bleibt bei #T. | Prüfen, ob er richtig sitzt.
4 Linke Temperatur springt (#T). | Stecker und Kabel des Fühlers prüfen.
5 Rechter Fühler ist nicht verbunden (#mV). | Stecker und Kabel des Fühlers prüfen.
6 Rechter Fühler hat Kurzschluss (#mV). | Stecker und Kabel des Fühlers prüfen.
7 Rechter Fühler bleibt bei #T. | Prüfen, ob er richtig sitzt.
8 Rechte Temperatur springt (#T). | Stecker und Kabel des Fühlers prüfen.
9 Links und rechts liegen #D auseinander. | Beide Füße auflegen. Fühler prüfen lassen.
10 Die Messung der Temperatur stimmt nicht (Referenz #mV). | Elektronik prüfen lassen.
11 Es kommen keine neuen Temperaturen. | Stecker ziehen, wieder einstecken.
12 Die Oberfläche war zu heiß: #T. | Abkühlen lassen. Füße ansehen.
13 Die Oberfläche blieb zu warm: #T. | Abkühlen lassen. Füße ansehen.
14 Die Oberfläche wird ohne Heizen warm: #T. | Stecker ziehen.
15 Die Fühler folgen der Wärme nicht (#T). | Abkühlen lassen. Fühler prüfen lassen.
16 Die Heizung geht nicht an (Messleitung hoch). | Gerät prüfen lassen.
17 Heizung, Schutz oder Relais ist offen, oder der Schalter ist defekt (Messleitung tief). | Gerät prüfen lassen.
18 Das Schutzrelais öffnet nicht (Messleitung hoch). | Stecker ziehen. Reparieren lassen.
21 Der Motor bekommt #% und dreht sich nicht. | Füße herunternehmen, neu versuchen.
22 Der Motor dreht zu schnell: #U/min. | Stecker ziehen. Gerät prüfen lassen.
23 Der Motor dreht von selbst: #U/min. | Stecker ziehen.
25 In einer Stunde waren #min Wärme. | Die Füße eine Stunde ruhen lassen.
26 Die Füße hatten genug Wärme (Dosis #dose). | Die Füße eine Stunde ruhen lassen.
30 Ein Teil des Programms steht still: #N. | Stecker ziehen, wieder einstecken.
40 Die Taste #N scheint zu klemmen. | Die Taste lösen.
50 Das Gerät hing und startete neu. | Füße ansehen, erst dann weitermachen.
51 Der Strom fiel in einer Sitzung aus. | Füße ansehen.
52 Das Gerät startete immer wieder neu. | Stecker ziehen. Prüfen lassen.
53 Gemerktes war nicht lesbar. | Füße ansehen.
"""
