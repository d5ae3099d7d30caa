use super::*;

fn found(text: &str, language: Language) -> Vec<(&str, Subject)> {
    let namings = namings(text, language, &[]).into_iter();
    namings.map(|n| (n.span.of(text), n.subject)).collect()
}

const BEFORE: Subject = Subject::Before(None);
const AGENCY: Subject = Subject::Before(Some(OutletKind::Agency));
const PAPER: Subject = Subject::Before(Some(OutletKind::Paper));

#[test]
fn a_source_named_before_is_found_in_every_language() {
    let cases = [
        (
            "The agency said the gates would stay shut.",
            Language::English,
            AGENCY,
        ),
        (
            "Output fell by a third, the newspaper reported.",
            Language::English,
            PAPER,
        ),
        (
            "According to the report, nobody was hurt.",
            Language::English,
            BEFORE,
        ),
        ("消息称，港口将于周五开放。", Language::Chinese, BEFORE),
        ("据透露，闸门仍然关闭。", Language::Chinese, BEFORE),
        ("該報指出，渡輪票價將上調。", Language::Chinese, PAPER),
        (
            "同紙によると、水門は閉じられたままだ。",
            Language::Japanese,
            PAPER,
        ),
        (
            "同通信は、水門は閉じられたままだと伝えた。",
            Language::Japanese,
            AGENCY,
        ),
        ("보도에 따르면 수문은 닫혀 있다.", Language::Korean, BEFORE),
        (
            "이 신문은 수문이 닫혀 있다고 전했다.",
            Language::Korean,
            PAPER,
        ),
        (
            "Laut dem Bericht bleibt das Tor zu.",
            Language::German,
            BEFORE,
        ),
        (
            "Das Tor bleibt zu, meldete die Agentur.",
            Language::German,
            AGENCY,
        ),
        (
            "Selon l'agence, la porte reste fermée.",
            Language::French,
            AGENCY,
        ),
        (
            "Según el diario, la compuerta sigue cerrada.",
            Language::Spanish,
            PAPER,
        ),
        (
            "По данным агентства, ворота закрыты.",
            Language::Russian,
            AGENCY,
        ),
        (
            "Как сообщает газета, ворота закрыты.",
            Language::Russian,
            PAPER,
        ),
        ("وقالت الوكالة إن البوابة مغلقة.", Language::Arabic, AGENCY),
    ];
    for (text, language, wanted) in cases {
        let subjects: Vec<Subject> = found(text, language).into_iter().map(|n| n.1).collect();
        // "Laut dem Bericht" and its like may be found as one phrase, without the kind.
        assert!(
            subjects == [wanted] || subjects == [BEFORE],
            "{text}: {subjects:?}"
        );
    }
}

#[test]
fn an_outlet_is_found_by_its_name() {
    let cases = [
        (
            "The Harrow Post reported on Monday that it rained.",
            Language::English,
            "The Harrow Post",
        ),
        (
            "It rained, according to the Gannet News Agency.",
            Language::English,
            "Gannet News Agency",
        ),
        (
            "据港口日报31日报道，闸门关闭。",
            Language::Chinese,
            "港口日报",
        ),
        (
            "据《港口公报》报道，闸门关闭。",
            Language::Chinese,
            "港口公报",
        ),
        (
            "港湾新聞によると、水門は閉じた。",
            Language::Japanese,
            "港湾新聞",
        ),
        (
            "하버일보에 따르면 수문은 닫혔다.",
            Language::Korean,
            "하버일보",
        ),
        (
            "Wie die Zeitung Nordbote berichtete, regnete es.",
            Language::German,
            "Zeitung Nordbote",
        ),
        (
            "Il pleuvait, selon le Courrier du Port.",
            Language::French,
            "Courrier du Port",
        ),
        (
            "Según el Diario de Puerto, llovió.",
            Language::Spanish,
            "Diario de Puerto",
        ),
        (
            "Об этом сообщила газета «Портовый вестник».",
            Language::Russian,
            "газета «Портовый вестник",
        ),
        (
            "ذكرت وكالة نورس أن المطر هطل.",
            Language::Arabic,
            "وكالة نورس",
        ),
    ];
    for (text, language, wanted) in cases {
        let names: Vec<&str> = found(text, language).into_iter().map(|n| n.0).collect();
        assert_eq!(names, [wanted], "{text}");
    }
}

#[test]
fn what_is_told_of_an_outlet_is_no_naming() {
    let cases = [
        (
            "The newspaper was sold to a timber merchant.",
            Language::English,
        ),
        ("The agency's chief said he would go.", Language::English),
        (
            "The Harrow Post was bought by the ferry company, officials said.",
            Language::English,
        ),
        (
            "Press Secretary Jane Oldquist said it rained.",
            Language::English,
        ),
        (
            "The Harrow Energy Agency said it rained.",
            Language::English,
        ),
        (
            "La Agencia Tributaria informó de la lluvia.",
            Language::Spanish,
        ),
        ("قالت وكالة الطاقة إن المطر هطل.", Language::Arabic),
        ("警方通报称，闸门关闭。", Language::Chinese),
        ("天气预报称，明日有雨。", Language::Chinese),
        ("旅行社表示，船票价格不变。", Language::Chinese),
        (
            "She told the newspaper's staff on Friday.",
            Language::English,
        ),
        ("数据称为水位，报社大楼关闭。", Language::Chinese),
        ("新聞の発行部数は減った。", Language::Japanese),
        ("신문 구독자가 줄었다.", Language::Korean),
        ("Die Zeitung wurde 1912 gegründet.", Language::German),
        ("Le journal a été vendu.", Language::French),
        ("La agencia tiene doce empleados.", Language::Spanish),
        ("Газета была основана в 1912 году.", Language::Russian),
        ("تأسست الوكالة عام 1912.", Language::Arabic),
    ];
    for (text, language) in cases {
        assert_eq!(found(text, language), [], "{text}");
    }
}

#[test]
fn a_given_name_counts_where_a_word_reports_it() {
    let text = "据雅虎港口31日消息称，闸门关闭。";
    let start = "据".len();
    let given = [Span::new(start, start + "雅虎港口".len())];
    let found = namings(text, Language::Chinese, &given);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].subject, Subject::Given(0));
}
