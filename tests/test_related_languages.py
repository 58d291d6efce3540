"""Don't Miss in many languages: forms of a word find each other, other languages never do."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from dateline.related.choosing import relate
from dateline.related.stories import Rules, Story
from dateline.related.terms import count_terms, term_of, terms_by_number
from dateline.related.words import pieces_of, words_of

# In each language three notes on a flood and three on a vote in parliament. Each note has other
# forms of the words that they share.
NOTES = {
    "en": (
        "The river burst its banks; flood water reached the bridge and two villages.",
        "Flood warnings on the river: the bridge is closed, villages wait for help.",
        "After the flood, villages along the river count losses; the bridge must go.",
        "Parliament votes on the budget today; the minister defends higher taxes.",
        "The budget passed: parliament backed the minister by three votes on taxes.",
        "Taxes rise: what the minister told parliament about the budget and its votes.",
    ),
    "fr": (
        "L'inondation a touché deux villages, la rivière déborde et l'eau monte.",
        "Les inondations menacent les villages, les rivières débordent partout.",
        "Après l'inondation, le village compte ses pertes; la rivière débordait hier.",
        "Le parlement vote l'impôt; la ministre défend l'amendement.",
        "L'impôt est voté: le parlement suit la ministre sur cet amendement.",
        "Impôts: les ministres et les amendements devant le parlement qui votera.",
    ),
    "de": (
        "Das Hochwasser erreicht die Dörfer, der Deich am Fluss bricht.",
        "Hochwassers Folgen: der Fluss steht im Dorf, Deiche werden erhöht.",
        "Dem Dorf hilft der neue Deich gegen das Hochwasser der Flüsse.",
        "Der Minister verteidigt den Haushalt, das Parlament stimmt über Steuern ab.",
        "Steuer und Haushalte: die Parlamente stimmen, sagen Minister.",
        "Ministers Plan: eine Steuer für den Haushalt, dem das Parlament zustimmt.",
    ),
    "hu": (
        "Az árvíz elérte a falut, a folyó gátja átszakadt.",
        "Árvizek a falvakban: a folyónál a gátat erősítik, a faluból mennek.",
        "A folyók áradnak, az árvízről a faluban beszélnek, a gáton dolgoznak.",
        "A parlament szavaz az adóról, a miniszter védi a költségvetést.",
        "Költségvetés: a parlamentben szavaztak, a miniszternek adót kell emelni.",
        "A miniszterek adókat emelnek, a költségvetésről a parlament szavazott.",
    ),
    "uk": (
        "Повінь затопила село, річка зруйнувала міст біля греблі.",
        "Повені в селах: річкою змило греблю, мосту більше немає.",
        "Після повені річку стримує гребля, мости до села відбудують.",
        "Парламент голосує за податки, міністр захищає бюджет.",
        "У парламенті проголосували: бюджету бракує податків, каже міністр.",
        "Міністра слухали в парламенті: податок, бюджетом передбачений, голосували.",
    ),
    "ru": (
        "Наводнение затопило деревню, река разрушила мост у плотины.",
        "Наводнения в деревнях: рекой смыло плотину, моста больше нет.",
        "После наводнения реку сдерживает плотина, мосты к деревне построят.",
        "Парламент голосует за налоги, министр защищает бюджет.",
        "В парламенте голосовали: бюджету не хватает налогов, говорит министр.",
        "Министра слушали в парламенте: налог, бюджетом предусмотренный.",
    ),
    "tr": (
        "Irmak taştı, sel köyleri bastı, köprü yıkıldı.",
        "Sellerin ardından köyde köprüler kapalı, ırmağın suyu yükseliyor.",
        "Köyün köprüsü selden zarar gördü, ırmaklar izleniyor.",
        "Meclis vergileri oyluyor, bakan bütçeyi savunuyor.",
        "Bütçe oylandı: mecliste bakanın vergi planı geçti.",
        "Bakanlar vergiyi anlattı, meclisin oyladığı bütçeler açıklandı.",
    ),
    "zh": (
        "洪水淹没村庄，河堤决口，大桥关闭。",
        "村庄遭遇洪水，河堤正在加固，大桥无法通行。",
        "洪水过后，村庄清点损失，河堤与大桥需要重建。",
        "议会表决预算案，部长为增税辩护。",
        "预算案获议会通过，部长称增税必要。",
        "部长向议会说明增税，预算案今日表决。",
    ),
    "ja": (
        "洪水で村落が浸水し、堤防が決壊した。ダムも危ない。",
        "堤防の補強が続く村落、洪水の恐れでダムを放流した。",
        "洪水のあと、村落は堤防とダムの復旧を待っている。",
        "国会で予算案を採決、大臣は増税を説明した。",
        "増税を含む予算案が国会を通り、大臣が会見した。",
        "大臣は国会で、予算案と増税について答えた。",
    ),
}
EACH = 3


TWO = Rules(count=2)


def offered(rules: Rules = TWO) -> dict[str, tuple[str, ...]]:
    """What is offered below each note: ids are a language and a number, 0 to 5."""
    stories, terms = [], {}
    for at, (lang, notes) in enumerate(NOTES.items()):
        for number, note in enumerate(notes):
            id = f"{lang}-{number}"
            terms[id] = count_terms("", "", note, lang)
            moment = datetime(2026, 3, 1, tzinfo=UTC) + timedelta(hours=at * 10 + number)
            stories.append(Story(id, lang, moment, None, (), True, (), (), id))
    found, _ = relate(stories, lambda ids: {id: terms[id] for id in ids}, rules, {})
    return {id: each.ids for id, each in found.items()}


@pytest.mark.parametrize("lang", NOTES)
def test_notes_on_a_subject_find_each_other(lang: str) -> None:
    found = offered()

    for number in range(2 * EACH):
        begin = number // EACH * EACH
        others = {f"{lang}-{other}" for other in range(begin, begin + EACH)} - {f"{lang}-{number}"}
        assert set(found[f"{lang}-{number}"]) == others


@pytest.mark.parametrize(
    ("lang", "one", "other"),
    [
        ("de", "Regierung", "Regierungen"),
        ("fr", "l’élection", "élections"),
        ("fr", "qu'elles", "elle"),
        ("hu", "kormányról", "kormánynak"),
        ("ru", "выборы", "выборов"),
        ("ru", "ещё", "еще"),
        ("uk", "президента", "президентом"),
        ("uk", "річкою", "річка"),
        ("uk", "м’який", "м'який"),
        ("tr", "İstanbul'da", "istanbul"),
        ("tr", "IŞIK", "ışık"),
        ("tr-TR", "kitaplar", "kitap"),
        ("en", "minister’s", "Minister"),
        ("en", "ﬁnance", "FINANCE"),
    ],
)
def test_forms_of_a_word_are_one(lang: str, one: str, other: str) -> None:
    assert words_in(one, lang) == words_in(other, lang) != []


@pytest.mark.parametrize(
    ("lang", "text", "words"),
    [
        ("en", "co-operation", ["co-operation", "co", "operation"]),
        ("en", "votes voted", ["votes", "voted"]),
        ("en", "a 7 1999 20000 x-ray", ["1999", "2000", "x-ray", "ray"]),
        ("zh", "乌克兰", ["乌克", "克兰"]),
        ("ja", "データを東京都で", ["データ", "東京", "京都"]),
        ("ko", "서울에서", ["서울", "울에", "에서"]),
        ("fr", "aujourd'hui", words_of("aujourd'hui", "fr")),
    ],
)
def test_words_are_cut_by_the_ways_of_the_language(lang: str, text: str, words: list[str]) -> None:
    assert words_in(text, lang) == words


def test_a_language_that_nobody_knows_keeps_its_words() -> None:
    assert words_in("Kelimeler ja words", "x-unknown") == ["kelimeler", "ja", "words"]


def test_numbers_of_terms_can_be_told_as_words() -> None:
    shown = terms_by_number("Regierungen", "", "Das Hochwasser", "de", ["data-journalism"])

    assert {"regierungen", "hochwasser", "#data-journalism"} <= set(shown.values())
    assert term_of("hochwass") >> 10 in shown


def test_other_languages_are_offered_where_the_rules_want_them() -> None:
    found = offered(Rules(count=4, across_languages=True, floor=0.0001))

    assert any(id[:2] != each[:2] for id, ids in found.items() for each in ids)


def words_in(text: str, lang: str) -> list[str]:
    return [word for piece in pieces_of(text, lang) for word in words_of(piece, lang)]
