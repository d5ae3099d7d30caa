use std::process::ExitCode;

use headwater_serve::{Fetching, Readers, Service, Settings as Serving};

use crate::args::Serve as Args;
use crate::failure::Failure;
use crate::fetching::{asking, contact};
use crate::settings::Settings;
use crate::{input, output};

/// Serves until it is told to stop.
pub(super) fn run(args: &Args, settings: Settings) -> Result<ExitCode, Failure> {
    let fetching = if let Some(contact) = contact(&args.asking) {
        let args = args.asking.clone();
        Fetching::by(move || asking(&args, contact.clone()))
    } else {
        let message = "nothing will be fetched: --contact says whom a site can write to about that";
        settings.warn(message);
        Fetching::none()
    };
    let mut serving = Serving::new(&args.folder)
        .address(args.listen)
        .fetching(fetching);
    if let Some(workers) = args.workers {
        serving = serving.workers(workers.get());
    }
    if let Some(rate) = args.rate {
        serving = serving.rate(rate);
    }
    let mut readers = Readers::default();
    if let Some(path) = &args.readers {
        let list = String::from_utf8_lossy(&input::bytes(path)?).into_owned();
        readers = Readers::from_list(&list)?;
    }
    if let Some(field) = &args.proxy_field {
        readers = readers.by_proxy(field, args.editors.iter().cloned());
    }
    serving = args
        .hosts
        .iter()
        .fold(serving.readers(readers), Serving::host);
    let service = Service::start(serving)?;
    output::write(&format!("http://{}/\n", service.address()), None)?;
    service.wait_for_signal()?;
    Ok(ExitCode::SUCCESS)
}
