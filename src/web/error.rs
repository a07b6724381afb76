//! Errors as answers: a status, words in both languages, what to do, and an id that stands in the log.

use std::error::Error as StdError;
use std::fmt::Write as _;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use crate::{runs, store, tiles};

/// The body of every answer that is not a success.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ErrorAnswer {
    /// What went wrong.
    error: ErrorBody,
}

/// What went wrong, for programs and for people.
#[derive(Debug, Serialize, ToSchema)]
struct ErrorBody {
    /// Stable name of the kind of error.
    code: &'static str,
    /// What happened, German.
    message_de: String,
    /// What happened, English.
    message_en: String,
    /// What to do, German.
    hint_de: String,
    /// What to do, English.
    hint_en: String,
    /// Stands in the server's log beside the cause.
    id: String,
}

/// An error on its way to becoming an answer.
#[derive(Debug)]
pub(super) struct ApiError(Box<Parts>);

#[derive(Debug)]
struct Parts {
    status: StatusCode,
    code: &'static str,
    message: [String; 2],
    hint: [String; 2],
    cause: Option<Box<dyn StdError + Send + Sync>>,
}

impl ApiError {
    fn new(
        status: StatusCode,
        code: &'static str,
        message: [impl Into<String>; 2],
        hint: [impl Into<String>; 2],
    ) -> Self {
        Self(Box::new(Parts {
            status,
            code,
            message: message.map(Into::into),
            hint: hint.map(Into::into),
            cause: None,
        }))
    }

    /// A parameter or body that cannot be used. Texts are German and English.
    pub(super) fn bad_request(
        code: &'static str,
        message: [impl Into<String>; 2],
        hint: [impl Into<String>; 2],
    ) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code, message, hint)
    }

    /// A thing that is asked for and is not there.
    pub(super) fn not_found(what_de: &str, what_en: &str) -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "not_found",
            [
                format!("{what_de} gibt es hier nicht."),
                format!("There is no such {what_en} here."),
            ],
            [
                "Den Verweis prüfen; vielleicht gehört er zu einer anderen Stadt.",
                "Check the link; it may belong to another city.",
            ],
        )
    }

    /// A method the path does not have.
    pub(super) fn method_not_allowed() -> Self {
        Self::new(
            StatusCode::METHOD_NOT_ALLOWED,
            "method_not_allowed",
            [
                "Diese Methode gibt es hier nicht.",
                "This method is not available here.",
            ],
            [
                "/api/openapi.json nennt alle Pfade mit ihren Methoden.",
                "/api/openapi.json lists every path with its methods.",
            ],
        )
    }

    /// A request from a page or a name that is not this server's own.
    pub(super) fn foreign(message: [&str; 2]) -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            "foreign_origin",
            message,
            [
                "Lichtweg unter http://localhost oder http://127.0.0.1 aufrufen.",
                "Open Lichtweg as http://localhost or http://127.0.0.1.",
            ],
        )
    }

    /// An address longer than any this server gives out.
    pub(super) fn address_too_long() -> Self {
        Self::new(
            StatusCode::URI_TOO_LONG,
            "address_too_long",
            ["Die Adresse ist zu lang.", "The address is too long."],
            [
                "Weniger Filter auf einmal setzen.",
                "Set fewer filters at once.",
            ],
        )
    }

    /// A body that is too large, of the wrong type or not JSON.
    pub(super) fn body(status: StatusCode, detail: &str) -> Self {
        Self::new(
            status,
            "unusable_body",
            [
                format!("Der Inhalt der Anfrage ist nicht brauchbar: {detail}"),
                format!("The body of the request cannot be used: {detail}"),
            ],
            [
                "JSON mit `content-type: application/json` und höchstens 64 kB senden.",
                "Send JSON with `content-type: application/json`, at most 64 kB.",
            ],
        )
    }

    /// More at once than the server takes.
    pub(super) fn too_many(message: [&str; 2]) -> Self {
        Self::new(
            StatusCode::TOO_MANY_REQUESTS,
            "too_many",
            message,
            [
                "Etwas warten und noch einmal versuchen.",
                "Wait a little and try again.",
            ],
        )
    }

    /// A thing that is asked for too early or too late.
    pub(super) fn conflict(message: [&str; 2], hint: [&str; 2]) -> Self {
        Self::new(StatusCode::CONFLICT, "conflict", message, hint)
    }

    /// A failure of the server itself. The cause goes to the log only.
    pub(super) fn internal(cause: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        let mut error = Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "internal",
            [
                "Das ist ein Fehler im Server.",
                "This is an error of the server.",
            ],
            [
                "Mit der Nummer findet der Betrieb die Ursache im Protokoll.",
                "With the id the operator finds the cause in the log.",
            ],
        );
        error.0.cause = Some(cause.into());
        error
    }
}

