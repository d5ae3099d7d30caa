//! The tools of Headwater for assistants, by the Model Context Protocol on standard input and output.

use std::path::PathBuf;
use std::sync::Arc;

use headwater::align::{Models, WordEmbedder};
use headwater::check::Reason;
use headwater::document::{self, Document, Hints};
use headwater::language::Reading;
use headwater::report::{self, MessageLanguage};
use headwater::{SourceInput, trace};
use headwater_embed::{Model, WordModel};
use rmcp::handler::server::router::tool::ToolRouter;
use rmcp::handler::server::wrapper::Parameters;
use rmcp::model::{ServerCapabilities, ServerConfig};
use rmcp::transport::stdio;
use rmcp::{Json, ServerHandler, ServiceExt, tool, tool_handler, tool_router};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::Error;
use crate::cases::{Catalogue, Given, PAGE, Query, Shown};
use crate::exchange::{Case, Input, Page, next};
use crate::kept_trace::{KeptTrace, Sentence, Source};

const INSTRUCTIONS: &str = "Headwater holds what a text says against the sources that it cites, across languages, offline. For every \
    claim it gives the passage that the claim rests on, or that there is none, and each place where the text departs from its \
    source: number, date, name, quotation, attribution, negation, certainty. It judges fidelity to the source, never truth. Use \
    `trace` to check an answer that cites sources before it is given: the answer is the article.";

/// Answers an assistant until it has no more to ask. The cases of a folder can be searched where one is given.
pub fn serve_mcp(folder: Option<PathBuf>) -> Result<(), Error> {
    let failed = |error: &dyn std::fmt::Display| Error::new(format!("the assistant: {error}"));
    let tools = Tools::open(folder)?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| failed(&error))?;
    runtime.block_on(async {
        let running = tools.serve(stdio()).await.map_err(|error| failed(&error))?;
        running.waiting().await.map_err(|error| failed(&error))?;
        Ok(())
    })
}

#[derive(Clone)]
struct Tools {
    models: Arc<(Model, WordModel)>,
    folder: Option<PathBuf>,
    tool_router: ToolRouter<Self>,
}

/// A text and what it is held against.
#[derive(Debug, Deserialize, JsonSchema)]
struct ToTrace {
    /// The text under examination, such as an answer that cites sources.
    article: Input,
    /// The sources.
    sources: Vec<Input>,
}

/// What was found.
#[derive(Debug, Serialize, JsonSchema)]
struct Traced {
    /// The claims of the article, in its order: each with its verdict, the passages that it rests on, and its departures.
    findings: Vec<Sentence>,
    sources: Vec<Source>,
}

/// A document to be read.
#[derive(Debug, Deserialize, JsonSchema)]
struct ToRead {
    document: Input,
}

/// Cases to be found.
#[derive(Debug, Deserialize, JsonSchema)]
struct ToFind {
    /// Words that all have to be in the title or the text of the article or of its sources' titles and addresses.
    words: String,
    /// The page, counted from 0.
    #[serde(default)]
    page: usize,
}

#[tool_router]
impl Tools {
    fn open(folder: Option<PathBuf>) -> Result<Self, Error> {
        let models = (Model::embedded()?, WordModel::embedded()?);
        Ok(Self {
            models: Arc::new(models),
            folder,
            tool_router: Self::tool_router(),
        })
    }

    /// Hold each claim of a text against its sources: the passage that it rests on, or that there is none, and where it departs
    /// from it. Texts in any mix of Chinese, Japanese, English, Korean, Russian, German, French, Spanish and Arabic.
    #[tool(annotations(read_only_hint = true, open_world_hint = false))]
    async fn trace(&self, Parameters(asked): Parameters<ToTrace>) -> Result<Json<Traced>, String> {
        let models = Arc::clone(&self.models);
        let traced = tokio::task::spawn_blocking(move || traced(asked, &models)).await;
        traced.map_err(|error| error.to_string())?.map(Json)
    }

    /// Read a document: its text, title, authors, dates, links and sentences, as JSON.
    #[tool(annotations(read_only_hint = true, open_world_hint = false))]
    async fn read(&self, Parameters(asked): Parameters<ToRead>) -> Result<String, String> {
        let read = || {
            Ok(report::document_json(&Reading::of(document(
                asked.document,
                "document.md",
            )?)))
        };
        tokio::task::spawn_blocking(read)
            .await
            .map_err(|error| error.to_string())?
    }

    /// Find cases that were traced before, by their words.
    #[tool(annotations(read_only_hint = true, open_world_hint = false))]
    async fn search(
        &self,
        Parameters(asked): Parameters<ToFind>,
    ) -> Result<Json<Page<Case>>, String> {
        let folder = self
            .folder
            .clone()
            .ok_or("no folder of cases was given to search")?;
        let find = move || {
            let page = asked.page;
            let query = Query {
                words: asked.words,
                shown: Shown::All,
                page,
            };
            let listing = Catalogue::open(&folder)?.list(&query)?;
            let items = listing.entries.into_iter().map(Case::from).collect();
            Ok(Page {
                items,
                total: listing.total,
                next: next(page, PAGE, listing.total),
            })
        };
        let found: Result<_, Error> = tokio::task::spawn_blocking(find)
            .await
            .map_err(|error| error.to_string())?;
        found.map(Json).map_err(|error| error.to_string())
    }
}

#[tool_handler(router = self.tool_router)]
impl ServerHandler for Tools {
    fn get_info(&self) -> ServerConfig {
        let mut info = ServerConfig::new(ServerCapabilities::builder().enable_tools().build());
        info.instructions = Some(INSTRUCTIONS.to_owned());
        "headwater".clone_into(&mut info.server_info.name);
        env!("CARGO_PKG_VERSION").clone_into(&mut info.server_info.version);
        info
    }
}

fn traced(asked: ToTrace, (sentences, words): &(Model, WordModel)) -> Result<Traced, String> {
    let article = document(asked.article, "article.md")?;
    let sources = (1..).zip(asked.sources).map(|(number, source)| {
        let called = format!("source {number}");
        match source {
            // What it says is not known: claims that lean on it are unchecked, not unsupported.
            Input::Page { url } => {
                Ok(SourceInput::missing(url.clone(), Reason::NotFetched).cited_as(url))
            }
            source => document(source, &called).map(SourceInput::read),
        }
    });
    let sources: Vec<SourceInput> = sources.collect::<Result<_, String>>()?;
    let models = Models {
        sentences,
        words: Some(words as &dyn WordEmbedder),
    };
    let trace = trace(article, sources, models);
    let json = report::json(&trace, MessageLanguage::English);
    let kept = KeptTrace::of(json.as_bytes()).map_err(|error| error.to_string())?;
    let claims = kept
        .sentences
        .into_iter()
        .filter(|sentence| sentence.verdict.is_some());
    let without_text = |source| Source {
        text: None,
        ..source
    };
    Ok(Traced {
        findings: claims.collect(),
        sources: kept.sources.into_iter().map(without_text).collect(),
    })
}

fn document(input: Input, called: &str) -> Result<Document, String> {
    match input
        .given(called)
        .map_err(|unfit| unfit.message().to_owned())?
    {
        Given::Page(_) => Err("nothing is fetched here; give the text".to_owned()),
        Given::File(file) => {
            document::read(&file.bytes, &Hints::new(file.name)).map_err(|error| error.to_string())
        }
    }
}
