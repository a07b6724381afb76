//! Holds answers against the server's own OpenAPI document.

use std::collections::BTreeMap;

use axum::Router;
use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use serde_json::Value;
use tower::ServiceExt;

pub(super) struct Document(Value);

impl Document {
    pub(super) fn of(router: &Router) -> Self {
        let request = Request::builder()
            .uri("/api/openapi.json")
            .header(header::HOST, "localhost")
            .body(Body::empty())
            .unwrap();
        let router = router.clone();
        let bytes = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .build()
                .unwrap();
            runtime.block_on(async {
                let response = router.oneshot(request).await.unwrap();
                axum::body::to_bytes(response.into_body(), 1 << 24)
                    .await
                    .unwrap()
            })
        })
        .join()
        .unwrap();
        Self(serde_json::from_slice(&bytes).unwrap())
    }

    /// The documented methods of each path.
    pub(super) fn methods(&self) -> BTreeMap<String, Vec<Method>> {
        self.0["paths"]
            .as_object()
            .unwrap()
            .iter()
            .map(|(path, item)| {
                let methods = item.as_object().unwrap().keys();
                (
                    path.clone(),
                    methods
                        .map(|name| name.to_uppercase().parse().unwrap())
                        .collect(),
                )
            })
            .collect()
    }

    /// Fails when an answer is not what the document says. Paths that are not in the document are the client's files.
    pub(super) fn check(
        &self,
        method: &Method,
        path: &str,
        status: StatusCode,
        mime: &str,
        body: &[u8],
    ) {
        let path = path.split('?').next().unwrap();
        let Some(operation) = self.operation(method, path) else {
            return;
        };
        let responses = &operation["responses"];
        let class = format!("{}XX", status.as_u16() / 100);
        let response = responses
            .get(status.as_str())
            .or_else(|| responses.get(&class));
        let response =
            response.unwrap_or_else(|| panic!("{method} {path}: {status} is not documented"));
        let Some(content) = response.get("content").and_then(Value::as_object) else {
            assert!(body.is_empty(), "{method} {path}: {status} has a body");
            return;
        };
        let mime = mime.split(';').next().unwrap();
        let documented = content.get(mime);
        let documented = documented.unwrap_or_else(|| {
            panic!(
                "{method} {path}: `{mime}` is not documented, only {:?}",
                content.keys()
            )
        });
        if mime.ends_with("json") {
            let value: Value = serde_json::from_slice(body).unwrap();
            if let Err(problem) = self.fits(&value, &documented["schema"], "") {
                panic!("{method} {path}: {problem}");
            }
        }
    }

    fn operation(&self, method: &Method, path: &str) -> Option<&Value> {
        let fits = |template: &str| {
            let (a, b): (Vec<&str>, Vec<&str>) =
                (template.split('/').collect(), path.split('/').collect());
            a.len() == b.len() && a.iter().zip(&b).all(|(a, b)| a == b || a.starts_with('{'))
        };
        let paths = self.0["paths"].as_object()?;
        // A path written out comes before one with a placeholder.
        let item = paths.get(path).or_else(|| {
            paths
                .iter()
                .find(|(template, _)| fits(template))
                .map(|(_, item)| item)
        })?;
        item.get(method.as_str().to_lowercase())
    }

    fn fits(&self, value: &Value, schema: &Value, place: &str) -> Result<(), String> {
        if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
            let pointer = reference
                .strip_prefix('#')
                .ok_or("a reference to another document")?;
            let target = self
                .0
                .pointer(pointer)
                .ok_or_else(|| format!("{reference} leads nowhere"))?;
            return self.fits(value, target, place);
        }
        for part in schema
            .get("allOf")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
        {
            self.fits(value, part, place)?;
        }
        if let Some(choices) = schema.get("oneOf").and_then(Value::as_array) {
            let problems: Vec<String> = choices
                .iter()
                .filter_map(|choice| self.fits(value, choice, place).err())
                .collect();
            if problems.len() == choices.len() {
                return Err(problems.join("; "));
            }
        }
        if let Some(allowed) = schema.get("enum").and_then(Value::as_array)
            && !allowed.contains(value)
        {
            return Err(format!("{place}: {value} is not one of {allowed:?}"));
        }
        let types: Vec<&str> = match schema.get("type") {
            Some(Value::String(one)) => vec![one],
            Some(Value::Array(many)) => many.iter().filter_map(Value::as_str).collect(),
            _ => Vec::new(),
        };
        let is = |name: &str| match name {
            "null" => value.is_null(),
            "boolean" => value.is_boolean(),
            "integer" => value.is_u64() || value.is_i64(),
            "number" => value.is_number(),
            "string" => value.is_string(),
            "array" => value.is_array(),
            "object" => value.is_object(),
            _ => false,
        };
        if !types.is_empty() && !types.iter().any(|name| is(name)) {
            return Err(format!("{place}: {value} is no {types:?}"));
        }
        if let Some(object) = value.as_object() {
            for name in schema
                .get("required")
                .and_then(Value::as_array)
                .into_iter()
                .flatten()
            {
                if !object.contains_key(name.as_str().unwrap_or_default()) {
                    return Err(format!("{place}: {name} is missing"));
                }
            }
            for (name, inside) in object {
                let known = schema
                    .get("properties")
                    .and_then(|all| all.get(name))
                    .or_else(|| schema.get("additionalProperties"));
                if let Some(known) = known {
                    self.fits(inside, known, &format!("{place}/{name}"))?;
                }
            }
        }
        if let (Some(list), Some(items)) = (value.as_array(), schema.get("items")) {
            for (number, inside) in list.iter().enumerate() {
                self.fits(inside, items, &format!("{place}/{number}"))?;
            }
        }
        Ok(())
    }
}