impl From<store::Error> for ApiError {
    fn from(error: store::Error) -> Self {
        match &error {
            store::Error::NoSuchRun { .. } => Self::not_found("Diesen Lauf", "run"),
            store::Error::DiskFull { .. } => {
                let mut answer = Self::new(
                    StatusCode::INSUFFICIENT_STORAGE,
                    "disk_full",
                    [
                        "Für die Datenbank ist kein Platz mehr.",
                        "No space is left for the database.",
                    ],
                    [
                        "Platz schaffen und noch einmal versuchen; fertige Läufe sind sicher.",
                        "Free some space and try again; finished runs are safe.",
                    ],
                );
                answer.0.cause = Some(error.into());
                answer
            }
            _ => Self::internal(error),
        }
    }
}

impl From<tiles::Error> for ApiError {
    fn from(error: tiles::Error) -> Self {
        match error {
            tiles::Error::NoSuchTile { .. } => Self::not_found("Diese Kachel", "tile"),
            tiles::Error::Encoding(_) => Self::internal(error),
        }
    }
}

impl From<runs::Error> for ApiError {
    fn from(error: runs::Error) -> Self {
        if let runs::Error::Store(error) = error {
            return error.into();
        }
        if let runs::Error::QueueFull { .. } = error {
            return Self::too_many([
                "Es warten schon zu viele Läufe.",
                "Too many runs are waiting already.",
            ]);
        }
        if error.is_the_callers() {
            let words = error.words();
            return Self::bad_request(
                "unusable_request",
                [words.message_de, words.message_en],
                [words.hint_de, words.hint_en],
            );
        }
        Self::internal(error)
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let id = next_id();
        let parts = *self.0;
        if let Some(cause) = &parts.cause {
            tracing::error!(
                error.id = id,
                code = parts.code,
                cause = chain(cause.as_ref()),
                "a request failed"
            );
        } else {
            tracing::debug!(
                error.id = id,
                code = parts.code,
                message = parts.message[1],
                "a request was refused"
            );
        }
        let [message_de, message_en] = parts.message;
        let [hint_de, hint_en] = parts.hint;
        let body = ErrorAnswer {
            error: ErrorBody {
                code: parts.code,
                message_de,
                message_en,
                hint_de,
                hint_en,
                id,
            },
        };
        let mut response = (parts.status, Json(body)).into_response();
        response
            .headers_mut()
            .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        response
    }
}

/// Unique within the life of the server, and unlikely to repeat in another one's log.
fn next_id() -> String {
    static START: LazyLock<i64> = LazyLock::new(|| Timestamp::now().as_second());
    static NEXT: AtomicU64 = AtomicU64::new(1);
    format!("{:x}-{}", *START, NEXT.fetch_add(1, Ordering::Relaxed))
}

fn chain(error: &(dyn StdError + 'static)) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        write!(text, ": {error}").expect("writing to memory does not fail");
        source = error.source();
    }
    text
}
