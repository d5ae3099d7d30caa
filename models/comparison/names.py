"""Names that both sides have: which they are, and for which other they can be exchanged."""

import collections
import difflib
import re
from dataclasses import dataclass

from tables import ENGLISH, LATIN, SPACED, WORDS, Edit, compiled, is_spoken, tabled

TITLES = set(WORDS["titles"].split())
NOT_NAMES = set(WORDS["not_names"].split())
CAPITALISED = r"[A-Z][\w’'-]*(?:\.(?=\s[A-Z]))?"
RUN = rf"(?<![\w.’'@#-]){CAPITALISED}(?:\s(?:(?:of|de|van|von|bin|al)\s)?{CAPITALISED})*"
SOUNDS = {language: dict((t[0], t[1:]) for t in text.split()) for language, text in WORDS["sounds"].items()}
HEARD = {
    "jpn": r"[ァ-ヴ][ァ-ヴー]+(?:[・＝=][ァ-ヴー]+)*",
    "zho-CN": "X{2,}(?:\\s?[•·・‧]\\s?X+)*".replace(
        "X", f"(?:(?!本[应周月人来次])[{''.join(SOUNDS['zho-CN'])}])"
    ),
}


def english_names(text, lower):
    """(start, end) of the runs of capitals, without titles and without what only opens a sentence."""
    for match in compiled(RUN).finditer(text):
        parts = [(m.start() + match.start(), m.end() + match.start()) for m in re.finditer(r"\S+", match[0])]
        opens = re.search(r'(^|[.!?:]["”]?\s|["“‘(]\s?)$', text[: match.start()])
        while parts and (
            text[slice(*parts[0])] in TITLES or opens and text[slice(*parts[0])].lower() in lower
        ):
            parts, opens = parts[1:], False
        if not parts:
            continue
        start, end = parts[0][0], parts[-1][1]
        end -= len(re.search(r"(?:['’]s|['’])?$", text[start:end])[0])
        name = text[start:end]
        if (
            len(name) > 2
            and not set(name.split()) & (NOT_NAMES | TITLES)
            and not re.search(r"['\d]|^[A-Z]-", name)
            and text[end : end + 1] != "-"
        ):
            yield start, end


def skeleton(text):
    """The consonants of a name as they are heard, roughly alike in all languages."""
    text = text.lower()
    for pattern, sound in (
        (r"ck|q|ch(?=r)|c(?![eihy])", "k"),
        (r"ph", "f"),
        (r"sch|sh|ch|tch|zh|j|g(?=[ei])", "j"),
        (r"th|ts|z|c", "s"),
        (r"x", "ks"),
        (r"[bvw](?=[aeiou])|[bv]", "b"),
        (r"r", "l"),
        (r"g", "k"),
        (r"d", "t"),
        (r"(?<=[aeiou])h|w|y", ""),
        (r"m", "n"),
        (r"f", "h"),
    ):
        text = re.sub(pattern, sound, text)
    text = re.sub(r"[^a-z]", "", text)
    return text[:1] + re.sub(r"[aeiou]", "", text[1:])


def alike(english, foreign, language):
    read_out = "".join(SOUNDS[language].get(letter, "") for letter in foreign)
    # two names in one are both heard
    one, other = skeleton(english), skeleton(read_out)
    return (
        difflib.SequenceMatcher(None, one, other, autojunk=False).ratio()
        if min(len(one), len(other)) > 1
        else 0
    )


@dataclass(frozen=True)
class Name:
    """A name as it stands on both sides of one pair: where, and what it stands after."""

    spans: tuple
    forms: tuple
    contexts: tuple
    looks: tuple


def context(language, text, start):
    before = re.search(rf"([{LATIN}]+)\s$", text[:start])
    word = before[1].lower() if before else ""
    return word if word in WORDS["determiners"][language].split() else ""


