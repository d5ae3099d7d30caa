"""Denials that are put in on both sides, or taken out."""

import re

from tables import ENGLISH, SPACED, WORDS, Edit, Table, sentences

DENIAL = {
    language: Table(WORDS["negation"]["guards"] | {language: WORDS["negation"][language]})
    for language in ("zho-CN", "jpn", "deu", "spa")
}
VERBS = {
    form: (number, *forms.split())
    for forms in WORDS["verbs"]["forms"].split("|")
    for number, form in enumerate(forms.split())
}
AUXILIARY = (
    rf"(?<![\w’'-])(?:({WORDS['verbs']['auxiliaries']})(n['’]t)?|(can)(not)|(ca|wo)(n['’]t))"
    r"(?:(?<!n['’]t)(?<!cannot) (not))?(?![\w’'-])"
)
NO_VERB_AFTER = (
    r"(?:\b(?:to|the|a|an|his|her|their|its|of|and|in|for|including|not|never|also"
    r"|has|have|had|is|are|was|were|be|will|would|can|could)|['’](?:s|re|ve|d|ll)) $"
)
DENIED = r"(?i:not|n['’]t)$"


def english_denial(text):
    """The one edit that turns a plain sentence into its denial, or back."""
    found = list(re.finditer(AUXILIARY, text, re.IGNORECASE))
    denied = [match for match in found if re.search(DENIED, match[0])]
    if len(denied) == 1:
        return denied_auxiliary(text, denied[0])
    if len(found) == 1:
        return denied_auxiliary(text, found[0]) if is_only_verb(text, found[0]) else None
    verbs = [m for m in re.finditer(r"(?<![\w’'-])[a-z]+(?![\w’'-])", text) if m[0] in VERBS]
    clear = not found and len(verbs) == 1 and not re.search(NO_VERB_AFTER, text[: verbs[0].start()])
    clear = clear and not re.fullmatch(WORDS["speech"][ENGLISH], verbs[0][0])
    return denied_verb(verbs[0]) if clear else None


def is_only_verb(text, auxiliary):
    """Whether no other verb of the table is finite: what follows the auxiliary closely is its participle."""
    near = re.match(r"(?: \w+){0,3}", text[auxiliary.end() :]).end() + auxiliary.end()
    others = re.finditer(r"(?<![\w’'-])[a-z]+(?![\w’'-])", text)
    return not any(VERBS.get(m[0], (0,))[0] and not auxiliary.end() <= m.start() < near for m in others)


def denied_auxiliary(text, match):
    said = match[0].lower()
    plain = {"ca": "can", "wo": "will"}.get((match[5] or "").lower(), match[1] or match[3] or match[5])
    if not re.search(DENIED, said):
        used = re.match(r"\s+(?:to\b|been able|no\b)", text[match.end() :])
        return (
            None
            if said in ("do", "does", "did", "have", "has", "had")
            and not participle(text, match.end())
            or used
            else Edit(*match.span(), match[0] + ("not" if said == "can" else " not"))
        )
    following = re.match(r" ([a-z]+)\b", text[match.end() :])
    if plain.lower() not in ("do", "does", "did"):
        return Edit(*match.span(), plain)
    forms = VERBS.get(following[1]) if following else None
    if not forms or text[match.start()].isupper():
        return Edit(*match.span(), plain)
    return Edit(match.start(), match.end() + following.end(), forms[1 + ("do", "does", "did").index(plain)])


def participle(text, place):
    return re.match(
        r" (?:been|already|[a-z]+(?:ed|en|wn|ne)|made|said|told|left|lost|won|found|had|led|put|set|come|become|seen)\b",
        text[place:],
    )


def denied_verb(match):
    number, base, *_ = VERBS[match[0]]
    return Edit(*match.span(), f"{('do', 'does', 'did')[number if match[0] != base else 0]} not {base}")


def is_denial(edit, text):
    return bool(re.search(r"\bnot\b|n['’]t|cannot", text[edit.start : edit.end])) and "not" not in edit.text


def foreign_denial(language, text, english_denied):
    if language == "jpn":
        return japanese_denial(text, english_denied)
    found = [f for f in DENIAL[language].found(language, text) if f[2]]
    if language == "zho-CN":
        return (
            of_table(language, text, found, english_denied)
            or not found
            and not english_denied
            and chinese_done(text)
        )
    denied = [f for f in found if any(place == 0 for _, place in f[2])]
    if english_denied:
        return of_table(language, text, denied, True)
    if denied and (language == "spa" or any(re.match("nicht|kein", text[f[0] : f[1]]) for f in denied)):
        return None
    return german_place(text) if language == "deu" else spanish_place(text)


def of_table(language, text, found, english_denied):
    """Exchanges the one form for its counterpart, if it says what the English says."""
    if len(found) != 1:
        return None
    place = 0 if english_denied else 1
    return DENIAL[language].alternative(language, text, found[0], place, 1 - place)


def chinese_done(text):
    """What was done was not done: the one verb with 了."""
    done = re.search(rf"(?<!没有)({WORDS['negation']['place']['zho_done']})了", text)
    return Edit(*done.span(), f"没有{done[1]}") if done and text.count("了") == 1 else None


