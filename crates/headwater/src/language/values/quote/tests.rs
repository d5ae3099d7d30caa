use super::*;
use proptest::prelude::*;

/// Form, content, speaker and cue of everything reported in a text.
fn speeches(text: &str, language: Language) -> Vec<(Form, &str, Option<&str>, Option<&str>)> {
    let values = find(text, language);
    let speeches = values.into_iter().filter_map(|value| value.speech);
    speeches
        .map(|speech| {
            let of = |span: Span| span.of(text);
            let (speaker, cue) = (speech.speaker.map(of), speech.cue.map(of));
            (speech.form, speech.content.of(text), speaker, cue)
        })
        .collect()
}

fn names(text: &str, language: Language) -> Vec<Option<String>> {
    let values = find(text, language);
    values
        .into_iter()
        .filter_map(|value| Some(value.speech?.name))
        .collect()
}

#[test]
fn a_quotation_that_goes_on_in_the_next_paragraph_keeps_its_speaker() {
    let text =
        "“The bridge is old,” said Mara Olsted. “It will be closed.\n\n“It will be repaired.”";
    let found = speeches(text, Language::English);
    let contents: Vec<&str> = found.iter().map(|speech| speech.1).collect();
    assert_eq!(
        contents,
        [
            "“The bridge is old,”",
            "“It will be closed.",
            "“It will be repaired.”"
        ]
    );
    assert!(found.iter().all(|speech| speech.2 == Some("Mara Olsted")));
}

#[test]
fn the_speaker_may_be_told_in_the_sentence_behind_the_quotation() {
    assert_eq!(
        speeches(
            "「寒かった。誰も来なかった」。船長はこう述べた。",
            Language::Japanese
        ),
        [(
            Form::Direct,
            "「寒かった。誰も来なかった」",
            Some("船長"),
            Some("述べた")
        )]
    );
}

#[test]
fn a_pronoun_has_the_name_of_the_speaker_before() {
    let text = "Mara Olsted said that it was late. She added that she was tired.";
    assert_eq!(
        names(text, Language::English),
        [
            Some("Mara Olsted".to_owned()),
            Some("Mara Olsted".to_owned())
        ]
    );
    assert_eq!(
        names("She said that she was tired.", Language::English),
        [None]
    );
}

#[test]
fn words_in_marks_that_nobody_says_are_no_speech() {
    let text = "The boat “Harrow Star” sank off Sund.";
    assert_eq!(speeches(text, Language::English), []);
    let values: Vec<String> = find(text, Language::English)
        .into_iter()
        .filter_map(|value| value.value)
        .collect();
    assert_eq!(values, ["Harrow Star"]);
}

#[test]
fn the_marks_inside_what_is_reported_are_kept_apart() {
    let text = "Lind said that the plan was “a disgrace” and “too late”.";
    let values = find(text, Language::English);
    let [value] = values.as_slice() else {
        panic!("{values:?}");
    };
    let speech = value.speech.as_ref().unwrap();
    let quoted: Vec<&str> = speech.quoted().iter().map(|span| span.of(text)).collect();
    assert_eq!(
        (speech.form(), quoted),
        (Form::Mixed, vec!["a disgrace", "too late"])
    );
}

#[test]
fn the_verb_says_how_the_writer_presents_it() {
    use Strength::{Admitted, Claimed, Denied, Hedged, Neutral, Revealed};
    for (text, language, strength) in [
        ("Lind said that it sank.", Language::English, Neutral),
        ("Lind claimed that it sank.", Language::English, Claimed),
        ("Lind denied that it sank.", Language::English, Denied),
        ("Lind admitted that it sank.", Language::English, Admitted),
        ("Lind revealed that it sank.", Language::English, Revealed),
        ("Lind believes that it sank.", Language::English, Hedged),
        ("林德透露，船沉了。", Language::Chinese, Revealed),
        ("林德否认船沉了。", Language::Chinese, Denied),
        ("据称，船沉了。", Language::Chinese, Hedged),
        (
            "リンド氏は船が沈んだと主張した。",
            Language::Japanese,
            Claimed,
        ),
        (
            "린드는 배가 가라앉았다고 주장했다.",
            Language::Korean,
            Claimed,
        ),
        (
            "Линд отрицал, что судно затонуло.",
            Language::Russian,
            Denied,
        ),
        (
            "Lind behauptete, das Schiff sei gesunken.",
            Language::German,
            Claimed,
        ),
        (
            "Lind a reconnu que le bateau avait coulé.",
            Language::French,
            Admitted,
        ),
        (
            "Lind negó que el barco se hundiera.",
            Language::Spanish,
            Denied,
        ),
        ("زعم الوزير أن السفينة غرقت.", Language::Arabic, Claimed),
    ] {
        let values = find(text, language);
        let found: Vec<Strength> = values
            .iter()
            .filter_map(|value| Some(value.speech.as_ref()?.strength))
            .collect();
        assert_eq!(found, [strength], "{text}");
    }
}

#[test]
fn a_text_that_is_all_marks_or_all_verbs_is_read_in_linear_time() {
    // Some hundred thousand of each: what is quadratic would not come back.
    for piece in [
        "“a",
        "said ",
        "“said” ",
        "\"a\n\n",
        "他说，",
        "「と述べた",
        "according to, ",
    ] {
        let text = piece.repeat(100_000 / piece.len());
        for language in [Language::English, Language::Chinese, Language::Japanese] {
            assert!(find(&text, language).len() <= text.len());
        }
    }
}

proptest! {
    #[test]
    fn spans_lie_in_order_inside_the_text_and_no_content_over_another(
        text in "(said|that|says|according to|Lind|She|, |\\. |: |“|”|\"|—|«|»|„|「|」|と|述べた|は|说|据|报道|，|。|고|말했다|에 따르면|заявил|что|dass|sagte|que|dijo|a dit|قال|إن|\n\n| |[\\PC]){0,40}",
    ) {
        for language in Language::ALL {
            let mut end = 0;
            for value in find(&text, language) {
                prop_assert!(value.span.start() >= end, "{:?}", value);
                prop_assert!(!value.span.of(&text).is_empty());
                end = value.span.end();
                let Some(speech) = value.speech else { continue };
                prop_assert!(speech.content.contains(value.span));
                end = speech.content.end();
                for span in [Some(speech.content), speech.speaker, speech.cue].into_iter().flatten() {
                    prop_assert!(!span.is_empty());
                    prop_assert_eq!(span.trim(&text), span, "{:?}", span.of(&text));
                }
                for quoted in speech.quoted {
                    prop_assert!(speech.content.contains(quoted));
                }
            }
        }
    }
}
