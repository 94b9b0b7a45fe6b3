//! `lobby stop`: ends the office's server after what it has begun.

use super::office::Office;
use super::{Outcome, print};
use crate::api::office::Stop;
use crate::text::lang::t;

pub(super) fn run(office: &Office) -> Outcome {
    let said = match office.running_client()? {
        Some(client) => {
            client.call(Stop {})?;
            t("服务正在停止", "The server is ending")
        }
        None => t("没有服务在运行", "No server is running"),
    };
    print(said.get(office.lang))
}