class World:
    """The names of all documents, and where each stands on both sides."""

    def __init__(self, pairs):
        english = sorted({pair.english for pair in pairs})
        self.lower = {word for text in english for word in re.findall(r"(?<![\w’'-])[a-z]+", text)}
        self.by_document = collections.defaultdict(list)
        self.by_language = collections.defaultdict(list)
        self.of_pair = {}
        texts = collections.defaultdict(list)
        for pair in pairs:
            texts[pair.document].append(pair.english)
        self.looks = {
            document: self.looked("\n".join(sorted(set(lines)))) for document, lines in texts.items()
        }
        self.together = self.counted(pairs)
        for pair in pairs:
            names = list(self.names(pair))
            self.of_pair[pair] = names
            self.by_document[pair.document, pair.language] += names
            self.by_language[pair.language] += names

    @staticmethod
    def counted(pairs):
        """In how many paragraphs of a document two runs stand together, and each for itself."""
        count = collections.Counter()
        for pair in pairs:
            if pair.language not in HEARD:
                continue
            key = pair.document, pair.language
            foreign = set(compiled(HEARD[pair.language]).findall(pair.foreign))
            names = set(re.findall(r"[A-Z][\w-]+", pair.english))
            count.update((key, run) for run in foreign | names)
            count.update((key, run, name) for run in foreign for name in names)
        return count

    @staticmethod
    def looked(text):
        """What a document shows of a name: whether a person, or a place, by what stands around it."""
        verbs = WORDS["speech"][ENGLISH]

        def look(name):
            if name.isupper():
                return "acronym"
            last, name = re.escape(name.split()[-1]), re.escape(name)
            person = re.search(
                rf"(?:Mr|Mrs|Ms|Dr)\.? {last}\b|\b{last} (?:said|says|told)\b|(?:said|says) (?:\w+ )?{last}\b",
                text,
            ) or re.search(
                rf"(?:Mr|Mrs|Ms|Dr|Sir|Judge|President|Sen|Minister)\.? (?:\w+ )?{name}"
                rf"|{name} (?:{verbs}|has said|who)\b|(?:{verbs}) {name}"
                rf"|{name}, (?:\d\d,|who)|{name}'s (?:wife|husband|family)",
                text,
            )
            place = re.search(rf"\b(?:in|near|outside|across) {name}\b", text)
            return "person" if person else "place" if place else "other"

        return look

    def names(self, pair):
        spans = list(english_names(pair.english, self.lower))
        for start, end in spans:
            name = pair.english[start:end]
            if len(re.findall(rf"(?<!\w){re.escape(name)}(?!\w)", pair.english)) != 1:
                continue
            place = self.latin(pair, name) or self.heard(pair, name, spans)
            if place:
                yield self.described(pair, place, (start, end))

    def described(self, pair, here, there):
        spans = (here, there)
        forms = tuple(text[slice(*span)] for (_, text), span in zip(pair.sides(), spans))
        contexts = tuple(context(*side, span[0]) for side, span in zip(pair.sides(), spans))
        script = "latin" if re.match(f"[{LATIN}]", forms[0]) else "other"
        both = script != "latin" and bool(re.search("[A-Za-z]", forms[0]))
        looks = (self.looks[pair.document](forms[1]), len(forms[1].split()), script, both)
        return Name(spans, forms, contexts, looks)

    @staticmethod
    def latin(pair, name):
        """The span of the same Latin letters in the foreign text."""
        found = list(
            re.finditer(rf"(?<![{LATIN}\d@#.-]){re.escape(name)}(?=s?(?![{LATIN}\d-]))", pair.foreign)
        )
        if len(found) != 1:
            return None
        start, end = found[0].span()
        alone = not re.search(rf"[A-ZÀ-Þ][{LATIN}.]*\s$", pair.foreign[:start]) or pair.language == "deu"
        bracketed = re.search(r"[（(]\s?$", pair.foreign[:start]) and pair.language not in SPACED
        runs_on = re.match(r"\s[A-ZÀ-Þ]", pair.foreign[end:]) and pair.language != "deu"
        return (start, end) if alone and not runs_on and not bracketed else None

    def heard(self, pair, name, spans):
        """The span in the foreign text that sounds like the name, or stands where it stands."""
        if pair.language not in HEARD:
            return None
        key = pair.document, pair.language
        runs = list(compiled(HEARD[pair.language]).finditer(pair.foreign))
        rivals = [pair.english[slice(*span)] for span in spans]
        scored = []
        for run in runs:
            score = alike(name, run[0], pair.language)
            count = self.together[key, run[0], name]
            always = count >= 2 and count == self.together[key, run[0]] == self.together[key, name]
            best = max(alike(rival, run[0], pair.language) for rival in rivals)
            enough = 0.5 if always else 0.72
            if (
                score >= enough
                and score == best
                and pair.foreign.count(run[0]) == 1
                and self.in_size(name, run[0])
            ):
                scored.append((score, run))
        if not scored or [score for score, _ in scored].count(max(score for score, _ in scored)) > 1:
            return None
        start, end = max(scored, key=lambda each: each[0])[1].span()
        bracket = re.match(rf"\s?[（(]\s*{re.escape(name)}\s*[）)]", pair.foreign[end:])
        latin_again = name.split()[-1] in pair.foreign
        if latin_again and not bracket:
            return None
        return start, end + (bracket.end() if bracket else 0)

    @staticmethod
    def in_size(name, run):
        """A name of several words has as many parts, and the run is about as long as the name."""
        parts = len(re.split(r"\s?[・•·‧＝=]\s?", run))
        return len(name.split()) == parts and len(run) * 3.4 >= len(name)


def name(pair, rng, world):
    """Exchanges a name for another that stands so somewhere, in the same document if it can be."""
    yield from named(pair, rng, world, lambda _: True)
    yield from tabled("name", pair, rng, world)


def named(pair, rng, world, wanted):
    for here in world.of_pair[pair]:
        if not wanted(here):
            continue
        near = [n for n in world.by_document[pair.document, pair.language] if can_replace(n, here, pair)]
        far = [n for n in world.by_language[pair.language] if can_replace(n, here, pair)]
        choice = near or far
        if choice:
            other = rng.choice(sorted(set(choice), key=lambda n: n.forms))
            yield tuple(Edit(*span, form) for span, form in zip(here.spans, other.forms))


def can_replace(other, here, pair):
    words = set(other.forms[1].split())
    ends = re.match(r"[s'’]", pair.foreign[here.spans[0][1] :]) or re.match(
        r"['’]", pair.english[here.spans[1][1] :]
    )
    return (
        other.looks == here.looks
        and other.contexts == here.contexts
        and not words & set(re.findall(r"[\w-]+", pair.english))
        and other.forms[0] not in pair.foreign
        and not (ends and other.forms[0][-1] in "sxzß")
        and (not re.search(r"\ban? $", pair.english[: here.spans[1][0]]))
    )


def speaker(pair, rng, world):
    def says(here):
        return is_spoken(ENGLISH, pair.english, here.spans[1])

    yield from tabled("speaker", pair, rng, world)
    yield from named(pair, rng, world, says)
