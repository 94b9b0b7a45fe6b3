//! `lobby print FORM [NUMBER]`: a printed form on standard output, for a line printer.

use super::office::Office;
use super::{Outcome, print as put};
use crate::api::paper::Print;

#[derive(clap::Args)]
pub(super) struct Args {
    /// 单据代号，如 work-order、slip、blank-request / The form, such as work-order
    form: String,
    /// 编号；空白表格不写 / The entry's number; none for a blank form
    number: Option<String>,
}

pub(super) fn run(office: &Office, args: &Args) -> Outcome {
    let (client, _) = office.client()?;
    let call = Print { form: args.form.clone(), entry: args.number.clone() };
    let printed = client.call(call)?;
    put(&(printed.lines.join("\n") + "\n"))
}
