use super::*;
use proptest::prelude::*;

/// The sentences of a text, as the reader sees them.
fn cut(language: Language, text: &str) -> Vec<&str> {
    sentences(text, language)
        .into_iter()
        .map(|span| span.of(text))
        .collect()
}

/// Each text is written with `|` where a sentence ends.
fn check(language: Language, cases: &[&str]) {
    for case in cases {
        let expected: Vec<&str> = case.split('|').map(str::trim).collect();
        let text = case.replace('|', "");
        assert_eq!(cut(language, &text), expected, "{language}");
    }
}

#[test]
fn english() {
    check(
        Language::English,
        &[
            "It cost 3.5 million.| Nobody paid.",
            "Mr. Oakwood met Dr. Lind at 5 p.m. on Main St. in Harrow.| Then he left.",
            "He moved to the U.S. Senate in May.| She stayed in the U.S.| The rest went home.",
            "Joseph R. Tamsin Jr. spoke.| Nobody heard him.",
            "They sell tea, coffee, etc. in the hall.",
            "See No. 5 and Art. IV of the law.| No.| He would not.",
            "Some cities, e.g. Harrow, are small.",
            "Read www.example.org/a.b?c=d.| It is long.",
            "Well... maybe not.| He waited… then he left.",
            "\"It is over,\" he said.| \"We won.\"| The crowd cheered.",
            "\"Stop!\" he said.| \"Why?\" Marlene asked.| Nobody answered.",
            "“We came. We saw. We left,” he said.| It rained.",
            "He came (so they say. Or not.) and left.| (He came back.)| Then he slept.",
            "It grew.[1][2]| It fell.",
            "Is it so?!| Yes.",
            "The case of Tamsin v. Lind was heard.| It was lost.",
            "1. The first thing.| 2. The second.",
        ],
    );
}

#[test]
fn german() {
    check(
        Language::German,
        &[
            "Am 3. Mai kam er, z. B. mit Dr. Lind.| Danach ging er.",
            "Im 19. Jahrhundert war das so.| Es waren 12.| Dann kamen mehr.",
            "„Halt!“, sagte er.| „Wir gehen.“| Alle blieben.",
            "Nach Art. 5 Abs. 2 kostet es ca. 3,5 Mio. Euro usw.| Das ist viel.",
            "Das geschah 2019.| Heute ist es anders.",
        ],
    );
}

#[test]
fn french() {
    check(
        Language::French,
        &[
            "M. Dupont a vu Mme Lenoir.| Elle est partie.",
            "« Vite ! »| Il court.",
            "Il a dit : « Je viens. Vous restez. »| Puis il est parti.",
            "Voir p. 12 et n° 5.| C'est tout.",
            "« Pourquoi ? » demande-t-elle.| Personne ne sait.",
        ],
    );
}

#[test]
fn spanish() {
    check(
        Language::Spanish,
        &[
            "El Sr. García llegó a EE.UU. en mayo.| ¿Quién lo vio?| ¡Nadie!",
            "«No vendré.»| Eso dijo la Dra. Ruiz.",
            "Costó 1.200,50 euros.| Fue caro.",
        ],
    );
}

#[test]
fn russian() {
    check(
        Language::Russian,
        &[
            "В 2020 г. население выросло, т.е. стало больше.| Потом оно упало.",
            "В. И. Громов жил в г. Лесном на ул. Садовой.| Он уехал.",
            "«Стой!» — крикнул он.| Все остановились.",
            "Это стоит 3,5 млн. рублей и т. д.| Но не всем.",
        ],
    );
}

#[test]
fn arabic() {
    check(
        Language::Arabic,
        &["متى يبدأ الاجتماع؟| لا أحد يعرف.| قال د. سامي إنه غدا."],
    );
}

#[test]
fn korean() {
    check(
        Language::Korean,
        &[
            "회의는 3.5시간 걸렸다.| 모두 떠났다.",
            "그는 “우리는 이긴다. 반드시 이긴다.”라고 말했다.| 비가 왔다.",
            "왜 그랬을까?| 아무도 모른다!",
        ],
    );
}

#[test]
fn japanese() {
    check(
        Language::Japanese,
        &[
            "予算は4.12億円だ。|増えた。",
            "市長は「橋は完成する。心配ない。」と述べた。|雨が降った。",
            "「行きます。」|「待って！」|彼は帰った。",
            "そう……かもしれない。|本当？|はい！",
            "（終わり。）|次の話。",
        ],
    );
}

#[test]
fn chinese() {
    check(
        Language::Chinese,
        &[
            "损失为4.12亿日元。|人们很担心！|真的吗？",
            "“我们会来。我们会赢。”他说。|下雨了。",
            "他说：“我们会来。”|他还表示，一切都好。",
            "他把“为什么？”写在纸上。|没有人回答。",
            "市长说……也许吧。|（完。）|下一条。",
            "他问：“谁？”|没人说话。",
            "“是你？”|“ 是的。”",
            "Northern Herald说“好”。|完了！！！|走吧。",
        ],
    );
}

#[test]
fn a_blank_line_ends_a_sentence_and_a_single_break_does_not() {
    assert_eq!(
        cut(Language::English, "A title\n \nThe first\nline. More"),
        ["A title", "The first\nline.", "More"]
    );
}

#[test]
fn a_quotation_that_never_closes_does_not_swallow_the_rest() {
    assert_eq!(cut(Language::Chinese, "他说：“走吧。他走了。").len(), 2);
    let long = format!("\"One. {} End.\" Two.", "More of it. ".repeat(50));
    assert_eq!(cut(Language::English, &long).len(), 53);
}

#[test]
fn a_text_without_marks_is_cut_where_it_can_be_read() {
    let text = format!("{}，{}", "好".repeat(1500), "的".repeat(1000));
    let lengths: Vec<usize> = cut(Language::Chinese, &text)
        .iter()
        .map(|piece| piece.chars().count())
        .collect();
    assert_eq!(lengths, [1501, 1000]);
}

#[test]
fn one_line_of_megabytes_takes_linear_time() {
    // Quadratic behaviour would take hours here, not a second.
    for unit in [
        "“", "\"a ", "a. ", "...", "(", "。」", "»", " ", "[1]", "Mr.", "好",
    ] {
        let text = unit.repeat(1_000_000 / unit.len());
        assert_law(&text, Language::English);
    }
}

fn assert_law(text: &str, language: Language) {
    let found = sentences(text, language);
    let mut at = 0;
    for span in &found {
        assert!(span.start() >= at, "spans overlap");
        assert!(Span::new(at, span.start()).of(text).trim().is_empty());
        assert!(!span.is_empty());
        assert_eq!(span.trim(text), *span);
        assert!(span.of(text).chars().count() <= LONGEST);
        at = span.end();
    }
    assert!(text.get(at..).unwrap().trim().is_empty());
}

proptest! {
    #[test]
    fn every_visible_character_is_in_exactly_one_sentence(
        text in any::<String>(),
        marked in "[a-zA-Z0-9 .!?…\"“”‘’«»„()（）「」\\[\\]。！？，好の다\n¿—'-]{0,300}",
        place in 0..Language::ALL.len(),
    ) {
        assert_law(&text, Language::ALL[place]);
        assert_law(&marked, Language::ALL[place]);
    }
}
