//! One page a file.

pub(super) mod case;
pub(super) mod frame;
pub(super) mod history;
pub(super) mod list;
pub(super) mod login;
pub(super) mod new;
pub(super) mod source;