def japanese_denial(text, english_denied):
    """The predicate at the sentence's end."""
    body = re.sub(r"[。！\s]+$", "", text)
    if english_denied and len(re.findall("ない|なかった|ません|なく", text)) > 1:
        return None
    if re.search(WORDS["negation"]["not_jpn"], body):
        return None
    rows = sorted(DENIAL["jpn"].rows["jpn"], key=lambda row: -len(row[0 if english_denied else 1]))
    for denied, plain in (row for row in rows if all(row)):
        form, other = (denied, plain) if english_denied else (plain, denied)
        if body.endswith(form) and not (not english_denied and body.endswith(denied)):
            return Edit(len(body) - len(form), len(body), other)
    return None


def german_place(text):
    place = WORDS["negation"]["place"]
    finite = list(re.finditer(rf"(?<!\w)(?:{place['deu_finite']})(?!\w)", text))
    if len(finite) != 1 or "," in text:
        return None
    article = re.match(r" (eine[nmr]?|ein)(?!\w)", text[finite[0].end() :])
    if article:
        start = finite[0].end() + 1
        return Edit(start, start, "k")
    last = re.search(rf"(?<= ){place['deu_last']}", text[finite[0].end() :])
    if last:
        start = finite[0].end() + last.start()
        return Edit(start, start, "nicht ")
    predicate = finite[0][0] in ("ist", "sind", "war", "waren") and re.match(
        r" (?=[a-zäöüß]+[.!?]?$|(?:sehr|so|zu|in|auf|für|bei|der|die|das)\b)", text[finite[0].end() :]
    )
    return Edit(finite[0].end(), finite[0].end(), " nicht") if predicate else None


def spanish_place(text):
    place = WORDS["negation"]["place"]
    found = list(
        re.finditer(rf"(?<!\w){place['spa_clitic']}(?:{place['spa_finite']})(?!\w)", text, re.IGNORECASE)
    )
    if len(found) != 1:
        return None
    start = found[0].start()
    opens = text[start].isupper()
    return Edit(start, found[0].end(), f"No {found[0][0].lower()}") if opens else Edit(start, start, "no ")


def said_denial(pair):
    """`X said that …` on both sides: the saying is denied."""
    there = re.match(
        rf"[^,;:\"“]{{2,60}}? ({WORDS['speech'][ENGLISH]})"
        r"(?=:| (?:that|the|he|she|it|they|in|a|his|her|there|we)\b| [A-Z]| \d)",
        pair.english,
    )
    if (
        not there
        or there[1] not in VERBS
        or re.search(NO_VERB_AFTER, pair.english[: there.start(1)])
        or re.search(WORDS["subordinators"], pair.english[: there.start(1)])
    ):
        return None
    form = WORDS["speech"][pair.language]
    base = VERBS[there[1]]
    english = Edit(*there.span(1), f"{'does' if there[1] == base[2] else 'did'} not {base[1]}")
    if pair.language == "jpn":
        foreign = (
            japanese_denial(pair.foreign, False)
            if re.search(rf"(?:{form})[たまい][^。]{{0,3}}。$", pair.foreign)
            else None
        )
        return (foreign, english) if foreign else None
    patterns = {
        "deu": r"[^,;:„\"]{2,60}? (%s)(?=,|:)",
        "spa": r"[^,;:“«\"]{2,60}? ((?:le |les )?(?:%s))(?= que|:)",
        "zho-CN": r"[^，：。“]{1,30}?(?<![并没不])(%s)(?=[，：])",
    }
    here = re.match(patterns[pair.language] % form, pair.foreign)
    if not here or re.search(r"(?<!\w)(?:no|nicht)(?!\w)|^据", here[0]):
        return None
    start, end = here.span(1)
    added = {
        "deu": Edit(end, end, " nicht"),
        "spa": Edit(start, start, "no "),
        "zho-CN": Edit(start, start, "没有"),
    }
    return added[pair.language], english


def negation(pair, rng, _world):
    said = said_denial(pair)
    if said:
        yield said
    if any(
        len(sentences(*side)) > 1
        or WORDS["negation"]["other"][side[0]]
        and re.search(WORDS["negation"]["other"][side[0]], side[1])
        for side in pair.sides()
    ):
        return
    there = english_denial(pair.english)
    if not there or "?" in pair.english:
        return
    denied = is_denial(there, pair.english)
    plain = not re.search(WORDS["subordinators"], pair.english) and not re.search(
        r'["“”]\s?[A-Z]?\w+ said|[;:]', pair.english
    )
    if not denied and not plain:
        return
    here = foreign_denial(pair.language, pair.foreign, denied)
    if here and (denied or agree(pair, here, there)):
        yield here, there


def agree(pair, here, there):
    """Whether a denial that is put in falls on the same verb: where its place is no sure sign."""
    if pair.language in SPACED:
        return True
    if re.search(WORDS["negation"]["joins"][pair.language], pair.foreign):
        return False
    if pair.language == "jpn":
        ends = rf"(?:{WORDS['speech']['jpn']})[たまい]?[^。]{{0,3}}。?$"
        return not re.search(ends, pair.foreign) and not re.search(
            rf"\b(?:{WORDS['speech'][ENGLISH]})\b", pair.english
        )
    verb = there.text.replace(" not", "").lower().split()
    wanted = next(
        (v for k, v in WORDS["negation"]["agrees"].items() if set(k.split("|")) & set(verb)), "(?!)"
    )
    form = pair.foreign[here.start : here.end]
    return form.endswith("了") or bool(re.fullmatch(wanted, form))
